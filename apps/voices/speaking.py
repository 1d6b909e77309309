"""What the workers do with texts that are due, under a lease (`core.due`) and outside any transaction.

The claim (`queued → sending`) and `sending_at` are committed before the first byte leaves. The paid POST leaves in
`_send` and nowhere else; speech cannot be looked up, so a lost answer is never followed by a second one. Each step
answers in how many seconds there is more to do.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.connections.fields import WrongFieldKey
from apps.connections.models import Connection
from apps.core.due import LostRace, advance, claim, held, release, write
from apps.providers.base import Account, Script, Spoken, Stage
from apps.providers.errors import ProviderError, Reason, Unavailable
from apps.spending.estimates import as_told
from apps.voices import drafting, fetching
from apps.voices.lifecycle import move
from apps.voices.models import Speech

S = Speech.Status
BATCH = 100
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 15.0, 600.0  # after "too fast", or when nobody could be reached
FIRST_LOOK_SECONDS, SLOWEST_LOOK_SECONDS = 3.0, 60.0
SENDING_PATIENCE = timedelta(hours=1)  # then a service that takes no texts is a matter for a person
SPEAKING_PATIENCE = timedelta(days=1)  # then nobody knows what became of a text that the service took


def due() -> list[int]:
    """Texts that are due for a step."""
    return list(Speech.objects.due(timezone.now()).order_by("next_check_at", "pk").values_list("pk", flat=True)[:BATCH])


def work(pk: int) -> None:
    """Take one step of the text `pk`, if it is due and nobody else is at it."""
    now = timezone.now()
    texts = Speech.objects.filter(pk=pk).due(now)
    for speech in claim(texts, now=now, seconds=settings.LEASE_SECONDS, limit=1):
        with held([speech], seconds=settings.LEASE_SECONDS):
            advance(speech, partial(STEPS[speech.status], speech))


# --- The paid call ----------------------------------------------------------------------------------------------------


def send(speech: Speech) -> float:
    """A text in line: claim it, then have it spoken. What the draft voice speaks is never sent."""
    if speech.is_draft:
        return drafting.speak(speech)
    if not _can_be_sent(speech):
        return _end(speech, S.FAILED, "off", charged_micros=0)
    try:
        account = speech.service.account
    except WrongFieldKey:
        return _end(speech, S.FAILED, Reason.KEY, charged_micros=0)
    with transaction.atomic(durable=True):
        move(speech, S.SENDING, reason="", sending_at=None)
    return _send(speech, account)


def _can_be_sent(speech: Speech) -> bool:
    """Whether the service, as staff may have changed it since, still speaks texts for the team."""
    usable = Connection.objects.usable_by(speech.team)
    connection = usable.filter(pk=speech.connection_id).first() if speech.connection_id else None
    return connection is not None and connection.capabilities.can_speak


def _send(speech: Speech, account: Account) -> float:
    """The one place from which a paid POST leaves."""
    adapter = speech.service.adapter
    script = Script(text=speech.text, voice_id=speech.voice_id, language=speech.language, speed=speech.speed)
    with transaction.atomic(durable=True):
        write(speech, sending_at=timezone.now())
    try:
        spoken = adapter.speak(account, script)
    except Unavailable as error:
        return _not_answered(speech, error)
    except ProviderError as error:
        return _end(speech, S.FAILED, error.reason, answer=error.raw or error.message, charged_micros=0)
    try:
        return _heed(speech, spoken)
    except LostRace:
        _heed_late(speech, spoken)
        raise


def _not_answered(speech: Speech, error: Unavailable) -> float:
    answer = error.raw or error.message
    if error.sent:
        return _end(speech, S.UNKNOWN, "unclear", answer=answer)
    if timezone.now() - speech.created_at > SENDING_PATIENCE:
        return _end(speech, S.FAILED, "gave_up", answer=answer, charged_micros=0)
    attempts = speech.attempts + 1
    move(speech, S.QUEUED, reason=error.reason, sending_at=None, attempts=attempts, answer=answer)
    return min(error.retry_after or PAUSE_SECONDS * 2 ** min(attempts - 1, 6), LONGEST_PAUSE_SECONDS)


def recover(speech: Speech) -> float:
    """A text that was being sent when its worker was lost. Nothing is sent twice on a guess."""
    if speech.sending_at is None:
        move(speech, S.QUEUED)
        return 0
    return _end(speech, S.UNKNOWN, "unclear", answer="The worker was lost before the answer came.")


# --- What the service says --------------------------------------------------------------------------------------------


def look(speech: Speech) -> float:
    """A text that the service took and was not done with."""
    try:
        spoken = speech.service.adapter.query_speech(speech.service.account, speech.task_id)
    except ProviderError as error:
        write(speech, answer=error.raw or error.message)
        return _until_next_look(speech)
    return _heed(speech, spoken)


def _heed(speech: Speech, spoken: Spoken) -> float:
    wait = _save(speech, spoken)
    return fetching.fetch(speech) if speech.status == S.FETCHING else wait


def _heed_late(speech: Speech, spoken: Spoken) -> None:
    """The answer came after the text had gone to another worker. What was paid must not be lost: it counts."""
    try:
        _save_late(Speech.objects.get(pk=speech.pk), spoken)
    except LostRace:  # somebody changed it in between, so that it may now be another case
        _save_late(Speech.objects.get(pk=speech.pk), spoken)


def _save_late(current: Speech, spoken: Spoken) -> None:
    # Nothing is locked ahead: money is booked before the text is written, here as everywhere.
    was_given_up = current.status == S.FAILED and current.reason == "given_up"
    if current.status in (S.SENDING, S.UNKNOWN) or (was_given_up and _has_sound(spoken)):
        with transaction.atomic():
            wait = _save(current, spoken)
            release(current, next_check_at=timezone.now() + timedelta(seconds=wait))
    else:
        write(current, **_said(current, spoken))


def _save(speech: Speech, spoken: Spoken) -> float:
    """Save what the service says at once: it may be the only time that it says so."""
    said = _said(speech, spoken)
    if spoken.stage is Stage.FAILED:
        return _failed(speech, spoken, said)
    if _has_sound(spoken):
        move(speech, S.FETCHING, reason="", attempts=0, finished_at=None, **_sound(speech, spoken), **said)
        return 0
    if not said["task_id"]:
        return _end(speech, S.UNKNOWN, "unclear", **said)
    if speech.status == S.SPEAKING:
        write(speech, **said)
    else:
        move(speech, S.SPEAKING, reason="", finished_at=None, **said)
    return _until_next_look(speech)


def _said(speech: Speech, spoken: Spoken) -> dict[str, str]:
    """The answer and its numbers, by which the text can be found at the service."""
    return {"answer": spoken.as_text(), "request_id": spoken.request_id, "task_id": spoken.task_id or speech.task_id}


def _has_sound(spoken: Spoken) -> bool:
    return spoken.stage is Stage.DONE and bool(spoken.audio_url)


def _failed(speech: Speech, spoken: Spoken, said: dict[str, str]) -> float:
    """The service gave up; whether it took money for that is its own word."""
    is_billed = bool(spoken.units or spoken.balance)
    reason = "billed" if is_billed else spoken.reason or "service"
    return _end(speech, S.FAILED, reason, charged_micros=_charged(speech, spoken) if is_billed else 0, **said)


def _sound(speech: Speech, spoken: Spoken) -> dict[str, Any]:
    """The sound's number and address, and what it cost. A number that is longer than our column is of no use."""
    fits = len(spoken.audio_id) <= (Speech._meta.get_field("audio_id").max_length or 0)
    return {
        "audio_id": spoken.audio_id if fits else "",
        "audio_url": spoken.audio_url,
        "spoken_at": timezone.now(),
        "charged_micros": _charged(speech, spoken),
    }


def _charged(speech: Speech, spoken: Spoken) -> int:
    return as_told(
        billed_units=spoken.units,
        billed_balance=spoken.balance,
        micros_per_unit=speech.micros_per_unit,
        estimate_micros=speech.estimate_micros,
    )


def _until_next_look(speech: Speech) -> float:
    """Slower with age: a tenth of the time since sending, at most a minute."""
    age = timezone.now() - (speech.sending_at or speech.created_at)
    if age > SPEAKING_PATIENCE:
        return _end(speech, S.UNKNOWN, "unclear")
    return min(SLOWEST_LOOK_SECONDS, max(FIRST_LOOK_SECONDS, age.total_seconds() / 10))


def _end(speech: Speech, to: str, reason: str, **fields: Any) -> float:
    move(speech, to, reason=reason, finished_at=timezone.now(), **fields)
    return 0


STEPS: dict[str, Callable[[Speech], float]] = {
    S.QUEUED: send,
    S.SENDING: recover,
    S.SPEAKING: look,
    S.FETCHING: fetching.fetch,
}
