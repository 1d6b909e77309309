"""Having a text spoken by the draft voice, in a process of its own: it takes about 250 MB while it speaks.

No connection, no service and no money have anything to do with it.
"""

import threading
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from apps.core.programs import run_program

PROGRAM = "apps.media.draft_voice"
CPU_SECONDS, WALL_SECONDS = 60, 120.0  # a thousand letters take two
SPEAKING = threading.BoundedSemaphore(1)  # one at a time in each process of the studio


@dataclass(frozen=True)
class Spoken:
    """From when to when each sentence is heard, in seconds; empty where there was nothing to say, and no file."""

    sentences: tuple[tuple[float, float], ...]

    @property
    def pauses(self) -> list[tuple[float, float]]:
        """The silences between the sentences."""
        return [(end, start) for (_, end), (start, _) in pairwise(self.sentences)]

    @property
    def speech(self) -> tuple[float, float] | None:
        """Where the talking begins and ends."""
        return (self.sentences[0][0], self.sentences[-1][1]) if self.sentences else None


def speak_draft(text: str, speed: Decimal, target: Path) -> Spoken:
    """Write an English text, spoken at a speed of 0.8 to 2.0, to `target` as WAV (mono, 24 kHz).

    Raises NotFinished of `programs`.
    """
    request = {"text": text, "speed": str(speed), "target": str(target.absolute()), "cpu_seconds": CPU_SECONDS}
    with SPEAKING:
        answer = run_program(PROGRAM, request, wall_seconds=WALL_SECONDS)
    return Spoken(tuple((float(start), float(end)) for start, end in answer["sentences"]))
