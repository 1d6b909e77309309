"""One loudness for every recording: a gain for the whole, and a limiter for the peaks that would go over."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.media import loudness
from apps.media.loudness import Powers, Samples
from apps.media.sound import MP3_GAIN

TARGET = -16.0  # LUFS of the MP3
MOST_GAIN = 20.0  # dB; more would only bring up the noise
# Of full scale, in the MP3 3 dB below it: coding and the way between two samples add up to 1.5 dB to a voice.
CEILING = 10 ** (-3.0 / 20) / MP3_GAIN
NEAR = 0.05  # LU that the limiter may take away
BLOCK = 63  # samples, 1.4 ms: the limiter's step
IN_STRETCH = loudness.STRETCH // BLOCK  # 14
LOOK = 14  # blocks that the limiter looks ahead and back
FADE = 220  # samples, 5 ms
PIECE = 400 * BLOCK  # samples that are worked on at a time

Values = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Levelling:
    """How to change a sound: `gain` for the whole, and the part of it that each block keeps."""

    gain: float
    kept: Values  # 0 to 1, one for each block

    def loudest(self, peaks: Values) -> float:
        """The peak of what block peaks become; 1.0 is full scale."""
        return float((peaks * self.kept).max(initial=0)) * self.gain

    def apply(self, samples: Samples, *, fade_in: bool, fade_out: bool) -> Iterator[Samples]:
        """The changed samples, piece by piece; fades keep a cut from clicking."""
        edges = np.minimum(np.append(self.kept, 1), np.insert(self.kept, 0, 1)) * np.float32(self.gain)
        ramp = np.arange(BLOCK, dtype=np.float32) / BLOCK
        for first in range(0, len(samples), PIECE):
            piece = samples[first : first + PIECE].astype(np.float32)
            begun, ended = first // BLOCK, -(-(first + len(piece)) // BLOCK)
            start, step = edges[begun:ended, None], np.diff(edges[begun : ended + 1])[:, None]
            piece *= (start + step * ramp).reshape(-1)[: len(piece)]
            _fade(piece, first, len(samples), fade_in, fade_out)
            yield np.rint(piece).astype(np.int16)


def block_peaks(samples: Samples) -> Values:
    """The loudest sample of each block, the last one being shorter; 1.0 is full scale."""
    whole = len(samples) // BLOCK * BLOCK
    blocks = samples[:whole].reshape(-1, BLOCK)
    found = np.maximum(blocks.max(axis=1), -blocks.min(axis=1).astype(np.int32))
    rest = [np.abs(samples[whole:].astype(np.int32)).max()] if len(samples) > whole else []
    return (np.append(found, rest) / 32768).astype(np.float32)


def level(powers: Powers, peaks: Values, ceiling: float = CEILING) -> Levelling:
    """How to bring a sound of these powers and block peaks to TARGET, in so far as MOST_GAIN and `ceiling` allow."""
    kept = np.ones_like(peaks)
    gain = _gain(powers, kept)
    for _ in range(4):  # the limiter takes some loudness away, which a little more gain brings back
        before, kept = gain, _limit(peaks * _factor(gain), ceiling)
        gain = _gain(powers, kept)
        if gain - before < NEAR:
            break
    return Levelling(_factor(before), kept)


def _gain(powers: Powers, kept: Values) -> float:
    """dB from what the limiter has left of a sound to TARGET."""
    by_stretch = kept[: len(powers) * IN_STRETCH].reshape(-1, IN_STRETCH).mean(axis=1)
    return min(TARGET - loudness.loudness(powers * by_stretch**2), MOST_GAIN)


def _factor(gain: float) -> float:
    return float(10 ** (gain / 20) / MP3_GAIN)


def bars(peaks: Values, count: int) -> list[int]:
    """The waveform as bars of the same length from 0 to 100, the loudest being 100."""
    edges = [len(peaks) * number // count for number in range(count + 1)]
    loud = [float(peaks[begun:ended].max(initial=0)) for begun, ended in itertools.pairwise(edges)]
    return [round(100 * value / (max(loud) or 1)) for value in loud]


def _limit(peaks: Values, ceiling: float) -> Values:
    """What each block may keep so that none is above the ceiling, without a jump: the mean of the least nearby."""
    needed = np.minimum(1, np.float32(ceiling) / np.maximum(peaks, np.float32(1e-9)))
    if needed.min(initial=1) >= 1:
        return needed
    window = 2 * LOOK + 1
    least = np.lib.stride_tricks.sliding_window_view(np.pad(needed, 2 * LOOK, constant_values=1), window).min(axis=1)
    sums = np.cumsum(np.insert(least, 0, 0), dtype=np.float64)
    return ((sums[window:] - sums[:-window]) / window).astype(np.float32)


def _fade(piece: Values, first: int, total: int, fade_in: bool, fade_out: bool) -> None:
    places = np.arange(first, first + len(piece))
    if fade_in and first < FADE:
        piece *= np.minimum(1, places / FADE).astype(np.float32)
    if fade_out and first + len(piece) > total - FADE:
        piece *= np.minimum(1, (total - 1 - places) / FADE).astype(np.float32)
