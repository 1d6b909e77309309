"""Takes that are at a service are looked at, many at a time.

Nearly every look changes nothing, so that is what has to be cheap: one claim for many takes, as few calls as the
service allows, and a few UPDATEs for all. Only what changes goes through `move`, one take after the other.
"""

import math
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.connections.models import Connection
from apps.core import faults
from apps.core.due import advance, claim, held, release_all
from apps.providers.base import Stage, Task
from apps.providers.errors import ProviderError
from apps.providers.looks import look_at
from apps.renders.lifecycle import correct, move
from apps.renders.models import Render, RenderEvent
from apps.spending.estimates import as_told

S = Render.Status

BATCH = 1000
LISTED_BATCH = 2000  # where pages of a list tell about hundreds: the more ask together, the fewer pages
SEEN = ("connection", "task_id", "external_id", "submitted_at", "finished_at")
SLOWEST_LOOK_SECONDS, RARE_LOOK_SECONDS = 60.0, 600.0
LONG_SECONDS = 2 * 3600.0  # at the service; from then on we look rarely, but never stop
LATE_LOOK_SECONDS = 60.0  # after a service gave up a take
TICK, LISTED_TICK = 1 / 16, 1 / 4  # of the time until a look: what is due within one tick is due together
MOST_NOTES = 40  # different ones for one take, should a service never say the same thing twice


def look(connection: Connection) -> None:
    """Ask a service about those of its takes that are due, batch by batch, until a sweep hands them out anew."""
    limit = LISTED_BATCH if connection.capabilities.can_list else BATCH
    ends = time.monotonic() + settings.SWEEP_SECONDS
    takes = _claim(connection, limit)
    while takes:
        with held(takes, seconds=settings.LEASE_SECONDS):
            _look_at(connection, takes)
        takes = _claim(connection, limit) if len(takes) == limit and time.monotonic() < ends else []


def _claim(connection: Connection, limit: int) -> list[Render]:
    now = timezone.now()
    due = Render.objects.to_look_at(now).filter(connection=connection)
    takes = claim(due, now=now, seconds=settings.LEASE_SECONDS, limit=limit, only=SEEN)
    for take in takes:
        take.connection = connection
    return takes


def _look_at(connection: Connection, takes: Sequence[Render]) -> None:
    numbers = {take.task_id: str(take.external_id) for take in takes}
    told = look_at(connection.adapter, connection.account, numbers)
    faults.reached("looked")
    answered = [(take, told[take.task_id]) for take in takes if take.task_id in told]
    changes = {take.pk: found for take, answer in answered if (found := change(take, answer))}
    _note({take: odd for take, answer in answered if (odd := _oddity(take, answer))})
    _release([take for take in takes if take.pk not in changes], connection)
    _change([take for take in takes if take.pk in changes], changes)


def _release(unchanged: Sequence[Render], connection: Connection) -> None:
    can = connection.capabilities
    share = LISTED_TICK if can.can_list else TICK
    now = timezone.now()
    release_all({take: _moment(now, _until_next_look(take, can.look_seconds, now), share) for take in unchanged})


def _change(changing: Sequence[Render], changes: Mapping[int, Callable[[Render], float]]) -> None:
    """Read takes whole and change them."""
    whole = Render.objects.filter(pk__in=[take.pk for take in changing]).select_related("connection", "video__project")
    tokens = {take.pk: take.lease_token for take in changing}
    for take in whole:
        if take.lease_token == tokens[take.pk]:
            advance(take, partial(changes[take.pk], take))


def change(render: Render, answer: Task | ProviderError) -> Callable[[Render], float] | None:
    """What an answer changes: a step that answers in how many seconds to look again. None for nothing."""
    if isinstance(answer, ProviderError) or _is_about_another(render, answer):
        return None
    step = _step(render, answer)
    return partial(step, answer=answer) if step else None


def _step(render: Render, answer: Task) -> Callable[..., float] | None:
    if answer.stage is Stage.DONE:
        return _done if answer.video_url else None
    if answer.stage is Stage.FAILED:
        return _failed if render.status in Render.AT_WORK else _billed_late(answer)
    is_begun = answer.stage is Stage.RUNNING and answer.is_known
    return _begun if is_begun and render.status == S.SUBMITTED else None


