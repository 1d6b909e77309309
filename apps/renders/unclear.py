"""What a person decides about a take of which we cannot tell whether the service got it.

They have looked at the service's own pages. Nothing here sends anything by itself but `not_sent`, which is their word.
"""

from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from apps.connections.fields import WrongFieldKey
from apps.providers.base import Task
from apps.providers.errors import ProviderError, Unavailable
from apps.renders.actions import until_sent
from apps.renders.lifecycle import move
from apps.renders.models import Render
from apps.teams.models import User

S = Render.Status
# A worker may be looking for the take at this very moment: what it would write comes too late.
_FREE: dict[str, Any] = {"lease_token": None, "lease_until": None}


class NotThisOne(Exception):
    """The number that was given does not lead to this take. `code` says why: see `words.not_this_one`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def found(render: Render, by: User, task_id: str) -> None:
    """The service has it, under this number: from now on it is looked at like any other take.

    The service is asked at once. Raises NotThisOne; and ValueError for a take that is not unclear.
    """
    _must_be_unclear(render)
    task = _task(render, task_id)
    if task.external_id not in {"", str(render.external_id)}:
        raise NotThisOne("other")
    why, now = f"found as {task_id}", timezone.now()
    fields: dict[str, Any] = {"task_id": task_id, "reason": "", "submitted_at": render.sending_at}
    try:
        move(render, S.SUBMITTED, why=why, raw=task.as_text(), actor=by, next_check_at=now, **fields, **_FREE)
    except IntegrityError as error:
        raise NotThisOne("taken") from error


def not_sent(render: Render, by: User) -> None:
    """The service never got it: the take goes back in line, with what was set aside, and is sent once more.

    Raises ValueError for a take that is not unclear.
    """
    _must_be_unclear(render)
    fresh: dict[str, Any] = {"reason": "", "sending_at": None, "not_found_at": None, "attempts": 0}
    move(render, S.QUEUED, why="never sent", actor=by, **fresh, **until_sent(), **_FREE)


def can_be_given_up(render: Render) -> bool:
    """Whether a person may end it: it is unclear, or its service has had it for much longer than usual."""
    return render.status == S.UNKNOWN or (render.status in Render.AT_WORK and render.slow_at is not None)


def give_up(render: Render, by: User) -> None:
    """Nobody can tell. What was set aside is free again; should it turn up within a day, it is kept and charged.

    Raises ValueError for a take of which something can still be expected.
    """
    if not can_be_given_up(render):
        raise ValueError("This take is neither unclear nor slow.")
    now = timezone.now()
    ended: dict[str, Any] = {"reason": "given_up", "finished_at": now, "next_check_at": now}
    move(render, S.FAILED, why="given up", actor=by, **ended, **_FREE)


def _task(render: Render, task_id: str) -> Task:
    try:
        return render.service.adapter.query(render.service.account, task_id, str(render.external_id))
    except WrongFieldKey as error:
        raise NotThisOne("unreadable") from error
    except Unavailable as error:
        raise NotThisOne("silent") from error
    except ProviderError as error:
        raise NotThisOne("nothing") from error


def _must_be_unclear(render: Render) -> None:
    if render.status != S.UNKNOWN:
        raise ValueError("This take is not unclear.")
