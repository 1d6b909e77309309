"""From the line to the service: a place is claimed, and the take is sent once. `recovering` looks up lost answers.

The claim (`queued → submitting`) and `sending_at` are committed before the first byte leaves. The paid POST leaves in
`_send` and nowhere else. Each step answers in how many seconds there is more to do.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.connections.models import Connection
from apps.core import faults
from apps.core.due import write
from apps.media import store
from apps.providers.base import Job, Mode
from apps.providers.errors import ProviderError, Unavailable
from apps.renders import line, public
from apps.renders.lifecycle import explain, move, note
from apps.renders.models import Render
from apps.renders.recovering import LONGEST_PAUSE_SECONDS, PAUSE_SECONDS, accepted, recover
from apps.renders.states import Why

S = Render.Status
KNOWN_FOR = timedelta(minutes=10)  # how long the number of a sound must still be good for when it is sent
PLACE_SECONDS = 1.0  # until a take that was called too early may be called again
SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 4.0, 300.0  # whatever a service asks for


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
    can = render.service.capabilities
    return render.mode in can.modes and (can.speaks_along or not render.script)


def _obstacle(render: Render) -> str:
    """What keeps a take from being sent for now (a word of `words.py`); empty when nothing does."""
    connection = render.service
    team = render.video.project.team
    if not Connection.objects.usable_by(team).filter(pk=connection.pk).exists():
        return "off"
    return "" if connection.capabilities.takes_files or connection.public_origin else "address"


def _take_place(render: Render) -> bool:
    """Claim one of the connection's parallel places, committed before anything is sent.

    False when all are taken, or when the free ones belong to others.
    """
    with transaction.atomic(durable=True):
        connection = Connection.objects.select_for_update(no_key=True).get(pk=render.service.pk)
        if render.pk not in line.next_ones(connection, timezone.now()):
            return False
        move(render, S.SUBMITTING, why="place taken", reason="", place=None, sending_at=None, not_found_at=None)
    return True


def _send(render: Render, job: Job) -> float:
    """The one place from which a paid POST leaves."""
    adapter, account = render.service.adapter, render.service.account
    faults.reached("place-taken")
    write(render, sending_at=timezone.now(), sent_to=render.service.fingerprint)
    try:
        task = adapter.submit(account, job)
    except Unavailable as error:
        return _not_answered(render, error)
    except ProviderError as error:
        move(render, S.FAILED, why=error.message, raw=error.raw, reason=error.reason, finished_at=timezone.now())
        return 0
    faults.reached("answered")
    return accepted(render, task)


def _job(render: Render) -> Job:
    can = render.service.capabilities
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
    return is_remembered and render.service.capabilities.can_speak


def _not_answered(render: Render, error: Unavailable) -> float:
    if error.sent:
        note(render, error.message, error.raw)
        return recover(render)
    attempts = render.attempts + 1
    fields: dict[str, Any] = {"reason": error.reason, "sending_at": None, "sent_to": "", "attempts": attempts}
    move(render, S.QUEUED, why=error.message, raw=error.raw, **fields)
    if error.retry_after is not None:
        return min(max(error.retry_after, SHORTEST_WAIT_SECONDS), LONGEST_WAIT_SECONDS)
    return min(PAUSE_SECONDS * float(2 ** min(attempts - 1, 6)), LONGEST_PAUSE_SECONDS)
