"""Two ways to do a thing with the same file, timed in turns: the bare one, and ours."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A line of the table. `aim` is how many times the bare way ours may take; None: it is only to be known.

    The clock is the processor time of this process, which a busy computer hardly changes; what another process does
    is to be timed by `time.perf_counter`.
    """

    name: str
    bare: Callable[[], object]
    ours: Callable[[], object]
    aim: float | None = None
    clock: Callable[[], float] = time.process_time


@dataclass(frozen=True)
class Timed:
    """The best of several rounds, in seconds: whatever else happens only makes things slower."""

    row: Row
    bare: float
    ours: float

    @property
    def times(self) -> float:
        return self.ours / self.bare

    def __str__(self) -> str:
        aim = f"(aim: {self.row.aim:g})" if self.row.aim else ""
        return f"{self.row.name:44}{self.bare * 1000:9.0f}{self.ours * 1000:9.0f}{self.times:9.2f} {aim}".rstrip()


def timed(row: Row, rounds: int) -> Timed:
    """Do both in turns, so that what else happens meanwhile hits both alike."""
    row.bare(), row.ours()  # what is loaded once is loaded now
    pairs = [(_seconds(row.bare, row.clock), _seconds(row.ours, row.clock)) for _ in range(rounds)]
    bare, ours = (min(column) for column in zip(*pairs, strict=True))
    return Timed(row, bare, ours)


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start
