"""What a voice lets a mouth do: how far it opens and how wide its lips are, for each picture of a film.

No word is understood. What can be read off a spectrum is enough:

- The wider a mouth opens, the more of the sound between 600 and 3800 Hz gets out, in all of that range at once. Four
  bands of it, each against the loudest vowels of the same recording, say how open it is.
- What gets out of a closed mouth lies outside: the hum of m, n and b below 250 Hz, the hiss of s and f above 5200 Hz.
- Spread lips (ee) lift the second formant above 1900 Hz, rounded ones (oo) push it far below.

The sound's whole loudness says less: it opens the mouth for m and s as for a, and hardly opens it for i.
All levels are compared with the recording's own, so that it does not matter how loud it is.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from apps.preview.film import READING

Floats = npt.NDArray[np.float32]

RATE = 16_000  # samples a second
HOP = 160  # samples from one look at the spectrum to the next
HOPS = RATE // HOP  # looks a second
WINDOW, TRANSFORM = 480, 512  # samples: a look covers 30 ms
BLOCK = 4000  # looks at once: 40 seconds, in about 20 MB

# Hz, from and to; the columns of what is measured.
BANDS = ((80, 7600), (80, 250), (600, 900), (900, 1400), (1400, 1900), (1900, 3800), (5200, 7600))
VOICE, HUM, HISS = 0, 1, 6
OPEN = (2, 3, 4, 5)  # what gets out of an open mouth
ROUND, SPREAD = (2, 3, 4), 5
SILENCE = 1e-12  # of full scale, squared: -120 dB

HEARD = -62.0  # dB of full scale; nothing below it is a voice
DEEPEST = 45.0  # dB below the loudest; nor is anything below this
NOISE = 6.0  # dB that a voice is above what is always there
LEAST_CONTRAST = 4.0  # dB between loudest and quietest; what varies less is no speech, and does not move the mouth
FADE = 8.0  # dB over which the gate opens

WEAKEST = 1e-3  # of the voice's power: a band's own loudest is not taken for less, be there only noise in it
ROOT = 0.25  # fourth root of power: between dB, in which a vowel hardly stands out, and pressure, in which it is alone
BEYOND = 1.2  # the most that a sound in one band can do, in loud vowels
CLOSED = 0.1  # what hum and hiss each take away
SHUT, WIDEST = 0.1, 0.75  # of a loud vowel: the mouth begins to open, and is as open as it gets
LIP_RANGE = 12.0  # dB from a voice's usual lips to quite spread ones
JAW_SMOOTHING, LIP_SMOOTHING = 13, 17  # looks; lips shape more slowly than a jaw drops


@dataclass(frozen=True)
class Visemes:
    """The mouth in each picture: `openness` float32[n], 0 closed to 1 open; `width` float32[n], -1 round to 1 spread.

    Both are at rest, 0, where nobody speaks.
    """

    openness: Floats
    width: Floats


def load(voice: Path) -> Floats:
    """A recording as float32[samples], mono at `RATE`, 1.0 being full scale. Raises OSError or av.FFmpegError."""
    resampler = AudioResampler(format="fltp", layout="mono", rate=RATE)
    pieces: list[AudioFrame] = []
    seconds = Fraction(0)
    with av.open(str(voice.absolute()), options=READING, metadata_errors="replace") as container:
        for frame in container.decode(audio=0):
            frame.pts = None  # counted anew, as in the film: the source may start anywhere
            pieces += resampler.resample(frame)
            seconds += Fraction(frame.samples, frame.sample_rate)
    pieces += resampler.resample(None)
    kept = sum(piece.samples for piece in pieces)
    rest = np.zeros(max(0, math.ceil(seconds * RATE) - kept), np.float32)  # what the resampler keeps to itself
    samples = np.concatenate([*(piece.to_ndarray().reshape(-1) for piece in pieces), rest])
    return np.clip(np.nan_to_num(samples), -1, 1, dtype=np.float32)  # a WAV may hold numbers that are no sound


def read_lips(samples: Floats, fps: int) -> Visemes:
    """The mouth for float32[samples] at `RATE`, in as many pictures as cover them; any number of samples will do.

    A picture shows the mouth of the middle of its time. Nothing lags: what is smoothed looks ahead as far as back.
    """
    pictures = -(-len(samples) * fps // RATE)
    powers = _powers(samples)
    heard = powers[powers[:, VOICE] > 10 ** (HEARD / 10)]
    if not len(heard):
        return Visemes(np.zeros(pictures, np.float32), np.zeros(pictures, np.float32))
    quietest = np.percentile(powers, 10, axis=0)  # what is always there
    loudest = np.percentile(heard, 95, axis=0)  # a loud vowel; silence, however long, does not count
    gate = _gate(powers[:, VOICE], quietest[VOICE], loudest[VOICE])
    openness = _smooth(_openness(powers, quietest, loudest) * gate, JAW_SMOOTHING)
    width = _smooth(_width(powers, gate), LIP_SMOOTHING)
    moments, looks = (np.arange(pictures) + 0.5) / fps * HOPS, np.arange(len(powers))
    return Visemes(*(np.interp(moments, looks, way).astype(np.float32) for way in (openness, width)))


def _powers(samples: Floats) -> Floats:
    """float32[looks, bands]: the power in each band, of full scale, every `HOP` samples."""
    window = np.hanning(WINDOW).astype(np.float32)
    frequencies = np.fft.rfftfreq(TRANSFORM, 1 / RATE)
    bands = np.stack([(low <= frequencies) & (frequencies < high) for low, high in BANDS], axis=1).astype(np.float32)
    full_scale = np.float32(TRANSFORM / 2 * (window**2).sum())
    powers = [np.abs(np.fft.rfft(look * window, TRANSFORM)) ** 2 @ bands for look in _looks(samples)]
    return np.asarray(np.concatenate(powers) / full_scale + SILENCE, np.float32)


def _looks(samples: Floats) -> Iterator[Floats]:
    """float32[up to `BLOCK`, `WINDOW`] at a time: the samples around each `HOP`th one, from the first one on."""
    padded = np.pad(samples, (WINDOW // 2, WINDOW)).astype(np.float32, copy=False)
    looks = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: len(samples) // HOP + 1]
    for start in range(0, len(looks), BLOCK):
        yield looks[start : start + BLOCK]


def _gate(voice: Floats, quietest: float, loudest: float) -> Floats:
    """float32[looks], 0 to 1: whether somebody speaks, and not only a fan or a hum that is always there."""
    low, high = 10 * np.log10(quietest), 10 * np.log10(loudest)
    floor = max(HEARD, high - DEEPEST, min(low + NOISE, high - 12))
    contrast = np.clip((high - low - LEAST_CONTRAST) / FADE, 0, 1)
    return np.asarray(np.clip((10 * np.log10(voice) - floor) / FADE, 0, 1) * contrast, np.float32)


def _openness(powers: Floats, quietest: Floats, loudest: Floats) -> Floats:
    """float32[looks], 0 to 1; the quietest and the loudest are float32[bands]."""
    vowel = np.maximum(loudest, loudest[VOICE] * WEAKEST)
    heard = np.minimum((np.maximum(powers - 2 * quietest, 0) / vowel) ** ROOT, BEYOND)
    opened = heard[:, OPEN].mean(axis=1) - CLOSED * (heard[:, HUM] + heard[:, HISS])
    return np.asarray(np.clip((opened - SHUT) / (WIDEST - SHUT), 0, 1), np.float32)


def _width(powers: Floats, gate: Floats) -> Floats:
    """float32[looks], -1 to 1, 0 being this voice's usual lips."""
    speaks = gate > 0.5
    if not speaks.any():
        return np.zeros(len(gate), np.float32)
    slope = 10 * np.log10(powers[:, SPREAD] / powers[:, ROUND].sum(axis=1))
    return np.clip(np.where(speaks, (slope - np.median(slope[speaks])) / LIP_RANGE, 0), -1, 1).astype(np.float32)


def _smooth(values: Floats, looks: int) -> Floats:
    """A weighted mean around each value, as many values as came in."""
    weights = np.hanning(looks + 2)[1:-1]
    padded = np.pad(values, looks // 2, mode="edge")
    return np.convolve(padded, weights / weights.sum(), "valid").astype(np.float32)