def _oddity(render: Render, answer: Task | ProviderError) -> tuple[str, str] | None:
    """What staff should know about an answer that is of no use: why, and how it came."""
    if isinstance(answer, ProviderError):
        return answer.message, answer.raw
    if _is_about_another(render, answer):
        return "the answer is about another take", answer.as_text()
    if answer.stage is Stage.DONE and not answer.video_url:
        return "done, but without an address", answer.as_text()
    return None if answer.is_known else ("a status that we do not know", answer.as_text())


def _is_about_another(render: Render, answer: Task) -> bool:
    return answer.external_id not in {"", str(render.external_id)}


def _note(odd: Mapping[Render, tuple[str, str]]) -> None:
    """Write oddities down, each once for a take: a service that is away for a day says the same a thousand times."""
    if not odd:
        return
    said = set(RenderEvent.objects.filter(render__in=odd).order_by().values_list("render", "why").distinct())
    many = Counter(pk for pk, _why in said)
    RenderEvent.objects.bulk_create(
        RenderEvent(render=render, from_status=render.status, to_status=render.status, why=why, raw=raw)
        for render, (why, raw) in odd.items()
        if (render.pk, why) not in said and many[render.pk] < MOST_NOTES
    )


def _begun(render: Render, answer: Task) -> float:
    move(render, S.PROCESSING, why="being made", raw=answer.as_text())
    return _until_next_look(render, render.service.capabilities.look_seconds, timezone.now())


def _done(render: Render, answer: Task) -> float:
    """There is a film, perhaps although it had been given up: it is stored, charged and shown all the same."""
    why = "film is ready after all" if render.status in Render.FINAL else "film is ready"
    fields: dict[str, Any] = {"result_url": answer.video_url, "reason": "", "finished_at": None, **_billed(answer)}
    move(render, S.SAVING, why=why, raw=answer.as_text(), charged_micros=None, attempts=0, **fields)
    return 0


def _failed(render: Render, answer: Task) -> float:
    """The service gave up; whether it took money for that is its own word."""
    billed = _billed(answer)
    is_billed = any(billed.values())
    charged = as_told(micros_per_unit=render.micros_per_unit, estimate_micros=render.estimate_micros, **billed)
    reason = "billed" if is_billed else answer.reason or "service"
    fields: dict[str, Any] = {"reason": reason, "charged_micros": charged if is_billed else 0, **billed}
    move(render, S.FAILED, why=answer.message, raw=answer.as_text(), finished_at=timezone.now(), **fields)
    return LATE_LOOK_SECONDS


def _billed_late(answer: Task) -> Callable[..., float] | None:
    """A take had ended, and now its service says that it failed, but was paid."""
    return _book if any(_billed(answer).values()) else None


def _book(render: Render, answer: Task) -> float:
    billed = _billed(answer)
    charged = as_told(micros_per_unit=render.micros_per_unit, estimate_micros=render.estimate_micros, **billed)
    if charged != render.charged_micros:
        correct(render, charged, why="billed after all", raw=answer.as_text(), reason="billed", **billed)
    return _until_next_look(render, render.service.capabilities.look_seconds, timezone.now())


def _billed(answer: Task) -> dict[str, Decimal | None]:
    """What the service says that it took."""
    return {"billed_units": answer.units, "billed_balance": answer.balance}


def _until_next_look(render: Render, first: float, now: datetime) -> float:
    """Slower with age: a tenth of the time since sending, between the service's own pace and a minute, later ten.

    One that was given up is looked at after a minute, then ever more rarely; `Render.objects.to_look_at` ends it.
    """
    if render.status in Render.FINAL:
        return max(LATE_LOOK_SECONDS, (now - (render.finished_at or render.created_at)).total_seconds() * 2)
    age = (now - (render.submitted_at or render.created_at)).total_seconds()
    slowest = SLOWEST_LOOK_SECONDS if age < LONG_SECONDS else RARE_LOOK_SECONDS
    slower = min(slowest, max(first, age / 10))
    return slower * random.uniform(0.9, 1.1)  # noqa: S311 - spreads the calls, guards nothing


def _moment(now: datetime, wait: float, share: float) -> datetime:
    """The next stroke of a clock after `wait` seconds; it strikes at least once in that `share` of them.

    So takes of many batches, and of several workers, are due together, and share a request or at least an UPDATE.
    """
    stroke = 2.0 ** math.floor(math.log2(max(wait, 1.0) * share))
    return datetime.fromtimestamp(math.ceil((now.timestamp() + wait) / stroke) * stroke, tz=UTC)
