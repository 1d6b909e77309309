"""What the workers do with texts that are due, under a lease (`core.due`) and outside any transaction.

The claim (`queued → sending`) and `sending_at` are committed before the first byte leaves. The paid POST leaves in
`_send` and nowhere else; speech cannot be looked up, so a lost answer is never followed by a second one. Each step
answers in how many seconds there is more to do.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core.due import claim, held, release
from apps.providers.base import Script, Spoken, Stage
from apps.providers.errors import ProviderError, Unavailable
from apps.spending.estimates import units_price
from apps.voices import fetching
from apps.voices.lifecycle import LostRace, move, write
from apps.voices.models import Speech

log = logging.getLogger(__name__)

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
            _take_step(speech)


def _take_step(speech: Speech) -> None:
    """Do what is next and give the text back."""
    try:
        wait = STEPS[speech.status](speech)
    except LostRace:
        log.info("text %s was taken over", speech.pk)
    except Exception:
        log.exception("text %s", speech.pk)
    else:
        release(speech, next_check_at=timezone.now() + timedelta(seconds=wait))


# --- The paid call ----------------------------------------------------------------------------------------------------


def send(speech: Speech) -> float:
    """A text in line: claim it, then have it spoken."""
    if not speech.connection.is_on:
        return _end(speech, S.FAILED, "off", charged_micros=0)
    with transaction.atomic(durable=True):
        move(speech, S.SENDING, reason="", sending_at=None)
    return _send(speech)


def _send(speech: Speech) -> float:
    """The one place from which a paid POST leaves."""
    adapter, account = speech.connection.adapter, speech.connection.account
    script = Script(text=speech.text, voice_id=speech.voice_id, language=speech.language, speed=speech.speed)
    with transaction.atomic(durable=True):
        write(speech, sending_at=timezone.now())
    try:
        spoken = adapter.speak(account, script)
    except Unavailable as error:
        return _not_answered(speech, error)
    except ProviderError as error:
        return _end(speech, S.FAILED, error.reason, answer=error.raw or error.message, charged_micros=0)
    return _heed(speech, spoken)


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
        spoken = speech.connection.adapter.query_speech(speech.connection.account, speech.task_id)
    except ProviderError as error:
        write(speech, answer=error.raw or error.message)
        return _until_next_look(speech)
    return _heed(speech, spoken)


def _heed(speech: Speech, spoken: Spoken) -> float:
    """Save what the service says at once: it may be the only time that it says so."""
    said = {"answer": spoken.as_text(), "request_id": spoken.request_id, "task_id": spoken.task_id or speech.task_id}
    if spoken.stage is Stage.FAILED:
        reason = "billed" if spoken.units else spoken.reason or "service"
        return _end(speech, S.FAILED, reason, charged_micros=_charge(speech, spoken) if spoken.units else 0, **said)
    if spoken.stage is Stage.DONE and spoken.audio_url:
        move(speech, S.FETCHING, reason="", attempts=0, **_sound(speech, spoken), **said)
        return fetching.fetch(speech)
    if not said["task_id"]:
        return _end(speech, S.UNKNOWN, "unclear", **said)
    if speech.status == S.SENDING:
        move(speech, S.SPEAKING, **said)
    else:
        write(speech, **said)
    return _until_next_look(speech)


def _sound(speech: Speech, spoken: Spoken) -> dict[str, Any]:
    """The sound's number and address, and what it cost. A number that is longer than our column is of no use."""
    fits = len(spoken.audio_id) <= (Speech._meta.get_field("audio_id").max_length or 0)
    return {
        "audio_id": spoken.audio_id if fits else "",
        "audio_url": spoken.audio_url,
        "spoken_at": timezone.now(),
        "charged_micros": _charge(speech, spoken),
    }


def _charge(speech: Speech, spoken: Spoken) -> int:
    """The service's own figure in millionths, where it gives one and its unit has a price; else the estimate."""
    if spoken.units is None or speech.micros_per_unit is None:
        return speech.estimate_micros
    return units_price(spoken.units, speech.micros_per_unit)


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
