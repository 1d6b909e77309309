"""From the line to the service: a place is claimed, the take is sent once, a lost answer is looked up.

The claim (`queued → submitting`) and `sending_at` are committed before the first byte leaves. The paid POST leaves in
`_send` and nowhere else. Each step answers in how many seconds there is more to do.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.connections.models import Connection
from apps.core import faults
from apps.core.due import LostRace, write
from apps.media import store
from apps.providers.base import Job, Mode, Task
from apps.providers.errors import ProviderError, Unavailable
from apps.renders import line, public
from apps.renders.lifecycle import explain, move, note
from apps.renders.models import Render
from apps.renders.states import Why

S = Render.Status
KNOWN_FOR = timedelta(minutes=10)  # how long the number of a sound must still be good for when it is sent
PLACE_SECONDS = 1.0  # until a take that was called too early may be called again
PAUSE_SECONDS = 15.0  # after "too fast", or when nobody could be reached; longer each time
SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 4.0, 300.0  # whatever a service asks for
LONGEST_PAUSE_SECONDS = 600.0


def submit(render: Render) -> float:
    """A take in line: send it as soon as its face may be used and the service has a place."""
    if render.task_id:  # an answer that came late: the service has it after all
        move(render, S.SUBMITTING, why=Why.LATE, sending_at=render.sending_at or timezone.now())
        return recover(render)
    if render.avatar is None or not render.avatar.is_allowed:
        move(render, S.FAILED, why=Why.NO_CONSENT, reason="consent", finished_at=timezone.now())
        return 0
    if not _can_be_sent_as_asked(render):
        move(render, S.FAILED, why=Why.CHANGED, reason="changed", finished_at=timezone.now())
        return 0
    if obstacle := _obstacle(render):
        explain(render, obstacle)
        return PAUSE_SECONDS
    try:
        job = _job(render)
    except FileNotFoundError:
        move(render, S.FAILED, why="its files are gone", reason="files", finished_at=timezone.now())
        return 0
    if not _take_place(render):
        return PLACE_SECONDS
    return _send(render, job)


def _can_be_sent_as_asked(render: Render) -> bool:
    """Whether the service, as staff may have changed it since, still does what was asked for and priced."""
    can = render.connection.capabilities
    return render.mode in can.modes and (can.speaks_along or not render.script)


def _obstacle(render: Render) -> str:
    """What keeps a take from being sent for now (a word of `words.py`); empty when nothing does."""
    connection = render.connection
    team = render.video.project.team
    if not Connection.objects.usable_by(team).filter(pk=connection.pk).exists():
        return "off"
    return "" if connection.capabilities.takes_files or connection.public_origin else "address"


def _take_place(render: Render) -> bool:
    """Claim one of the connection's parallel places, committed before anything is sent.

    False when all are taken, or when the free ones belong to others.
    """
    with transaction.atomic(durable=True):
        connection = Connection.objects.select_for_update(no_key=True).get(pk=render.connection_id)
        if render.pk not in line.next_ones(connection, timezone.now()):
            return False
        move(render, S.SUBMITTING, why="place taken", reason="", place=None, sending_at=None, not_found_at=None)
    return True


def _send(render: Render, job: Job) -> float:
    """The one place from which a paid POST leaves."""
    adapter, account = render.connection.adapter, render.connection.account
    faults.reached("place-taken")
    write(render, sending_at=timezone.now(), sent_to=render.connection.fingerprint)
    try:
        task = adapter.submit(account, job)
    except Unavailable as error:
        return _not_answered(render, error)
    except ProviderError as error:
        move(render, S.FAILED, why=error.message, raw=error.raw, reason=error.reason, finished_at=timezone.now())
        return 0
    faults.reached("answered")
    try:
        return _accepted(render, task)
    except LostRace:
        _keep_number(render, task)
        raise


def _keep_number(render: Render, task: Task) -> None:
    """The answer came after the take had gone to somebody else. What was paid must be found: its number is kept."""
    note(render, f"accepted as {task.task_id}, late", task.as_text())
    with suppress(IntegrityError), transaction.atomic():
        Render.objects.filter(pk=render.pk, task_id="").update(task_id=task.task_id)


def _job(render: Render) -> Job:
    can = render.connection.capabilities
    given = {**_files(render), **(public.addresses(render) if not can.takes_files else {})}
    if _is_known_there(render):
        given = {**given, "audio": b"", "audio_url": "", "audio_id": render.audio_id}
    return Job(
        external_id=str(render.external_id),
        seconds=render.seconds,
        prompt=render.prompt[: can.max_prompt],
        mode=Mode(render.mode),
        callback_url=public.callback_url(render) if can.can_call_back else "",
        script=render.script,
        voice_id=render.voice_id,
        **given,
    )


def _files(render: Render) -> dict[str, Any]:
    voice = store.read(render.voice_key) if render.voice_key else b""
    return {"image": store.read(render.portrait_key), "audio": voice}


def _is_known_there(render: Render) -> bool:
    """Whether the service spoke this sound itself and still knows it: then its number goes instead of the sound."""
    until = render.audio_id_until
    is_remembered = bool(render.audio_id and until and until > timezone.now() + KNOWN_FOR)
    return is_remembered and render.connection.capabilities.can_speak


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
    return render.connection.capabilities.look_seconds


def _not_answered(render: Render, error: Unavailable) -> float:
    if error.sent:
        note(render, error.message, error.raw)
        return recover(render)
    attempts = render.attempts + 1
    fields: dict[str, Any] = {"reason": error.reason, "sending_at": None, "attempts": attempts}
    move(render, S.QUEUED, why=error.message, raw=error.raw, **fields)
    if error.retry_after is not None:
        return min(max(error.retry_after, SHORTEST_WAIT_SECONDS), LONGEST_WAIT_SECONDS)
    return min(PAUSE_SECONDS * float(2 ** min(attempts - 1, 6)), LONGEST_PAUSE_SECONDS)


# --- When an answer got lost ----------------------------------------------------------------------------------------


def recover(render: Render) -> float:
    """A take that was being sent when its worker, or the answer, was lost. Nothing is sent twice on a guess."""
    if render.sending_at is None:
        move(render, S.QUEUED, why=Why.NOT_SENT_YET)
        return 0
    if not render.can_be_found:
        return _unclear(render, "the answer was lost, and this service cannot be asked")
    found = _find(render)
    if isinstance(found, Task):
        return _accepted(render, found)
    return PAUSE_SECONDS if found else _not_found(render)


def _find(render: Render) -> Task | ProviderError | None:
    """The service's task, by its number or our own id; None when it has none, the error when it did not say."""
    adapter, account = render.connection.adapter, render.connection.account
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
    is_same_account = render.sent_to == render.connection.fingerprint
    if render.connection.capabilities.lookup_is_authoritative and is_same_account:
        move(render, S.QUEUED, why=Why.NEVER_GOT_IT, sending_at=None, not_found_at=None)
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
    if not isinstance(found, Task):
        return LONGEST_PAUSE_SECONDS
    try:
        return _accepted(render, found)
    except LostRace:  # a person was quicker, and perhaps said that it was never sent
        _keep_number(render, found)
        raise


def look_for_late(render: Render) -> float:
    """A take that was given up without a number: if it turns up, its number is kept and it is looked at like others."""
    if render.connection.capabilities.can_look_up:
        found = _find(render)
        if isinstance(found, Task):
            note(render, f"turned up as {found.task_id}", found.as_text())
            write(render, task_id=found.task_id)
            return 0
    return LONGEST_PAUSE_SECONDS
