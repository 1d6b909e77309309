"""The files of the practice service, a folder for each order; together with the clock they say where a task is."""

import fcntl
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from apps.practice.store import Line, bill

KEEP_SECONDS = 30 * 24 * 3600  # of a film and of a sound, as at Kling
ORPHAN_SECONDS = 3600  # a folder without a line: longer than any request lives


def new_folder(prefix: str = "") -> Path:
    """An empty folder for an order. Its name is the task's id: digits as at Kling, and beyond guessing."""
    folder = _tasks() / f"{prefix}{secrets.randbits(128)}"
    folder.mkdir()
    return folder


def age(line: Line) -> float:
    """Seconds since a task was accepted."""
    return time.time() - line["at"] / 1000


def film(line: Line) -> Path:
    """Where a task's film lies once it is made."""
    return _folder(line) / "film.mp4"


def attempt(line: Line) -> Path:
    """A new place to make the film at: what a killed worker had begun may still be written to another."""
    return _folder(line) / f"{secrets.token_hex(8)}.mp4"


def clear(line: Line) -> None:
    """Remove what is not needed any more once a task has ended."""
    for path in _folder(line).iterdir():
        if path not in {film(line), _trouble(line)}:
            path.unlink(missing_ok=True)


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


def sound(line: Line) -> Path:
    """Where the sound of a spoken text lies."""
    return voice(_folder(line))


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
    """Remove files past their time, and the folders of requests that ended before they were accepted."""
    lines = {line["task_id"]: line for line in bill() if line["kind"] != "settled"}
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
    with (_tasks().parent / "work.lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _tasks() -> Path:
    folder: Path = settings.DATA_DIR / "practice" / "tasks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _folder(line: Line) -> Path:
    return _tasks() / line["task_id"]


def _trouble(line: Line) -> Path:
    return _folder(line) / "trouble.txt"
