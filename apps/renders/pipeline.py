"""What the workers do with takes that are due, under a lease (`core.due`) and outside any transaction.

Sending (`sending.py`), looking up what was lost (`recovering.py`) and saving (`saving.py`) are steps of one take. Takes
that are at a service have only to be looked at, many at a time (`looking.py`).
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone

from apps.connections.fields import WrongFieldKey
from apps.connections.models import Connection
from apps.core import faults
from apps.core.due import LostRace, advance, claim, held
from apps.renders import line, looking, recovering, saving, sending
from apps.renders.lifecycle import explain
from apps.renders.models import Render

S = Render.Status
STEPS: dict[str, Callable[[Render], float]] = {
    S.QUEUED: sending.submit,
    S.SUBMITTING: recovering.recover,
    S.UNKNOWN: recovering.look_for,
    S.FAILED: recovering.look_for_late,
    S.CANCELLED: recovering.look_for_late,
    S.SAVING: saving.save,
}
BATCH = 200
UNREADABLE_SECONDS = 60.0  # until staff has entered the service's key again


def due_steps() -> list[int]:
    """Takes that are due for a step: of those in line the ones whose turn it is."""
    now = timezone.now()
    due = Render.objects.due(now).filter(status__in=STEPS).exclude(status=S.QUEUED)
    return [*line.due(now), *due.order_by("next_check_at", "pk").values_list("pk", flat=True)[:BATCH]]


def due_services() -> list[int]:
    """Connections with takes that are due for a look."""
    due = Render.objects.to_look_at(timezone.now())
    return list(due.order_by("connection").values_list("connection", flat=True).distinct())


def work(pk: int) -> None:
    """Take one step of the take `pk`, if it is due and nobody else is at it."""
    faults.reached("before-claim")
    now = timezone.now()
    due = Render.objects.due(now).filter(pk=pk, status__in=STEPS)
    for render in claim(due, now=now, seconds=settings.LEASE_SECONDS, limit=1):
        with held([render], seconds=settings.LEASE_SECONDS):
            advance(render, partial(_step, render))


def look(pk: int) -> None:
    """Ask the service of the connection `pk` about those of its takes that are due."""
    try:
        connection = Connection.objects.get(pk=pk)
    except WrongFieldKey:
        _put_off(pk)
        return
    for render in Render.objects.filter(connection=pk, status__in=Render.AT_WORK, reason="unreadable"):
        _tell(render, "")
    looking.look(connection)


def _put_off(pk: int) -> None:
    """The key cannot be read: people are told, and we look again after a while."""
    now = timezone.now()
    due = Render.objects.to_look_at(now).filter(connection=pk)
    for render in due.filter(status__in=Render.AT_WORK).exclude(reason="unreadable"):
        _tell(render, "unreadable")
    due.update(next_check_at=now + timedelta(seconds=UNREADABLE_SECONDS))


def _tell(render: Render, reason: str) -> None:
    with suppress(LostRace):  # something is just happening to it
        explain(render, reason)


def _step(render: Render) -> float:
    """Do what is next; answers in how many seconds there is more to do."""
    try:
        return STEPS[render.status](render)
    except WrongFieldKey:
        explain(render, "unreadable")
        return UNREADABLE_SECONDS
