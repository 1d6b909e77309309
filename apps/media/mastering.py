"""A sound becomes its MP3: level, and with peaks that stay below full scale also after coding."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from apps.media.hearing import Hearing
from apps.media.levelling import CEILING, Levelling
from apps.media.sound import RATE, decode_mp3, mp3_seconds, to_milliseconds, write_mp3

TRUE_PEAK = 10 ** (-1.5 / 20)  # of full scale: no player overdrives
TRIES, MARGIN = 3, 1.06  # a voice takes one; what coding makes of noise nobody can foretell
LISTENING_BIT_RATE = 64_000
TAPS = 12  # samples on each side from which one in between is worked out
NEAR = 0.6  # of the highest point; samples that are softer have no peak beside them
AT_ONCE = 100_000  # places that are worked out together


def master(part: Hearing, target: Path, *, fade_in: bool, fade_out: bool) -> tuple[Decimal, Levelling]:
    """Write the part as MP3, as loud as all recordings; returns its exact decoded length, and what was done to it.

    Fades keep a cut from clicking.
    """
    ceiling = CEILING
    for _ in range(TRIES):
        levelling = part.levelling(ceiling)
        write_mp3(levelling.apply(part.samples, fade_in=fade_in, fade_out=fade_out), target)
        made = decode_mp3(target)
        over = true_peak(made) / TRUE_PEAK
        if over <= 1:
            break
        ceiling = min(ceiling, levelling.loudest(part.peaks)) / (over * MARGIN)
    return to_milliseconds(Fraction(len(made), RATE)), levelling


def copy_to_listen(part: Hearing, target: Path, *, fade_in: bool, fade_out: bool) -> tuple[Decimal, Levelling]:
    """As `master`, smaller and made faster, for what is too long to be sent and only listened to."""
    levelling = part.levelling(CEILING)
    pieces = levelling.apply(part.samples, fade_in=fade_in, fade_out=fade_out)
    write_mp3(pieces, target, bit_rate=LISTENING_BIT_RATE, in_haste=True)
    return mp3_seconds(target), levelling


def true_peak(samples: npt.NDArray[np.float32]) -> float:
    """The highest point of a sound after BS.1770: on three places between any two samples, too.

    Only where it could come above TRUE_PEAK: in a soft sound it is the highest sample.
    """
    loud = np.abs(samples)
    highest = float(loud.max(initial=0))
    near = np.append(loud > max(highest, TRUE_PEAK) * NEAR, False)
    near[:-1] |= near[1:]  # the peak may come before the sample or after it
    places = np.flatnonzero(near)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(samples, TAPS), 2 * TAPS)
    for first in range(0, len(places), AT_ONCE):
        between = around[places[first : first + AT_ONCE] + 1] @ BETWEEN
        highest = max(highest, float(np.abs(between).max()))
    return highest


def _between() -> npt.NDArray[np.float32]:
    """Weights of the samples around a quarter, a half and three quarters of the way to the next one."""
    places = np.arange(1 - TAPS, 1 + TAPS)[:, None] - np.array([0.25, 0.5, 0.75])
    return (np.sinc(places) * np.cos(np.pi * places / (2 * TAPS + 1)) ** 2).astype(np.float32)


BETWEEN = _between()
