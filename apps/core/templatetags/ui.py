"""The template tags and filters of the studio's look. A builtin library: no template loads it."""

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from django import template
from django.conf import settings
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from apps.core.icons import FILLED, ICONS

register = template.Library()

MICRO = 1_000_000  # amounts are integer millionths of the installation's currency
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥"}
HUES = 5  # .av.h1 to .av.h5 in controls.css

BAR_WIDTH, BAR_GAP, WAVE_HEIGHT = 4, 2, 48  # units of the waveform's own viewBox


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """One of our own icons. An unknown name is a KeyError: a page with a hole in it is worse than a loud test."""
    classes = " ".join(filter(None, ["icon", "fill" if name in FILLED else "", css_class]))
    shapes = mark_safe(ICONS[name])  # noqa: S308 - our own constant
    return format_html('<svg class="{}" viewBox="0 0 20 20" aria-hidden="true">{}</svg>', classes, shapes)


@register.simple_tag
def wave(peaks: Sequence[int]) -> SafeString:
    """A waveform of `peaks` (loudness, 0 to 100): once in grey and once, clipped by player.js, as the part played."""
    if not peaks:
        return SafeString("")
    bars = mark_safe(  # noqa: S308 - numbers only
        '<path class="bar" d="' + "".join(_bar(place, peak) for place, peak in enumerate(peaks)) + '"/>'
    )
    return format_html(
        '<svg class="wave" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<g>{}</g><g class="on">{}</g></svg>',
        len(peaks) * (BAR_WIDTH + BAR_GAP) - BAR_GAP,
        WAVE_HEIGHT,
        bars,
        bars,
    )


def _bar(place: int, peak: int) -> str:
    """A stroke of `BAR_WIDTH`, centred on the middle line; silence still shows as a dot."""
    x = place * (BAR_WIDTH + BAR_GAP) + BAR_WIDTH // 2
    length = max(1, round(min(100, max(0, int(peak))) / 100 * (WAVE_HEIGHT - BAR_WIDTH)))
    return f"M{x} {(WAVE_HEIGHT - length) / 2:g}v{length}"


@register.filter
def money(micros: int) -> str:
    """An amount in micro-units as people read it: "$1.08". Parts of a cent are rounded up, here and nowhere else."""
    return _amount((Decimal(micros) / MICRO).quantize(Decimal("0.01"), ROUND_CEILING), 2)


@register.filter
def price(micros: int) -> str:
    """A price for one second, exactly as it is counted: "$0.056", at least two decimals."""
    exact = (Decimal(micros) / MICRO).normalize()
    return _amount(exact, max(2, -int(exact.as_tuple().exponent)))


def _amount(value: Decimal, decimals: int) -> str:
    symbol = SYMBOLS.get(settings.CURRENCY, f"{settings.CURRENCY}\N{NO-BREAK SPACE}")
    number = number_format(abs(value), decimals, use_l10n=True, force_grouping=True)
    # Translators: an amount of money; some languages put a no-break space between the two, or turn them round.
    written = pgettext("money", "%(symbol)s%(number)s") % {"symbol": symbol, "number": number}
    return f"\N{MINUS SIGN}{written}" if value < 0 else written


@register.filter
def clock(seconds: float) -> str:
    """A place in a film: "0:18", "1:02:05"."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


@register.filter
def duration(seconds: float) -> str:
    """How long something lasts, in words: "18 seconds", "1 minute 24 seconds"."""
    minutes, rest = divmod(round(seconds), 60)
    in_seconds = ngettext("%(number)d second", "%(number)d seconds", rest) % {"number": rest}
    in_minutes = ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    if not minutes:
        return in_seconds
    if not rest:
        return in_minutes
    # Translators: a length of time, for example "1 minute 24 seconds".
    return _("%(minutes)s %(seconds)s") % {"minutes": in_minutes, "seconds": in_seconds}


@register.filter
def size(count: int) -> str:
    """Bytes as people read them: "96 KB", "1.8 MB". Rounded up: a file over a limit must not read as the limit."""
    if count < 1024**2:
        return _("%(number)s KB") % {"number": number_format(math.ceil(count / 1024))}
    tenths = math.ceil(count / 1024**2 * 10)
    return _("%(number)s MB") % {"number": number_format(Decimal(tenths) / 10, 0 if tenths % 10 == 0 else 1)}


@register.filter
def initials(name: str) -> str:
    """The letters in a person's round picture: "Mei Lin" gives "ML"."""
    words = str(name).split()
    return "".join(word[0] for word in dict.fromkeys([*words[:1], *words[-1:]])).upper()


@register.filter
def hue(pk: int) -> str:
    """The colour class of a person's round picture; the same person always has the same one."""
    return f"h{pk % HUES + 1}"


@register.filter
def ago(moment: datetime) -> str:
    """How long ago something was, in one unit: "12 minutes ago"."""
    if (now() - moment).total_seconds() < 60:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(moment, depth=1)}
