"""Far more hints than needed: they may cost time, and never a call to the service."""

from collections import Counter
from itertools import pairwise

from django.conf import settings
from django.utils import timezone

from apps.practice.journal import Journal
from apps.renders.models import Render
from tests.infrastructure.bench import Bench, looks_of, sent
from tests.processes import wait_for

S = Render.Status
DUPLICATES = 2000
DRAIN_SECONDS = 240
SWEEPS = 50
SHORTEST_LOOK_SECONDS = 1.5  # the practice service is looked at every two seconds, more or less
WORK, LOOK, SWEEP = "apps.renders.tasks.work", "apps.renders.tasks.look", "apps.renders.tasks.sweep"


def duplicates(bench: Bench) -> None:
    """Two workers and 2,000 messages each: for one take in line, for its looks, and for its film."""
    take = bench.crowd.make(bench.crowd.connections[0])
    bench.begin()
    bench.happens()
    wait_for(lambda: take.next_check_at < timezone.now(), 30, "its turn")
    bench.send(WORK, take.pk, times=DUPLICATES)
    bench.programs.start("worker", "worker 2")
    _until(bench, take, S.SUBMITTED)
    bench.programs.start("beat")
    bench.send(LOOK, take.connection_id, times=DUPLICATES)
    _until(bench, take, S.SAVING, S.READY)
    bench.send(WORK, take.pk, times=DUPLICATES)
    bench.back()
    seconds = bench.wait_until(lambda: bench.messages() < 10, DRAIN_SECONDS, "all messages to be read")
    bench.note(f"{3 * DUPLICATES} messages read {seconds:.0f} s after the last")
    bench.finish_takes()
    _count(bench)


def two_timers(bench: Bench) -> None:
    """Two timers and two workers, and bursts of sweeps on top, which expire as a timer's do."""
    bench.begin("worker", "worker 2", "beat", "beat 2")
    connections = bench.crowd.connections
    for number in range(12):
        bench.crowd.make(connections[number % len(connections)])
    bench.happens()
    for _ in range(8):
        bench.send(SWEEP, times=SWEEPS, expires=settings.SWEEP_SECONDS)
        bench.wait(1)
    bench.back()
    bench.finish_takes()
    _count(bench)


def _until(bench: Bench, take: Render, *statuses: str) -> None:
    def arrived() -> bool:
        take.refresh_from_db(fields=["status"])
        return take.status in statuses

    bench.wait_until(arrived, 60, f"the take to be {statuses}")


def _count(bench: Bench) -> None:
    """One order a take; and no look but those that are due, and one for each call of the service."""
    takes = Render.objects.exclude(task_id="")
    looks = {take.task_id: looks_of(take.task_id) for take in takes}
    early = {number: sum(gap < SHORTEST_LOOK_SECONDS for gap in _gaps(when)) for number, when in looks.items()}
    called = Counter(entry["task_id"] for entry in Journal("callbacks.jsonl").entries())
    orders = sum(sent(take) for take in takes)
    each = sum(map(len, looks.values())) / len(looks)
    bench.note(f"{len(takes)} takes, {orders} orders by our number, {each:.1f} looks a take")
    bench.note(f"{sum(early.values())} looks were early, the service had called {called.total()} times")
    for number, times in early.items():
        if times > called[number]:
            bench.result.broken.append(f"{number} was looked at {times} times too early, for {called[number]} calls")


def _gaps(moments: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(moments)]
