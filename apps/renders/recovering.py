"""When the answer to a paid call got lost: the take is looked up at its service. Nothing is sent twice on a guess.

Each step answers in how many seconds there is more to do.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core import faults
from apps.core.due import LostRace, write
from apps.providers.base import Task
from apps.providers.errors import ProviderError
from apps.renders.lifecycle import explain, move, note
from apps.renders.models import Render
from apps.renders.states import Why

S = Render.Status
PAUSE_SECONDS = 15.0  # after "too fast", or when nobody could be reached; longer each time
LONGEST_PAUSE_SECONDS = 600.0
PATIENCE = timedelta(minutes=10)  # with a service that does not say whether it has a take; then a person is asked


def accepted(render: Render, task: Task) -> float:
    """The service has it, under a number: that is saved at once. Raises LostRace, with the number kept all the same."""
    try:
        return _accepted(render, task)
    except LostRace:  # somebody was quicker, and perhaps said that it was never sent
        _keep_number(render, task, f"accepted as {task.task_id}, late")
        raise


def _accepted(render: Render, task: Task) -> float:
    fields: dict[str, Any] = {
        "task_id": task.task_id,
        "request_id": task.request_id,
        "submitted_at": timezone.now(),
        "attempts": 0,
        "reason": "",
    }
    try:
        move(render, S.SUBMITTED, why=f"accepted as {task.task_id}", raw=task.as_text(), **fields)
    except IntegrityError:  # another take has this number: whatever the service means, it is not clear
        return _unclear(render, f"the service gave the number of another take: {task.task_id}")
    faults.reached("number-saved")
    return render.service.capabilities.look_seconds


def _keep_number(render: Render, task: Task, why: str) -> bool:
    """Whoever has the take by now: what was paid must be found. False where its number is that of another take."""
    note(render, why, task.as_text())
    with suppress(IntegrityError), transaction.atomic():
        Render.objects.filter(pk=render.pk, task_id="").update(task_id=task.task_id)
        return True
    return False


def recover(render: Render) -> float:
    """A take that was being sent when its worker, or the answer, was lost. Nothing is sent twice on a guess."""
    if render.sending_at is None:
        move(render, S.QUEUED, why=Why.NOT_SENT_YET)
        return 0
    if not render.can_be_found:
        return _unclear(render, "the answer was lost, and this service cannot be asked")
    explain(render, "looking")
    found = _find(render)
    if isinstance(found, Task):
        return accepted(render, found)
    return _not_told(render) if found else _not_found(render)


def _not_told(render: Render) -> float:
    """The service did not say whether it has the take: it may be away, or unable to tell for ever."""
    since = render.sending_at
    if since is not None and timezone.now() - since > PATIENCE:
        return _unclear(render, "the answer was lost, and the service does not say whether it has the take")
    return PAUSE_SECONDS


def _find(render: Render) -> Task | ProviderError | None:
    """The service's task, by its number or our own id; None when it has none, the error when it did not say."""
    adapter, account = render.service.adapter, render.service.account
    try:
        if render.task_id:
            return adapter.query(account, render.task_id, str(render.external_id))
        return adapter.find(account, str(render.external_id))
    except ProviderError as error:
        note(render, error.message, error.raw)
        return error


def _not_found(render: Render) -> float:
    """Believed when said twice, some time apart (the POST may still be on its way), by the account we sent it to."""
    if render.not_found_at is None:
        write(render, not_found_at=timezone.now())
        return settings.LOOK_UP_SECONDS
    left = settings.LOOK_UP_SECONDS - (timezone.now() - render.not_found_at).total_seconds()
    if left > 0:
        return left
    is_same_account = render.sent_to == render.service.fingerprint
    if render.service.capabilities.lookup_is_authoritative and is_same_account:
        fresh: dict[str, Any] = {"reason": "", "sending_at": None, "sent_to": "", "not_found_at": None}
        move(render, S.QUEUED, why=Why.NEVER_GOT_IT, **fresh)
        return 0
    return _unclear(render, "the answer was lost, and the service does not know the take")


def _unclear(render: Render, why: str) -> float:
    if render.status == S.UNKNOWN:
        note(render, why)
    else:
        move(render, S.UNKNOWN, why=why, reason="unclear")
    return LONGEST_PAUSE_SECONDS


def look_for(render: Render) -> float:
    """An unclear take: it is not sent again by itself, but it may still turn up."""
    if not render.can_be_found:
        return LONGEST_PAUSE_SECONDS
    found = _find(render)
    return accepted(render, found) if isinstance(found, Task) else LONGEST_PAUSE_SECONDS


def look_for_late(render: Render) -> float:
    """A take that ended without a number: if it turns up, its number is kept and it is looked at like others."""
    if render.service.capabilities.can_look_up:
        found = _find(render)
        if isinstance(found, Task) and _keep_number(render, found, f"turned up as {found.task_id}"):
            return 0
    return LONGEST_PAUSE_SECONDS
