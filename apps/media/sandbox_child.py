"""The process in which strangers' files are decoded: one JSON line in, one JSON line out, until its input closes.

Started by `sandbox.py` only. It knows no secrets, and what it may use is limited before the first file is opened.
"""

import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from apps.core.limits import allow_processor_time, limit_this_process, take_standard_output
from apps.media.audio import inspect_recording
from apps.media.edits import Edit
from apps.media.films import inspect_film
from apps.media.images import inspect_portrait
from apps.media.photos import inspect_photo
from apps.media.portraits import develop_portrait
from apps.media.problems import Report
from apps.media.workbooks import read_workbook

INSPECTIONS: dict[str, Callable[..., Report]] = {
    "inspect_portrait": inspect_portrait,
    "inspect_photo": inspect_photo,
    "develop_portrait": develop_portrait,
    "inspect_recording": inspect_recording,
    "inspect_film": inspect_film,
    "read_workbook": read_workbook,
}
NUMBERS = ("expected_seconds", "start", "end")  # every other argument is a path
MEMORY = 1_288_490_189  # bytes of address space, 1.2 GiB; decoding needs up to 0.9
WRITTEN_FILE = 64 * 1024 * 1024  # bytes


def main() -> None:
    """Serve requests until there are no more."""
    answers = take_standard_output()
    limit_this_process(memory=MEMORY, written_file=WRITTEN_FILE)
    for line in sys.stdin.buffer:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    """{"report": ...}, or {"trouble": what happened} when the file could not be judged."""
    inspect = INSPECTIONS[request["name"]]
    arguments = {name: _argument(name, value) for name, value in request["arguments"].items()}
    allow_processor_time(request["cpu_seconds"])
    try:
        return {"report": inspect(**arguments).as_json()}
    except Exception as error:  # noqa: BLE001 (a decoder can raise anything; this process is replaced, the studio goes on)
        return {"trouble": f"{type(error).__name__}: {error}"}


def _argument(name: str, value: str) -> Path | Decimal | Edit:
    if name == "edit":
        return Edit.from_json(json.loads(value))
    return Decimal(value) if name in NUMBERS else Path(value)


if __name__ == "__main__":
    main()
