"""Money, lengths and sizes as people read them, in the language of the reader."""

import math
from decimal import ROUND_FLOOR, ROUND_UP, Decimal

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

MICRO = 1_000_000  # amounts are integer millionths of the installation's currency
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥"}


def money(micros: int) -> str:
    """An amount in millionths: "$1.08". Parts of a cent count as a whole one: nobody pays more than they read."""
    return _amount(_cents(micros, ROUND_UP), 2)


def money_left(micros: int) -> str:
    """What may still be spent, in millionths: "$1.07". Parts of a cent do not count: nobody has less than they read."""
    return _amount(_cents(micros, ROUND_FLOOR), 2)


def price(micros: int) -> str:
    """An amount in millionths, exactly as it is counted: "$0.056", at least two decimals.

    For what one second costs, and wherever amounts stand in a column that has to add up.
    """
    exact = (Decimal(micros) / MICRO).normalize()
    return _amount(exact, max(2, -int(exact.as_tuple().exponent)))


def clock(seconds: float | Decimal) -> str:
    """A place in a film, in seconds: "0:18", "1:02:05". A second counts when it is over."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def duration(seconds: float | Decimal) -> str:
    """How long something lasts: "18 seconds", "1 minute 24 seconds". A begun second counts, as it does in a price."""
    minutes, rest = divmod(math.ceil(seconds), 60)
    in_seconds = ngettext("%(number)d second", "%(number)d seconds", rest) % {"number": rest}
    in_minutes = ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    if not minutes:
        return in_seconds
    if not rest:
        return in_minutes
    # Translators: a length of time, "1 minute 24 seconds". Both parts are translated already, each with its own plural.
    return _("%(minutes)s %(seconds)s") % {"minutes": in_minutes, "seconds": in_seconds}


def size(count: int) -> str:
    """Bytes: "96 KB", "1.8 MB". Rounded up: a file over a limit must not read as the limit."""
    if count < 1024**2:
        return _("%(number)s KB") % {"number": number_format(math.ceil(count / 1024))}
    tenths = math.ceil(count / 1024**2 * 10)
    return _("%(number)s MB") % {"number": number_format(Decimal(tenths) / 10, 0 if tenths % 10 == 0 else 1)}


def _cents(micros: int, rounding: str) -> Decimal:
    return (Decimal(micros) / MICRO).quantize(Decimal("0.01"), rounding)


def _amount(value: Decimal, decimals: int) -> str:
    symbol = SYMBOLS.get(settings.CURRENCY, f"{settings.CURRENCY}\N{NO-BREAK SPACE}")
    number = number_format(abs(value), decimals, use_l10n=True, force_grouping=True)
    # Translators: an amount of money; some languages put a no-break space between the two, or turn them round.
    written = pgettext("money", "%(symbol)s%(number)s") % {"symbol": symbol, "number": number}
    return f"\N{MINUS SIGN}{written}" if value < 0 else written
