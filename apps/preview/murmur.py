"""A voice without words: vowels with a melody, as many as a text has syllables, and pauses where it has stops.

It stands in for a real voice where only length, rhythm and loudness matter: mouths move to it, and it may be listened
to. The same text sounds the same every time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

MAX_SECONDS = 300
LETTER_SECONDS = 1 / 14  # of a text in letters, the spaces counted
CHARACTER_SECONDS = 1 / 4.6  # of a Chinese character, which is a syllable
LETTERS_A_SYLLABLE = 3
PAUSES = {**dict.fromkeys(".!?。！？…\n", 0.3), **dict.fromkeys(",;:，、；：—", 0.15)}
PIECES = re.compile(r"(?P<character>[\u3400-\u9fff])|(?P<word>[^\W_\u3400-\u9fff]+)|(?P<stop>.)", re.DOTALL)

# The first three formants of five vowels, in Hz.
VOWELS = ((730, 1090, 2440), (530, 1840, 2480), (300, 2200, 2900), (570, 900, 2410), (320, 870, 2240))
BANDWIDTH = 90.0  # Hz
HARMONICS = 24
TABLE = 2048  # samples of one swing
LOUDNESS = 0.35  # of full scale, at a syllable's height

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Beat:
    """A syllable, the `nth` of its sentence, or a pause (`nth` is 0), and how many seconds it takes."""

    seconds: float
    nth: int = 0


def murmur(text: str, *, voice: str, speed: float, rate: int) -> Samples:
    """Mono samples at `rate` a second, at most 300 seconds; `speed` 1 is normal, and `voice` decides the pitch."""
    rng = np.random.default_rng(int.from_bytes(sha256(f"{voice}|{text}".encode()).digest()[:8]))
    pitch = 105 + sha256(voice.encode()).digest()[0] / 255 * 110  # Hz
    tables = [_table(vowel, pitch) for vowel in VOWELS]
    pieces, phase, left = [], 0.0, MAX_SECONDS * rate
    for beat in _beats(text):
        count = min(left, max(1, round(beat.seconds / speed * rate)))
        left -= count
        piece = np.zeros(count)
        if beat.nth:
            height = pitch * (1.12 - 0.03 * min(beat.nth, 8)) * rng.uniform(0.95, 1.08)
            piece, phase = _syllable(tables[rng.integers(len(tables))], count, height / rate, phase)
        pieces.append((piece * 32767).astype(np.int16))
        if not left:
            break
    return np.concatenate(pieces or [np.zeros(rate // 5, np.int16)])


def _beats(text: str) -> Iterator[Beat]:
    nth = 0
    for found in PIECES.finditer(text):
        if found["stop"]:
            nth = 0 if found["stop"] in PAUSES else nth
            yield Beat(PAUSES.get(found["stop"], LETTER_SECONDS))
            continue
        seconds = CHARACTER_SECONDS if found["character"] else len(found["word"]) * LETTER_SECONDS
        syllables = 1 if found["character"] else -(-len(found["word"]) // LETTERS_A_SYLLABLE)
        for _ in range(syllables):
            nth += 1
            yield Beat(seconds / syllables, nth)


def _table(formants: tuple[int, ...], pitch: float) -> npt.NDArray[np.float64]:
    """One swing of a vowel: harmonics of the pitch, louder the nearer they lie to a formant."""
    swing = np.arange(TABLE) / TABLE * 2 * np.pi
    wave = np.zeros(TABLE)
    for harmonic in range(1, HARMONICS + 1):
        near = [
            1 / (1 + ((harmonic * pitch - formant) / BANDWIDTH) ** 2) / (1 + n) for n, formant in enumerate(formants)
        ]
        wave += (sum(near) + 0.3 / harmonic) / harmonic**0.5 * np.sin(harmonic * swing)
    return wave / np.abs(wave).max()


def _syllable(
    table: npt.NDArray[np.float64], count: int, step: float, phase: float
) -> tuple[npt.NDArray[np.float64], float]:
    """One vowel that rises and falls, and where in its swing it ends, so that the next one goes on without a click."""
    time = np.arange(count) / count
    bend = 1 + 0.06 * np.sin(np.pi * time)  # the melody within
    swings = phase + np.cumsum(step * bend)
    shape = np.sin(np.pi * np.clip(time, 0, 1)) ** 0.6 * LOUDNESS
    return table[(swings * TABLE).astype(np.int64) % TABLE] * shape, float(swings[-1] % 1)
