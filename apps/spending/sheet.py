"""A statement as a spreadsheet."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.core.formats import MICRO
from apps.spending.models import Hold
from apps.spending.statement import Statement

CHUNK = 500  # receipts that are read at a time
CENTS = 2  # decimals that an amount has at least


def file_name(statement: Statement) -> str:
    """Of plain letters, whatever the team is called."""
    team = slugify(statement.team.name) or "team"
    play = "-play-money" if statement.is_play_money else ""
    return f"spending-{team}-{statement.month:%Y-%m}{play}.csv"


def rows(statement: Statement) -> Iterator[list[object]]:
    """A row of names, then one for each receipt. They are read later than the language of the reader is known."""
    write = _Writer(statement)
    return chain([_header(statement)], map(write, statement.receipts.iterator(chunk_size=CHUNK)))


class _Writer:
    """Knows the words of its reader's language, and writes receipts with them."""

    def __init__(self, statement: Statement) -> None:
        self.zone = ZoneInfo(statement.team.time_zone)
        self.money = _("Play money") if statement.is_play_money else _("Real money")
        self.kinds = {what.value: str(what.label) for what in Hold.What}
        self.outcomes = {"open": _("Set aside"), "charged": _("Charged"), "returned": _("Given back")}
        self.unexpected = _("Not as estimated")

    def __call__(self, receipt: Hold) -> list[object]:
        return [
            f"{receipt.created_at.astimezone(self.zone):%Y-%m-%d %H:%M}",
            str(receipt.user),
            self.kinds[receipt.what],
            receipt.title,
            receipt.service,
            receipt.quality,
            receipt.seconds,
            amount(receipt.estimate_micros),
            amount(receipt.held_micros),
            amount(receipt.spent_micros),
            settings.CURRENCY,
            self.money,
            self.outcomes[receipt.outcome],
            self.unexpected if receipt.is_unexpected else "",
            receipt.task_id,
            str(receipt.key),
        ]


def amount(micros: int) -> Decimal:
    """Exactly, in the currency, for a machine to read: 0.67, 0.056."""
    exact = (Decimal(micros) / MICRO).normalize()
    return exact.quantize(Decimal(1).scaleb(min(int(exact.as_tuple().exponent), -CENTS)))


def _header(statement: Statement) -> list[object]:
    return [
        _("When (%(zone)s)") % {"zone": statement.team.time_zone},
        _("Who"),
        _("What"),
        _("Title"),
        _("Service"),
        _("Quality"),
        _("Seconds"),
        _("Estimate"),
        _("Set aside"),
        _("Charged"),
        _("Currency"),
        _("Money"),
        _("What became of it"),
        _("Look at this"),
        _("Task number"),
        _("Our number"),
    ]
