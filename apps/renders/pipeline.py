"""What the workers do with takes that are due, under a lease (`core.due`) and outside any transaction.

Sending (`sending.py`) and saving (`saving.py`) are steps of one take. Takes that are at a service have only to be
looked at, many at a time.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone

from apps.connections.fields import WrongFieldKey
from apps.connections.models import Connection
from apps.core.due import LostRace, claim, held, release
from apps.providers.base import Stage, Task
from apps.providers.errors import ProviderError
from apps.providers.http import gather
from apps.renders import saving, sending
from apps.renders.lifecycle import explain, move, note
from apps.renders.models import Render, RenderQuerySet
from apps.spending.estimates import settle

log = logging.getLogger(__name__)

S = Render.Status
STEPS: dict[str, Callable[[Render], float]] = {
    S.QUEUED: sending.submit,
    S.SUBMITTING: sending.recover,
    S.UNKNOWN: sending.look_for,
    S.SAVING: saving.save,
}
BATCH = 200
SLOWEST_LOOK_SECONDS = 60.0
LATE_LOOK_SECONDS = 60.0  # after a service gave up a take


def due_steps() -> list[int]:
    """Takes that are due for a step."""
    due = Render.objects.due(timezone.now()).filter(status__in=STEPS)
    return list(due.order_by("next_check_at", "pk").values_list("pk", flat=True)[:BATCH])


def due_services() -> list[int]:
    """Connections with takes that are due for a look."""
    due = Render.objects.to_look_at(timezone.now())
    return list(due.order_by("connection").values_list("connection", flat=True).distinct())


def work(pk: int) -> None:
    """Take one step of the take `pk`, if it is due and nobody else is at it."""
    now = timezone.now()
    for render in _claim(Render.objects.due(now).filter(pk=pk, status__in=STEPS), now, limit=1):
        with held([render], seconds=settings.LEASE_SECONDS):
            _settle(render, partial(STEPS[render.status], render))


def look(connection: Connection) -> None:
    """Ask a service about those of its takes that are due, several at a time."""
    now = timezone.now()
    renders = _claim(Render.objects.to_look_at(now).filter(connection=connection), now, limit=BATCH)
    if not renders:
        return
    prefetch_related_objects(renders, "connection", "video__project")
    account = connection.account
    with held(renders, seconds=settings.LEASE_SECONDS):
        answers = gather(
            [partial(connection.adapter.query, account, take.task_id, str(take.external_id)) for take in renders]
        )
        for render, answer in zip(renders, answers, strict=True):
            _settle(render, partial(_heed, render, answer))


def _claim(due: RenderQuerySet, now: datetime, limit: int) -> list[Render]:
    return claim(due, now=now, seconds=settings.LEASE_SECONDS, limit=limit)


def _settle(render: Render, step: Callable[[], float]) -> None:
    """Run a step and give the take back; the step answers in how many seconds there is more to do."""
    try:
        wait = step()
    except LostRace:
        log.info("take %s was taken over", render.pk)
    except WrongFieldKey:
        explain(render, "unreadable")
        release(render, next_check_at=timezone.now() + timedelta(seconds=SLOWEST_LOOK_SECONDS))
    except Exception:
        log.exception("take %s", render.pk)
    else:
        release(render, next_check_at=timezone.now() + timedelta(seconds=wait))


def _heed(render: Render, answer: Task | ProviderError) -> float:
    """Act on what the service says about a take."""
    if isinstance(answer, ProviderError):
        note(render, answer.message, answer.raw)
    elif answer.external_id not in {"", str(render.external_id)}:
        note(render, "the answer is about another take", answer.as_text())
    elif answer.stage is Stage.DONE and answer.video_url:
        return _done(render, answer)
    elif answer.stage is Stage.FAILED and render.status != S.FAILED:
        return _failed(render, answer)
    elif answer.stage is Stage.DONE:
        note(render, "done, but without an address", answer.as_text())
    elif not answer.is_known:
        note(render, "a status that we do not know", answer.as_text())
    elif answer.stage is not Stage.QUEUED and render.status == S.SUBMITTED:
        move(render, S.PROCESSING, why="being made", raw=answer.as_text())
    return _until_late_look(render) if render.status == S.FAILED else _until_next_look(render)


def _done(render: Render, answer: Task) -> float:
    """There is a film, perhaps although the service had given it up: it is stored, charged and shown all the same."""
    why = "film is ready after all" if render.status == S.FAILED else "film is ready"
    fields: dict[str, Any] = {"result_url": answer.video_url, "reason": "", "finished_at": None, **_billed(answer)}
    move(render, S.SAVING, why=why, raw=answer.as_text(), charged_micros=None, attempts=0, **fields)
    return 0


def _failed(render: Render, answer: Task) -> float:
    """The service gave up; whether it took money for that is its own word."""
    billed = _billed(answer)
    is_billed = any(billed.values())
    charged = settle(micros_per_unit=render.micros_per_unit, **billed) if is_billed else 0
    reason = "billed" if is_billed else answer.reason or "service"
    fields: dict[str, Any] = {"reason": reason, "charged_micros": charged, **billed}
    move(render, S.FAILED, why=answer.message, raw=answer.as_text(), finished_at=timezone.now(), **fields)
    return LATE_LOOK_SECONDS


def _billed(answer: Task) -> dict[str, Decimal | None]:
    """What the service says that it took."""
    return {"billed_units": answer.units, "billed_balance": answer.balance}


def _until_next_look(render: Render) -> float:
    """Slower with age: a tenth of the time since sending, between the service's own pace and a minute."""
    age = (timezone.now() - (render.submitted_at or render.created_at)).total_seconds()
    first = render.connection.capabilities.look_seconds
    slower = min(SLOWEST_LOOK_SECONDS, max(first, age / 10))
    return slower * random.uniform(0.9, 1.1)  # noqa: S311 - spreads the calls, guards nothing


def _until_late_look(render: Render) -> float:
    """After a minute, then ever more rarely; `Render.objects.to_look_at` ends it."""
    age = (timezone.now() - (render.finished_at or render.created_at)).total_seconds()
    return max(LATE_LOOK_SECONDS, age * 2)
