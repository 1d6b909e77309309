"""The process that asks: makes the takes, has them looked at in each way, and prints what that cost."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.management import call_command
from django.db import connection as database
from django.utils import timezone

from apps.connections.models import Connection
from apps.renders.looking import look
from apps.renders.models import Render
from tests.bench import bare
from tests.bench.fill import connect, fill
from tests.bench.one_by_one import READY, TOLD, WORKER, be_ready, look_one
from tests.bench.service import PLACE, REQUESTS
from tests.processes import ROOT, wait_for

SERVICE, TAKES = os.environ.get("SERVICE", ""), int(os.environ.get("TAKES", "0"))
ROUNDS = 3  # the best of these counts, each way after the other: a machine has better and worse moments
AIMS = ((0.7, "of the bare loop"), (2.5, "times one task per look"), (20.0, "times fewer requests with the list"))
COLUMNS = ("looks", "requests", "wall s", "CPU s", "looks per CPU s", "of the limit")


@dataclass(frozen=True, slots=True)
class Row:
    """What one way of looking cost. `seconds` are those of the CPU, in all processes that asked."""

    name: str
    requests: int
    wall: float
    seconds: float

    @property
    def pace(self) -> float:
        return TAKES / self.seconds


def main() -> None:
    call_command("migrate", verbosity=0)
    listing, plain = connect("kling", SERVICE), connect("cometapi", SERVICE)  # the second one has no list
    fill(plain, TAKES)
    urls = [f"{SERVICE}{PLACE}/{number}" for number in range(1, TAKES + 1)]
    rows = [_round(urls, plain, listing) for _ in range(ROUNDS)]
    *loops, usual, ours, listed = (max(column, key=lambda row: row.pace) for column in zip(*rows, strict=True))
    limit = max(row.pace for row in loops)
    _print([*loops, usual, ours, listed], limit)
    reached = (ours.pace / limit, ours.pace / usual.pace, TAKES / listed.requests)
    for figure, (aim, what) in zip(reached, AIMS, strict=True):
        sys.stdout.write(f"{figure:.2f} {what} (aim: {aim})\n")


def _round(urls: Sequence[str], plain: Connection, listing: Connection) -> list[Row]:
    return [
        _timed("httpx alone, asyncio, 10 at once", bare.tasks(urls, 10)),
        _timed("httpx alone, 8 threads", bare.threads(urls, 8)),
        _timed("httpx alone, 1 thread", bare.threads(urls, 1)),
        _one_by_one(plain),
        _ours("ours, single looks", plain),
        _ours("ours, with the list", listing),
    ]


def _timed(name: str, ask: Callable[[], float | None]) -> Row:
    """`ask` answers with the CPU seconds of other processes, if there were any."""
    before, wall, seconds = _requests(), time.perf_counter(), time.process_time()
    others = ask() or 0.0
    return Row(name, _requests() - before, time.perf_counter() - wall, time.process_time() - seconds + others)


def _requests() -> int:
    with urllib.request.urlopen(f"{SERVICE}{REQUESTS}", timeout=10) as answer:
        return int(answer.read())


def _ours(name: str, connection: Connection) -> Row:
    """As the worker does it: hint after hint, until nothing is due."""
    begun = _make_due(connection)

    def ask() -> None:
        while Render.objects.filter(next_check_at__lte=begun).exists():
            look(connection)

    row = _timed(name, ask)
    _check_all_were_looked_at(begun)
    return row


def _one_by_one(connection: Connection) -> Row:
    """One task for each, published here and done by a worker that is already there."""
    begun = _make_due(connection)
    keys = list(Render.objects.values_list("pk", flat=True))
    ready, told = settings.DATA_DIR / READY, settings.DATA_DIR / TOLD
    for path in (ready, told):
        path.unlink(missing_ok=True)  # of the round before
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WORKER], cwd=ROOT, stdout=subprocess.DEVNULL
    ) as worker:
        try:
            be_ready.delay()
            wait_for(ready.exists, 60, "the worker")

            def ask() -> float:
                for pk in keys:
                    look_one.delay(pk)
                wait_for(told.exists, 60 + TAKES / 15, "the worker's last look")
                return float(told.read_text())

            row = _timed("one task of Celery for each look", ask)
        finally:
            worker.terminate()
    _check_all_were_looked_at(begun)
    return row


def _make_due(connection: Connection) -> datetime:
    """All of them, now; returns that moment."""
    begun = timezone.now()
    Render.objects.update(connection=connection, next_check_at=begun)
    return begun


def _check_all_were_looked_at(begun: datetime) -> None:
    left = Render.objects.filter(next_check_at__lte=begun).count()
    if left:
        raise RuntimeError(f"{left} were not looked at.")


def _print(rows: list[Row], limit: float) -> None:
    lines = [("", *COLUMNS)]
    for row in rows:
        paces = f"{row.pace:.0f}", f"{row.pace / limit:.2f}"
        lines.append((row.name, f"{TAKES}", f"{row.requests}", f"{row.wall:.1f}", f"{row.seconds:.2f}", *paces))
    sys.stdout.write(f"{TAKES} in flight, on {database.vendor}\n")
    for name, *figures in lines:
        sys.stdout.write(f"{name:34}{''.join(f'{each:>16}' for each in figures)}\n")
