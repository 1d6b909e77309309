"""Jobs that take much memory for a while, each in a process of its own: what they took is free again afterwards."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

log = logging.getLogger(__name__)


class NotFinished(Exception):
    """The program did not come to an end with its job: too slow, too much memory, or something it could not do."""


def run_program(module: str, request: Mapping[str, Any], *, wall_seconds: float) -> dict[str, Any]:
    """Start `python -m module`, hand it the request as JSON, return the JSON that it answers. Raises NotFinished."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "OPENBLAS_NUM_THREADS": "1",  # each thread would reserve memory
    }
    try:
        done = subprocess.run(  # noqa: S603 - a program of ours
            [sys.executable, "-m", module],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment,  # nothing of ours: no keys, no database
            timeout=wall_seconds,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        log.warning("%s did not come to an end: %s %s", module, error, getattr(error, "stderr", ""))
        raise NotFinished(str(error)) from error
    return answer
