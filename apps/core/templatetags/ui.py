"""The template tags and filters of the studio's look. A builtin library: no template loads it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.timezone import now
from django.utils.translation import gettext as _

from apps.core import formats
from apps.core.icons import FILLED, ICONS

register = template.Library()
for written in (formats.money, formats.money_left, formats.price, formats.clock, formats.duration, formats.size):
    register.filter(written)

HUES = 5  # .av.h1 to .av.h5 in controls.css

BAR_WIDTH, BAR_GAP, WAVE_HEIGHT = 4, 2, 48  # units of the waveform's own viewBox


@register.simple_tag
@cache
def icon(name: str, css_class: str = "") -> SafeString:
    """One of our own icons. An unknown name is a KeyError: a page with a hole in it is worse than a loud test."""
    classes = " ".join(filter(None, ["icon", "fill" if name in FILLED else "", css_class]))
    shapes = mark_safe(ICONS[name])  # noqa: S308 - our own constant
    return format_html('<svg class="{}" viewBox="0 0 20 20" aria-hidden="true">{}</svg>', classes, shapes)


@register.simple_tag
def wave(peaks: Sequence[int]) -> SafeString:
    """A waveform of `peaks` (loudness, 0 to 100): once in grey and once, clipped by player.js, as the part played."""
    return _drawn(peaks, '<g class="on">{}</g>') if peaks else SafeString("")


@register.simple_tag
def wave_part(peaks: Sequence[int], seconds: Decimal, start: Decimal, end: Decimal) -> SafeString:
    """The waveform of a whole recording of `seconds`, with the part from `start` to `end` in colour (trim.js moves it).

    An SVG inside an SVG shows the coloured bars through a window, which takes nothing but attributes.
    """
    if not peaks or not seconds:
        return SafeString("")
    peaks = [max(peaks[place : place + 2]) for place in range(0, len(peaks), 2)]  # a phone has no room for more
    width = _width(peaks)
    left, wide = (f"{width * float(value / seconds):.2f}" for value in (start, end - start))
    window = format_html(
        '<svg class="kept" x="{left}" width="{wide}" viewBox="{left} 0 {wide} {high}" preserveAspectRatio="none">'
        '<rect class="bed" width="{width}" height="{high}"/>',
        left=left,
        wide=wide,
        width=width,
        high=WAVE_HEIGHT,
    )
    return _drawn(peaks, window + "{}</svg>")


def _drawn(peaks: Sequence[int], second: str) -> SafeString:
    """All bars in grey, and a second time as `second` says."""
    bars = mark_safe(  # noqa: S308 - numbers only
        '<path class="bar" d="' + "".join(_bar(place, peak) for place, peak in enumerate(peaks)) + '"/>'
    )
    return format_html(
        '<svg class="wave" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true"><g>{}</g>{}</svg>',
        _width(peaks),
        WAVE_HEIGHT,
        bars,
        format_html(second, bars),
    )


def _width(peaks: Sequence[int]) -> int:
    return len(peaks) * (BAR_WIDTH + BAR_GAP) - BAR_GAP


def _bar(place: int, peak: int) -> str:
    """A stroke of `BAR_WIDTH`, centred on the middle line; silence still shows as a dot."""
    x = place * (BAR_WIDTH + BAR_GAP) + BAR_WIDTH // 2
    length = max(1, round(min(100, max(0, int(peak))) / 100 * (WAVE_HEIGHT - BAR_WIDTH)))
    return f"M{x} {(WAVE_HEIGHT - length) / 2:g}v{length}"


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
