"""Inspections in a process of their own: a stranger's file can at worst cost that process.

The functions have the names and signatures of those they run. Whatever goes wrong around an inspection, the answer
is a report with the one problem "unreadable".
"""

import atexit
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, TypeVar, cast

from apps.core import faults
from apps.media.audio import RecordingReport
from apps.media.edits import Edit
from apps.media.films import FilmReport
from apps.media.images import ImageReport
from apps.media.photos import PhotoReport
from apps.media.portraits import PortraitReport
from apps.media.problems import Code, Problem, Report
from apps.media.workbooks import WorkbookReport

ROOT = Path(__file__).resolve().parents[2]
CHILDREN = 2  # at most, in each process of the studio
JOBS_PER_CHILD = 50  # then it is replaced, with whatever it has leaked
WAIT_SECONDS = 30.0  # for a free child

log = logging.getLogger(__name__)
AnyReport = TypeVar("AnyReport", bound=Report)


@dataclass(frozen=True)
class Limits:
    """What one inspection may use: seconds of a processor, and seconds on the clock."""

    cpu_seconds: int
    wall_seconds: float


PORTRAIT = Limits(cpu_seconds=20, wall_seconds=40)
RECORDING = Limits(cpu_seconds=90, wall_seconds=180)  # half an hour of sound and a copy of it takes 18
FILM = Limits(cpu_seconds=240, wall_seconds=480)
WORKBOOK = Limits(cpu_seconds=20, wall_seconds=30)


class CutShort(Exception):
    """The inspection did not come to an end: no free child, too slow, too much memory, or the child died."""


def inspect_portrait(path: Path, target: Path) -> ImageReport:
    """`images.inspect_portrait`, in a child process."""
    return _inspect(ImageReport, PORTRAIT, "inspect_portrait", {"path": path}, {"target": target})


def inspect_photo(path: Path, source: Path) -> PhotoReport:
    """`photos.inspect_photo`, in a child process."""
    return _inspect(PhotoReport, PORTRAIT, "inspect_photo", {"path": path}, {"source": source})


def develop_portrait(source: Path, target: Path, edit: Edit) -> PortraitReport:
    """`portraits.develop_portrait`, in a child process."""
    given: dict[str, Path | str] = {"source": source, "edit": json.dumps(edit.as_json())}
    return _inspect(PortraitReport, PORTRAIT, "develop_portrait", given, {"target": target})


def inspect_recording(
    path: Path, target: Path, *, start: Decimal | None = None, end: Decimal | None = None
) -> RecordingReport:
    """`audio.inspect_recording`, in a child process."""
    given = {"path": path, "start": start, "end": end}
    return _inspect(RecordingReport, RECORDING, "inspect_recording", given, {"target": target})


def inspect_film(path: Path, *, poster: Path, backdrop: Path, expected_seconds: Decimal | None = None) -> FilmReport:
    """`films.inspect_film`, in a child process."""
    outputs = {"poster": poster, "backdrop": backdrop}
    given = {"path": path, "expected_seconds": expected_seconds}
    return _inspect(FilmReport, FILM, "inspect_film", given, outputs)


def read_workbook(path: Path) -> WorkbookReport:
    """`workbooks.read_workbook`, in a child process: the library that reads it keeps room for every cell it names."""
    return _inspect(WorkbookReport, WORKBOOK, "read_workbook", {"path": path}, {})


def _inspect(
    kind: type[AnyReport],
    limits: Limits,
    name: str,
    given: Mapping[str, Path | Decimal | str | None],
    outputs: Mapping[str, Path],
) -> AnyReport:
    arguments = {key: _as_text(value) for key, value in {**given, **outputs}.items() if value is not None}
    request = {"name": name, "arguments": arguments, "cpu_seconds": limits.cpu_seconds}
    try:
        return kind.from_json(_pool.ask(request, limits.wall_seconds))
    except CutShort as error:
        log.warning("%s did not come to an end: %s", name, error)
        for output in outputs.values():
            output.unlink(missing_ok=True)  # it may be half written
        return kind(problems=(Problem(Code.UNREADABLE),))


def _as_text(value: Path | Decimal | str) -> str:
    return str(value.absolute() if isinstance(value, Path) else value)


class _Child:
    """One running `sandbox_child`, and a thread that listens to it."""

    def __init__(self) -> None:
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": str(ROOT),
            "OPENBLAS_NUM_THREADS": "1",  # each thread would reserve memory
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "apps.media.sandbox_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment,  # nothing of ours: no keys, no database
            start_new_session=True,  # a group of its own, to be ended as a whole
        )
        self._requests = cast(IO[bytes], self._process.stdin)
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._jobs = 0
        threading.Thread(target=self._listen, args=(self._process.stdout,), name="sandbox", daemon=True).start()

    @property
    def is_fit(self) -> bool:
        return self._process.poll() is None and self._jobs < JOBS_PER_CHILD

    def ask(self, request: Mapping[str, Any], wall_seconds: float) -> dict[str, Any]:
        self._jobs += 1
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()
            faults.reached("normalising")
            answer = self._answers.get(timeout=wall_seconds)
        except OSError:
            answer = b""
        except queue.Empty:
            raise CutShort(f"no answer within {wall_seconds} s") from None
        if not answer.endswith(b"\n"):  # nothing, or half a line
            raise CutShort("the child process died")
        return _report_in(json.loads(answer))

    def end(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        with suppress(OSError):  # a request that was never taken
            self._requests.close()

    def _listen(self, lines: IO[bytes]) -> None:
        """Pass on whole lines; an empty one says that there will be no more."""
        with lines:
            for line in lines:
                self._answers.put(line)
        self._answers.put(b"")


def _report_in(answer: Mapping[str, Any]) -> dict[str, Any]:
    if "trouble" in answer:
        raise CutShort(answer["trouble"])
    report: dict[str, Any] = answer["report"]
    return report


class _Pool:
    """Places for children. The last one used is taken first, so that a second child starts only when two are needed."""

    def __init__(self) -> None:
        self._places: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._children: set[_Child] = set()
        for _ in range(CHILDREN):
            self._places.put(None)

    def ask(self, request: Mapping[str, Any], wall_seconds: float) -> dict[str, Any]:
        try:
            child = self._places.get(timeout=WAIT_SECONDS)
        except queue.Empty:
            raise CutShort(f"no free child within {WAIT_SECONDS} s") from None
        try:
            child = child if child and child.is_fit else self._replace(child)
            return child.ask(request, wall_seconds)
        except BaseException:  # also when our own thread is interrupted: its answer must never meet the next question
            self._end(child)
            raise
        finally:
            self._places.put(child)

    def end(self) -> None:
        for child in tuple(self._children):
            self._end(child)

    def _replace(self, old: _Child | None) -> _Child:
        self._end(old)
        try:
            child = _Child()
        except OSError as error:
            raise CutShort(f"no child could be started: {error}") from error
        self._children.add(child)
        return child

    def _end(self, child: _Child | None) -> None:
        if child:
            child.end()
            self._children.discard(child)


_pool = _Pool()


def _start_anew() -> None:
    """A forked process must not talk to its parent's children: it would get answers about other people's files."""
    global _pool
    _pool = _Pool()


os.register_at_fork(after_in_child=_start_anew)
atexit.register(lambda: _pool.end())
