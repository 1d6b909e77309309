"""Where somebody speaks and where nobody does, and where a long recording is best cut."""

import itertools
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from apps.media.loudness import Powers, decibels, loudness

Span = tuple[float, float]  # from, to: seconds

STRETCH_SECONDS = 0.02
AIR = 0.15  # seconds left before the first and after the last word
PAUSE = 0.4  # seconds; shorter gaps belong to speech
BLIP = 0.1  # seconds; what is shorter is a click, no word
SHORTEST_PART = 2000  # milliseconds; no service takes less


def find_speech(values: Powers, seconds: float) -> tuple[Span, tuple[Span, ...]]:
    """(from the first to the last word with a little air, the pauses in between) of `seconds` of sound.

    Where no word stands out it is the whole, without pauses. All to the millisecond.
    """
    spoken = _spoken(values)
    if not spoken:
        return (0.0, round(seconds, 3)), ()
    speech = (max(0.0, spoken[0][0] - AIR), min(seconds, spoken[-1][1] + AIR))
    gaps = [(ended, begun) for (_, ended), (begun, _) in itertools.pairwise(spoken)]
    return _rounded(speech), tuple(_rounded(gap) for gap in gaps if gap[1] - gap[0] > PAUSE - 0.001)


def cut_points(
    source_seconds: float | Decimal, speech: Span, pauses: Sequence[Span], longest: int
) -> list[tuple[Decimal, Decimal]]:
    """Cut the speech of a recording into parts (start, end: seconds) of 2 to `longest` seconds, one after the other.

    A part ends in the middle of the last pause that fits, else at the limit. Speech of less than 2 seconds is one
    part with what stands around it; of a recording that is shorter itself there are no parts.
    Raises ValueError for a limit under 4 seconds, within which not everything can be cut.
    """
    limit = longest * 1000
    if limit < 2 * SHORTEST_PART:
        raise ValueError("Parts cannot be that short.")
    start, end = _at_least_shortest(_milliseconds(speech[0]), _milliseconds(speech[1]), _milliseconds(source_seconds))
    middles = sorted((_milliseconds(begun) + _milliseconds(ended)) // 2 for begun, ended in pauses)
    parts = []
    while end - start > limit:
        latest = min(start + limit, end - SHORTEST_PART)
        cut = max((at for at in middles if start + SHORTEST_PART <= at <= latest), default=latest)
        parts.append((start, cut))
        start = cut
    if end - start >= SHORTEST_PART:
        parts.append((start, end))
    return [(Decimal(begun) / 1000, Decimal(ended) / 1000) for begun, ended in parts]


def _at_least_shortest(start: int, end: int, whole: int) -> tuple[int, int]:
    start, end = max(0, start), min(end, whole)
    missing = max(0, SHORTEST_PART - (end - start))
    end = min(whole, end + (missing + 1) // 2)
    return max(0, min(start, end - SHORTEST_PART)), max(end, min(whole, SHORTEST_PART))


def _milliseconds(seconds: float | Decimal) -> int:
    return round(seconds * 1000)


def _spoken(values: Powers) -> list[Span]:
    """The stretches in which somebody speaks, in seconds, without clicks."""
    if not values.size:
        return []
    smooth = np.convolve(values, np.full(3, 1 / 3, np.float32), "same")
    levels = decibels(smooth.astype(np.float32))
    heard = np.concatenate([[False], levels > _threshold(values, levels), [False]])
    edges = np.flatnonzero(heard[1:] != heard[:-1]).reshape(-1, 2) * STRETCH_SECONDS
    return [(float(begun), float(ended)) for begun, ended in edges if ended - begun >= BLIP]


def _threshold(values: Powers, levels: npt.NDArray[np.float64]) -> float:
    """Between the noise and the voice, in LUFS: nearer to the noise, yet no more than 26 dB below the voice."""
    voice = loudness(values)
    noise = float(np.percentile(levels, 5))
    between = noise + max(4.0, 0.4 * (voice - noise))
    return min(max(between, voice - 26), voice - 6)


def _rounded(span: Span) -> Span:
    return round(span[0], 3), round(span[1], 3)
