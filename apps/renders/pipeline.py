"""What the worker does with a take: send it once, look until it is done, save the film.

Every step runs under a lease (`core.due`) and outside any transaction; what must not be lost is committed before the
next thing happens. A paid POST leaves in `_send` only, and only after the claim (`queued → submitting`) and
`sending_at` are committed.
"""

import json
import logging
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.connections.models import Connection
from apps.core.due import claim, held, release
from apps.media import store
from apps.providers.base import Job, Mode, ProviderError, Stage, Task, Unavailable
from apps.providers.http import gather
from apps.renders import saving
from apps.renders.lifecycle import LostRace, move, note
from apps.renders.models import Render, RenderQuerySet

log = logging.getLogger(__name__)

S = Render.Status
AT_WORK = [S.SUBMITTED, S.PROCESSING]  # at the service, which has only to be looked at
BATCH = 200
PLACE_SECONDS = 4.0  # until a take in line asks again for a free place
PAUSE_SECONDS = 15.0  # after "too fast", or when nobody could be reached
SLOWEST_LOOK_SECONDS = 60.0
UNCLEAR_LOOK_SECONDS = 600.0


def waiting_for_work() -> list[int]:
    """Takes that are due for something longer than a look."""
    due = Render.objects.due(timezone.now()).exclude(status__in=AT_WORK)
    return list(due.order_by("next_check_at", "pk").values_list("pk", flat=True)[:BATCH])


def work(pk: int) -> None:
    """Take one step of the take `pk`, if it is due and nobody else is at it."""
    for render in _claim(Render.objects.filter(pk=pk), limit=1):
        with held([render], seconds=settings.LEASE_SECONDS):
            _settle(render, partial(STEPS[render.status], render))


def look() -> None:
    """Ask each service about those of its takes that are due, several at a time."""
    renders = _claim(Render.objects.filter(status__in=AT_WORK), limit=BATCH)
    if not renders:
        return
    with held(renders, seconds=settings.LEASE_SECONDS):
        by_connection: dict[Connection, list[Render]] = defaultdict(list)
        for render in renders:
            by_connection[render.connection].append(render)
        for connection, theirs in by_connection.items():
            _look_at(connection, theirs)


def _look_at(connection: Connection, renders: list[Render]) -> None:
    account = connection.account
    answers = gather([partial(connection.adapter.query, account, render.task_id) for render in renders])
    for render, answer in zip(renders, answers, strict=True):
        _settle(render, partial(_heed, render, answer))


def _claim(renders: RenderQuerySet, limit: int) -> list[Render]:
    now = timezone.now()
    return claim(renders.due(now), now=now, seconds=settings.LEASE_SECONDS, limit=limit)


def _settle(render: Render, step: Callable[[], float]) -> None:
    """Run a step and give the take back; the step answers in how many seconds there is more to do."""
    try:
        wait = step()
    except LostRace:
        log.info("take %s was taken over", render.pk)
        return
    release(render, next_check_at=timezone.now() + timedelta(seconds=wait))


# --- In line, and sending -------------------------------------------------------------------------------------------


def _submit(render: Render) -> float:
    if render.avatar is None or not render.avatar.has_consent:
        move(render, S.FAILED, why="no consent", reason="consent", finished_at=timezone.now())
        return 0
    if not _take_place(render):
        return PLACE_SECONDS
    return _send(render)


def _take_place(render: Render) -> bool:
    """Claim one of the connection's parallel places, committed before anything is sent; False when all are taken."""
    with transaction.atomic(durable=True):
        connection = Connection.objects.select_for_update(no_key=True).get(pk=render.connection_id)
        if not connection.is_on or Render.objects.holding_a_place(connection).count() >= connection.places:
            return False
        move(render, S.SUBMITTING, why="place taken", sending_at=None, not_found_at=None)
    return True


def _send(render: Render) -> float:
    """The one place from which a paid POST leaves."""
    job = Job(
        external_id=str(render.external_id),
        image=store.read(render.portrait_key),
        audio=store.read(render.voice_key),
        seconds=render.seconds,
        prompt=render.prompt,
        mode=Mode(render.mode),
    )
    mine = Render.objects.filter(pk=render.pk, status=S.SUBMITTING, sending_at=None, lease_token=render.lease_token)
    render.sending_at = timezone.now()
    if mine.update(sending_at=render.sending_at) != 1:
        raise LostRace
    try:
        task = render.connection.adapter.submit(render.connection.account, job)
    except Unavailable as error:
        return _not_answered(render, error)
    except ProviderError as error:
        return _refused(render, error)
    return _accepted(render, task)


