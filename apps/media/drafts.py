"""Having a text spoken by the draft voice, in a process of its own: it costs about 250 MB while it speaks.

No connection, no service and no money have anything to do with it.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CPU_SECONDS, WALL_SECONDS = 60, 120.0  # a thousand letters take two
SPEAKING = threading.BoundedSemaphore(1)  # one at a time in each process of the studio

log = logging.getLogger(__name__)


class NotSpoken(Exception):
    """The voice did not come to an end with the text."""


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
    """Write an English text, spoken at a speed of 0.8 to 2.0, to `target` as WAV (mono, 24 kHz). Raises NotSpoken."""
    request = {"text": text, "speed": str(speed), "target": str(target.absolute()), "cpu_seconds": CPU_SECONDS}
    with SPEAKING:
        answer = _run(json.dumps(request))
    return Spoken(tuple((float(start), float(end)) for start, end in json.loads(answer)["sentences"]))


def _run(request: str) -> str:
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "OPENBLAS_NUM_THREADS": "1",  # each thread would reserve memory
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "apps.media.draft_voice"],
            input=request,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment,  # nothing of ours: no keys, no database
            timeout=WALL_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        log.warning("The draft voice did not come to an end: %s %s", error, getattr(error, "stderr", ""))
        raise NotSpoken(str(error)) from error
    return done.stdout
