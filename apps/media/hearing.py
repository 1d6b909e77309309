"""What can be heard in a sound: how loud it is, who speaks when, and what a person should know about it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from apps.media.levelling import BLOCK, CEILING, Levelling, Values, block_peaks, level
from apps.media.loudness import SILENCE, Powers, Samples, decibels, loudness, powers
from apps.media.pauses import STRETCH_SECONDS, Span, find_speech
from apps.media.problems import Check, Code, Level
from apps.media.sound import RATE

SILENT = -50.0  # LUFS; quieter than that nobody is heard, and the most gain does not help
TOO_QUIET = -35.0  # LUFS; speech is around -20
ABOVE_NOISE = 20.0  # dB that a voice should stand above the noise
LIVELY = 10.0  # dB between the loud and the soft moments of any voice; noise and engines stay level
FULL_SCALE = 32_735 / 32_768  # 0.01 dB below the very most, since resampling ripples
FLATTENED = 3  # samples at full scale in one block: no sound does that by itself
CLIPPED = 5.0  # such blocks in each second of speech; a few are not heard
LONG_PAUSE, SEVERAL = 1.5, 2  # seconds; how many of them are worth a word


@dataclass(frozen=True)
class Hearing:
    """A sound with its powers (20 ms each) and peaks (1.4 ms each)."""

    samples: Samples
    powers: Powers
    peaks: Values

    @classmethod
    def of(cls, samples: Samples) -> Self:
        """Listen to mono samples at 44.1 kHz."""
        return cls(samples, powers(samples), block_peaks(samples))

    @cached_property
    def loudness(self) -> float:
        """LUFS of the whole, pauses left out."""
        return loudness(self.powers)

    @property
    def is_audible(self) -> bool:
        return self.loudness >= SILENT

    @property
    def speech(self) -> Span:
        """From the first to the last word, in seconds, with a little air."""
        return self._speech_and_pauses[0]

    @property
    def pauses(self) -> tuple[Span, ...]:
        """Where nobody speaks for 0.4 s and more in between."""
        return self._speech_and_pauses[1]

    @cached_property
    def noise_floor(self) -> float:
        """LUFS of what is left in the pauses; of the softest moments where there are none."""
        if not self.powers.size:
            return SILENCE
        quiet = self._in_pauses
        floor = np.median(decibels(quiet)) if quiet.size else np.percentile(decibels(self.powers), 5)
        return max(float(floor), SILENCE)

    def levelling(self, ceiling: float = CEILING) -> Levelling:
        """How to bring it to the loudness of all recordings, no sample above `ceiling` (of full scale)."""
        return level(self.powers, self.peaks, ceiling)

    def checks(self) -> tuple[Check, ...]:
        """What a person should know, all of it to be lived with; one "ok" where there is nothing."""
        long_pauses = sum(ended - begun > LONG_PAUSE for begun, ended in self.pauses)
        found = {
            Code.TOO_QUIET: self.loudness < TOO_QUIET,
            Code.CLIPPED: self._is_clipped,
            Code.NOISY: self._is_noisy,
            Code.LONG_PAUSES: long_pauses >= SEVERAL,
        }
        values = {Code.LONG_PAUSES: {"count": long_pauses}}
        warnings = [Check(code, Level.WARN, {**values.get(code, {})}) for code, is_so in found.items() if is_so]
        return tuple(warnings) or (Check(Code.CLEAR, Level.OK),)

    @cached_property
    def _speech_and_pauses(self) -> tuple[Span, tuple[Span, ...]]:
        return find_speech(self.powers, len(self.samples) / RATE)

    @property
    def _in_pauses(self) -> Powers:
        """The powers of all pauses and of what is outside of speech, where a word has died away."""
        begun, ended = self.speech
        gaps = [(0.0, begun), *self.pauses, (ended, len(self.samples) / RATE)]
        inner = [(round(start / STRETCH_SECONDS) + 5, round(end / STRETCH_SECONDS) - 2) for start, end in gaps]
        return np.concatenate([self.powers[start : max(start, end)] for start, end in inner])

    @property
    def _is_clipped(self) -> bool:
        full = np.flatnonzero(self.peaks[: len(self.samples) // BLOCK] >= FULL_SCALE)
        blocks = self.samples[: len(self.samples) // BLOCK * BLOCK].reshape(-1, BLOCK)[full].astype(np.int32)
        flattened = ((np.abs(blocks) >= FULL_SCALE * 32_768).sum(axis=1) >= FLATTENED).sum()
        begun, ended = self.speech
        spoken = ended - begun - sum(end - start for start, end in self.pauses)
        return bool(flattened > CLIPPED * spoken)

    @property
    def _is_noisy(self) -> bool:
        if self._in_pauses.size:
            return self.loudness - self.noise_floor < ABOVE_NOISE
        soft, loud = np.percentile(decibels(self.powers), [10, 95])
        return bool(loud - soft < LIVELY)
