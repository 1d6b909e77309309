"""Making one draft as a program of its own (`python -m apps.preview.program`, started by `making.py`).

One request as JSON comes in, one answer goes out. What it may use is limited before the first file is opened, and it
lets everything else on the computer go first.
"""

import json
import math
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from apps.core.limits import allow_processor_time, limit_this_process, take_standard_output
from apps.preview import speech
from apps.preview.draft import make_draft

MEMORY = 1_610_612_736  # bytes of address space, 1.5 GiB; the largest picture with the longest voice needs up to 0.8
WRITTEN_FILE = 512 * 1024 * 1024  # bytes; five minutes take up to 60 MB
FIRST_SECONDS = 60  # of the processor, for reading the voice and for finding the face
SECONDS_A_SECOND = 3.0  # of the processor for one of the voice; a usual computer needs 0.2 to 0.6
POLITENESS = 10  # as in `nice`


def main() -> None:
    """{"portrait", "voice", "target", "label", "max_side"} in, {"talks", "seconds"} out."""
    answers = take_standard_output()
    request: dict[str, Any] = json.load(sys.stdin)
    os.nice(POLITENESS)
    limit_this_process(memory=MEMORY, written_file=WRITTEN_FILE)
    portrait, voice, target = (Path(request[name]) for name in ("portrait", "voice", "target"))
    allow_processor_time(FIRST_SECONDS)
    seconds = len(speech.load(voice)) / speech.RATE
    allow_processor_time(FIRST_SECONDS + math.ceil(seconds * SECONDS_A_SECOND))
    draft = make_draft(portrait, voice, target, label=request["label"], max_side=request["max_side"])
    answers.write(json.dumps(asdict(draft)) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
