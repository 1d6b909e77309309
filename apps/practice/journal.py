"""Files that only grow: one JSON object a line. They hold all that the practice service must not forget.

A line counts when its line end is there. What a killed process leaves after the last line end was never written:
nobody reads it, and the next append cuts it off. The lock is the open file's and dies with the process.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from django.conf import settings

Append = Callable[[Mapping[str, Any]], None]
TAIL_BYTES = 64 * 1024  # holds the end of the last whole line, or else the whole file is searched


class Journal:
    """One such file in the practice folder."""

    def __init__(self, name: str) -> None:
        self._name = name

    def lines(self) -> list[bytes]:
        """The whole lines, oldest first."""
        try:
            return (settings.DATA_DIR / "practice" / self._name).read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []

    def entries(self) -> list[dict[str, Any]]:
        """What was written, oldest first."""
        return [json.loads(line) for line in self.lines()]

    @contextmanager
    def held(self) -> Iterator[Append]:
        """Keep all others from writing; yields the function that appends an entry."""
        folder = settings.DATA_DIR / "practice"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / self._name).open("a+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield lambda entry: _append(file, json.dumps(entry).encode() + b"\n")

    def append(self, entry: Mapping[str, Any]) -> None:
        """Write one entry."""
        with self.held() as append:
            append(entry)


def now() -> int:
    """The time as journals write it: milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def _append(file: BinaryIO, line: bytes) -> None:
    """One write that either ends with the line end or does not count, and is on the disk before anybody hears of it."""
    _cut_half_a_line(file)
    if file.write(line) != len(line):
        raise OSError("the line could not be written")
    os.fsync(file.fileno())


def _cut_half_a_line(file: BinaryIO) -> None:
    size = file.seek(0, os.SEEK_END)
    for start in (max(0, size - TAIL_BYTES), 0):
        file.seek(start)
        tail = file.read()
        if b"\n" in tail:
            break
    if not tail.endswith(b"\n"):
        file.truncate(start + tail.rfind(b"\n") + 1)
