"""One loudness for every recording: a gain for the whole, and a limiter for the peaks that would go over."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.media import loudness
from apps.media.loudness import Powers, Samples

TARGET = -16.0  # LUFS
MOST_GAIN = 20.0  # dB; more would only bring up the noise
CEILING = 10 ** (-3.0 / 20)  # of full scale; MP3 and the way between two samples add a little: -1.5 dB is the promise
BLOCK = 63  # samples, 1.4 ms: the limiter's step; 14 make a stretch of loudness
LOOK = 14  # blocks that the limiter looks ahead and back
FADE = 220  # samples, 5 ms
PIECE = 400 * BLOCK  # samples that are worked on at a time

Values = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Levelling:
    """How to change a sound: `gain` for the whole, and the part of it that each block keeps."""

    gain: float
    kept: Values  # 0 to 1, one for each block

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


def level(powers: Powers, peaks: Values) -> Levelling:
    """How to bring a sound of these powers and block peaks to TARGET, in so far as MOST_GAIN reaches."""
    gain = 0.0  # dB
    kept = np.ones_like(peaks)
    for _ in range(4):  # the limiter takes some loudness away, which a little more gain brings back
        limited = powers * _by_stretch(kept, len(powers)) ** 2
        gain = min(TARGET - loudness.loudness(limited), MOST_GAIN)
        kept = _limit(peaks * np.float32(10 ** (gain / 20)))
    return Levelling(float(10 ** (gain / 20)), kept)


def bars(peaks: Values, count: int) -> list[int]:
    """The waveform as bars from 0 to 100, the loudest being 100."""
    loud = [float(piece.max(initial=0)) for piece in np.array_split(peaks, count)]
    return [round(100 * value / (max(loud) or 1)) for value in loud]


def _limit(peaks: Values) -> Values:
    """What each block may keep so that none is above CEILING, without a jump: the mean of the least nearby."""
    needed = np.minimum(1, np.float32(CEILING) / np.maximum(peaks, np.float32(1e-9)))
    if needed.min(initial=1) >= 1:
        return needed
    window = 2 * LOOK + 1
    least = np.lib.stride_tricks.sliding_window_view(np.pad(needed, 2 * LOOK, constant_values=1), window).min(axis=1)
    sums = np.cumsum(np.insert(least, 0, 0), dtype=np.float64)
    return ((sums[window:] - sums[:-window]) / window).astype(np.float32)


def _by_stretch(kept: Values, count: int) -> Values:
    """The mean of each 20 ms."""
    each = loudness.STRETCH // BLOCK
    return kept[: count * each].reshape(count, each).mean(axis=1)


def _fade(piece: Values, first: int, total: int, fade_in: bool, fade_out: bool) -> None:
    places = np.arange(first, first + len(piece))
    if fade_in and first < FADE:
        piece *= np.minimum(1, places / FADE).astype(np.float32)
    if fade_out and first + len(piece) > total - FADE:
        piece *= np.minimum(1, (total - 1 - places) / FADE).astype(np.float32)
