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
EXACTLY = Decimal("0.000001")  # the same decimals everywhere, so that a column is read as one kind of number


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
        self.outcomes = {
            "open": _("Set aside"),
            "charged": _("Charged"),
            "wasted": _("Charged, but nothing came of it"),
            "returned": _("Given back"),
            "given_up": _("Given up; the service may have charged it"),
        }
        self.more, self.less = _("More than estimated"), _("Less than estimated")

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
            self._note(receipt),
            receipt.task_id,
            str(receipt.key),
        ]

    def _note(self, receipt: Hold) -> str:
        if not receipt.is_unexpected:
            return ""
        return self.more if receipt.above_micros else self.less


def amount(micros: int) -> Decimal:
    """Exactly, in the currency, for a machine to read: 0.056000."""
    return (Decimal(micros) / MICRO).quantize(EXACTLY)


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
        _("Outcome"),
        _("Note"),
        _("Task number"),
        _("Our number"),
    ]
