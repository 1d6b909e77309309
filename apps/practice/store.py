"""What the practice service remembers: a bill with one line per accepted task, and a folder of files for each.

The line in `bill.jsonl` is the acceptance. A task without a line does not exist, whatever files lie around; a task with
a line is made and answered for from that line and its folder, and there is no third record that could disagree.

A request goes: write the files into a new folder; then, holding a lock on the bill, make sure that no line has the same
`external_task_id` and append one; then answer. What `kill -9` leaves behind

- while the files are written: a folder without a line. Nothing is billed, a look-up finds nothing, and the same order
  may come again. `tidy` removes the folder.
- while the line is written: nothing, or half a line without its line end, which nobody reads and the next append cuts
  off: as above. The lock dies with the process.
- before the answer: a task like any other. Sent again, the order is refused as a double; a look-up finds the task.

So an `external_task_id` is never billed twice.
"""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import BinaryIO, TypedDict

from django.conf import settings

from apps.practice.dialect import BAD_VALUE, Refusal
from apps.providers.base import Mode

UNITS_PER_SECOND = {Mode.STANDARD: Decimal("0.4"), Mode.PRO: Decimal("0.8")}
KEEP_SECONDS = 30 * 24 * 3600  # of a film, as at Kling
ORPHAN_SECONDS = 3600  # a folder without a line: longer than any request lives


class Line(TypedDict):
    """One accepted task. `seconds` and `units` are decimal numbers as text; `at` is in milliseconds since 1970."""

    task_id: str
    external_task_id: str
    mode: str
    seconds: str
    units: str
    at: int


def bill() -> list[Line]:
    """Every accepted task, oldest first."""
    return [json.loads(line) for line in _lines()]


def find(number: str) -> Line | None:
    """The task with this `task_id` or `external_task_id`."""
    needle = json.dumps(number).encode()
    lines: Iterator[Line] = (json.loads(line) for line in _lines() if needle in line)
    return next((line for line in lines if number in {line["task_id"], line["external_task_id"]}), None)


def new_folder() -> Path:
    """An empty folder for a task. Its name is the task's id: digits as at Kling, and beyond guessing."""
    folder = _tasks() / str(secrets.randbits(128))
    folder.mkdir()
    return folder


def accept(folder: Path, *, external_task_id: str, mode: Mode, seconds: Decimal) -> Line:
    """Bill the task whose files lie in `folder`. Raises Refusal when the external id has been used before."""
    line = Line(
        task_id=folder.name,
        external_task_id=external_task_id,
        mode=mode.value,
        seconds=str(seconds),
        units=str(seconds.to_integral_value(ROUND_CEILING) * UNITS_PER_SECOND[mode]),
        at=time.time_ns() // 1_000_000,
    )
    with _bill().open("ab", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if external_task_id and find(external_task_id):
            raise Refusal(BAD_VALUE, "external_task_id already exists")
        _append(file, json.dumps(line).encode() + b"\n")
    return line


def age(line: Line) -> float:
    """Seconds since a task was accepted."""
    return time.time() - line["at"] / 1000


def film(line: Line) -> Path:
    """Where a task's film lies once it is made."""
    return _folder(line) / "film.mp4"


def files(line: Line) -> tuple[Path, Path]:
    """The checked portrait and voice of a task."""
    return portrait(_folder(line)), voice(_folder(line))


def portrait(folder: Path) -> Path:
    return folder / "portrait.jpg"


def voice(folder: Path) -> Path:
    return folder / "voice.mp3"


def trouble(line: Line) -> str:
    """Why a task's film could not be made; empty for all others."""
    try:
        return _trouble(line).read_text()
    except FileNotFoundError:
        return ""


def changed_at(line: Line) -> int:
    """When something last happened to a task, in milliseconds since 1970."""
    try:
        return max(line["at"], _folder(line).stat().st_mtime_ns // 1_000_000)
    except FileNotFoundError:
        return line["at"]


def give_up(line: Line, why: str) -> None:
    """Say for good that a task's film cannot be made."""
    aside = _trouble(line).with_suffix(".part")
    aside.write_text(why)
    aside.replace(_trouble(line))


def status(line: Line) -> str:
    """Kling's word for where a task is. Only the clock and the files decide."""
    if age(line) < settings.PRACTICE_SECONDS / 3:
        return "submitted"
    if age(line) < settings.PRACTICE_SECONDS or is_waiting(line):
        return "processing"
    return "failed" if _trouble(line).exists() else "succeed"


def is_waiting(line: Line) -> bool:
    """Whether the film is still to be made. Where the folder is gone it was made, and removed with age."""
    return _folder(line).exists() and not film(line).exists() and not _trouble(line).exists()


def tidy() -> None:
    """Remove films past their time, and the folders of requests that ended before they were accepted."""
    lines = {line["task_id"]: line for line in bill()}
    for folder in _tasks().iterdir():
        line = lines.get(folder.name)
        if line is None:
            is_past = time.time() - folder.stat().st_mtime > ORPHAN_SECONDS
        else:
            is_past = age(line) > KEEP_SECONDS and not _trouble(line).exists()
        if is_past:
            shutil.rmtree(folder)


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else is at work. The lock is the open file's: it ends with the process, however that ends."""
    with (_root() / "work.lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _root() -> Path:
    root = settings.DATA_DIR / "practice"
    (root / "tasks").mkdir(parents=True, exist_ok=True)
    return root


def _tasks() -> Path:
    return _root() / "tasks"


def _bill() -> Path:
    return _root() / "bill.jsonl"


def _folder(line: Line) -> Path:
    return _tasks() / line["task_id"]


def _trouble(line: Line) -> Path:
    return _folder(line) / "trouble.txt"


def _lines() -> list[bytes]:
    """The whole lines of the bill; what follows the last line end was never finished."""
    try:
        return _bill().read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []


def _append(file: BinaryIO, line: bytes) -> None:
    """One write that either ends with the line end or does not count, and is on the disk before anybody hears of it."""
    file.truncate(sum(len(whole) + 1 for whole in _lines()))
    if file.write(line) != len(line):
        raise OSError("the bill could not be written")
    os.fsync(file.fileno())