def _accepted(render: Render, task: Task) -> float:
    move(
        render,
        S.SUBMITTED,
        why=f"accepted as {task.task_id}",
        raw=_text(task),
        task_id=task.task_id,
        submitted_at=timezone.now(),
    )
    return render.connection.adapter.capabilities.look_seconds


def _refused(render: Render, error: ProviderError) -> float:
    move(render, S.FAILED, why=error.message, raw=error.raw, reason=error.reason, finished_at=timezone.now())
    return 0


def _not_answered(render: Render, error: Unavailable) -> float:
    if error.sent:
        note(render, error.message, error.raw)
        return _recover(render)
    move(render, S.QUEUED, why=error.message, raw=error.raw, reason=error.reason, sending_at=None)
    return error.retry_after or PAUSE_SECONDS


# --- When an answer got lost ----------------------------------------------------------------------------------------


def _recover(render: Render) -> float:
    """A take that was being sent when its worker, or the answer, was lost. Nothing is sent twice on a guess."""
    if render.sending_at is None:
        move(render, S.QUEUED, why="not sent yet")
        return 0
    capabilities = render.connection.adapter.capabilities
    if not capabilities.can_look_up:
        return _unclear(render)
    task = _find(render)
    if task is not None:
        return _accepted(render, task) if isinstance(task, Task) else PAUSE_SECONDS
    if render.not_found_at is None:
        Render.objects.filter(pk=render.pk, lease_token=render.lease_token).update(not_found_at=timezone.now())
        return settings.LOOK_UP_SECONDS
    if capabilities.lookup_is_authoritative:
        move(render, S.QUEUED, why="the service never got it", sending_at=None, not_found_at=None)
        return 0
    return _unclear(render)


def _find(render: Render) -> Task | ProviderError | None:
    """The service's task with our own id; None when it has none, the error when it did not say."""
    try:
        return render.connection.adapter.find(render.connection.account, str(render.external_id))
    except ProviderError as error:
        note(render, error.message, error.raw)
        return error


def _unclear(render: Render) -> float:
    move(render, S.UNKNOWN, why="the answer was lost", reason="unclear")
    return UNCLEAR_LOOK_SECONDS


def _look_again(render: Render) -> float:
    """An unclear take: it is never sent again, but it may still turn up."""
    if not render.connection.adapter.capabilities.can_look_up:
        return UNCLEAR_LOOK_SECONDS
    task = _find(render)
    return _accepted(render, task) if isinstance(task, Task) else UNCLEAR_LOOK_SECONDS


# --- At the service -------------------------------------------------------------------------------------------------


def _heed(render: Render, answer: Task | ProviderError) -> float:
    """Act on what the service says about a take."""
    if isinstance(answer, ProviderError):
        note(render, answer.message, answer.raw)
        return PAUSE_SECONDS + random.uniform(0, PAUSE_SECONDS)  # noqa: S311 - spreads calls, guards nothing
    if answer.stage is Stage.FAILED:
        reason = answer.reason or "service"
        move(render, S.FAILED, why=answer.message, raw=_text(answer), reason=reason, finished_at=timezone.now())
        return 0
    if answer.stage is Stage.DONE and answer.video_url:
        move(render, S.SAVING, why="film is ready", raw=_text(answer), result_url=answer.video_url, attempts=0)
        return 0
    if answer.stage is not Stage.QUEUED and render.status == S.SUBMITTED:
        move(render, S.PROCESSING, why="being made", raw=_text(answer))
    return _until_next_look(render)


def _until_next_look(render: Render) -> float:
    """Slower with age: a tenth of the time since sending, between the service's own pace and a minute."""
    age = (timezone.now() - (render.submitted_at or render.created_at)).total_seconds()
    first = render.connection.adapter.capabilities.look_seconds
    return min(SLOWEST_LOOK_SECONDS, max(first, age / 10)) * random.uniform(0.9, 1.1)  # noqa: S311


def _text(task: Task) -> str:
    return json.dumps(dict(task.raw), default=str)[:10_000]


STEPS: dict[str, Callable[[Render], float]] = {
    S.QUEUED: _submit,
    S.SUBMITTING: _recover,
    S.UNKNOWN: _look_again,
    S.SAVING: saving.save,
}
