"""Whether everything that is due is moving, and since when."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from apps.connections.models import Connection
from apps.renders import line
from apps.renders.models import Render

S = Render.Status
PATIENCE_SECONDS = 6.0  # what is due and untouched for longer is not moving: three sweeps
TICK_SECONDS = 0.25
ELSEWHERE = (S.QUEUED, S.UNKNOWN)  # those wait for their turn, or for a person


class Watch:
    """Looks at the takes again and again: `look` is to be called often."""

    def __init__(self) -> None:
        self._since: dict[tuple[Any, ...], float] = {}
        self._late: dict[tuple[Any, ...], float] = {}  # which were seen waiting too long, and when last

    def wait(self, seconds: float) -> None:
        """Pass the time with looking."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self.look()
            time.sleep(min(TICK_SECONDS, left))

    def look(self) -> None:
        try:
            due = set(_due(timezone.now()))
        except DatabaseError:  # it is away, and so is everybody's work
            connection.close()
            return
        now = time.monotonic()
        self._since = {row: self._since.get(row, now) for row in due}
        self._late |= {row: now for row, since in self._since.items() if now - since > PATIENCE_SECONDS}

    def moving_after(self, moment: float) -> float:
        """Seconds from `moment` until nothing that was due had waited too long any more."""
        return max(0.0, max(self._late.values(), default=0.0) - moment)

    def late_after(self, moment: float) -> list[tuple[Any, ...]]:
        """The rows that were still seen waiting too long after `moment`."""
        return [row for row, seen in self._late.items() if seen > moment]


def _due(now: datetime) -> Iterator[tuple[Any, ...]]:
    """Each with what changes as soon as somebody works on it."""
    is_due = Render.objects.filter(status__in=Render.OPEN, next_check_at__lte=now)
    seen = ("pk", "status", "next_check_at", "attempts", "spoilt", "not_found_at")
    yield from is_due.exclude(status__in=ELSEWHERE).values_list(*seen)
    turn = [pk for each in Connection.objects.without_secrets() for pk in line.next_ones(each, now)]
    yield from Render.objects.filter(pk__in=turn).values_list("pk", "status", "queued_at")
