"""How a recording becomes a voice clip of the team's library, and how a person has a text spoken."""

import uuid
from decimal import Decimal
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.connections.models import Connection
from apps.spending import ledger
from apps.spending.models import Hold
from apps.teams.models import Team, User
from apps.voices import parts
from apps.voices.lifecycle import move
from apps.voices.models import Speech, SpeechQuerySet, Voice, VoiceClip
from apps.voices.scripts import ScriptQuote, quote_draft, quote_script, speed_at


class ScriptRefused(Exception):
    """The text cannot be spoken; `problems` says why, in the reader's language. Nothing was sent or charged."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def add_clip(team: Team, by: User, recording: Path, file_name: str) -> VoiceClip:
    """Check a recording and keep it, with all of it as MP3. Whether a service takes so many seconds is no matter here.

    Raises RecordingRefused of `parts`.
    """
    report, audio = parts.write(team, recording, file_name)
    return VoiceClip.objects.create(
        team=team,
        name=Path(file_name).stem[:80],
        original_name=file_name[:200],
        created_by=by,
        **parts.all_of(team, recording, report, audio),
    )


def speak(
    team: Team, by: User, connection: Connection, *, text: str, voice: Voice, speed: Decimal, form_token: uuid.UUID
) -> Speech:
    """Put a text in line to be spoken, or write it down where it goes along with the video.

    What it may cost is set aside. The same `form_token` makes one, however often it is posted. Raises ScriptRefused,
    and OverLimit of `spending.ledger`.
    """
    speed = speed_at(connection, speed)
    if made := Speech.objects.filter(team=team, form_token=form_token).first():
        return _same(made, text, voice, speed)
    if not Connection.objects.usable_by(team).filter(pk=connection.pk).exists():
        raise ScriptRefused([_("Choose a service first.")])
    if voice.is_draft:
        raise ScriptRefused([_("No service speaks with this voice.")])
    quote = quote_script(connection, text, voice.language, speed, timezone.now())
    speech = Speech(team=team, created_by=by, connection=connection, text=text, speed=speed, form_token=form_token)
    return _accepted(speech, voice, quote)


def speak_draft(team: Team, by: User, *, text: str, voice: Voice, speed: Decimal, form_token: uuid.UUID) -> Speech:
    """Put a text in line for the draft voice: no service gets it, and it costs nothing.

    The same `form_token` makes one, however often it is posted. Raises ScriptRefused.
    """
    if made := Speech.objects.filter(team=team, form_token=form_token).first():
        return _same(made, text, voice, speed)
    speech = Speech(team=team, created_by=by, connection=None, text=text, speed=speed, form_token=form_token)
    return _accepted(speech, voice, quote_draft(text, speed))


def _accepted(speech: Speech, voice: Voice, quote: ScriptQuote) -> Speech:
    if quote.problems:
        raise ScriptRefused(quote.problems)
    try:
        return _put_in_line(speech, voice, quote)
    except IntegrityError:  # a double click: the other one was faster
        made = Speech.objects.filter(team=speech.team, form_token=speech.form_token).first()
        return _same(made, speech.text, voice, speech.speed)


def _same(made: Speech | None, text: str, voice: Voice, speed: Decimal) -> Speech:
    """What this form has made already; an old page with another text in it must not pass for it."""
    if made is None or (made.text, made.language, made.voice_id, made.speed) != (
        text,
        voice.language,
        voice.voice_id,
        speed,
    ):
        raise ScriptRefused([_("This page was used before, with another text. Press the button once more.")])
    return made


def _put_in_line(speech: Speech, voice: Voice, quote: ScriptQuote) -> Speech:
    speech.language, speech.voice_id, speech.voice_name = voice.language, voice.voice_id, voice.name
    speech.low_seconds, speech.high_seconds = quote.seconds
    speech.estimate_micros = quote.micros or 0
    speech.micros_per_unit = quote.micros_per_unit
    speech.is_play_money = quote.is_play_money
    speech.status = Speech.Status.WRITTEN if quote.goes_along else Speech.Status.QUEUED
    with transaction.atomic():
        if speech.is_open and not speech.is_draft:
            speech.hold = ledger.reserve(speech.team, speech.created_by, _purchase(speech), timezone.now())
        speech.save(force_insert=True)
    return speech


def _purchase(speech: Speech) -> ledger.Purchase:
    return ledger.Purchase(
        key=speech.form_token,
        what=Hold.What.SPEECH,
        title=speech.text[:80],
        service=speech.service.name,
        seconds=Decimal(speech.high_seconds),
        low_micros=speech.estimate_micros,
        micros=speech.estimate_micros,
        is_play_money=speech.is_play_money,
    )


def fetch_again(speech: Speech) -> None:
    """Have the sound of a text that needs a fix fetched once more; the service keeps it for 30 days.

    Raises ValueError for a text of which there is no sound to fetch.
    """
    if speech.status != Speech.Status.FAILED or not speech.audio_url:
        raise ValueError("There is no sound to fetch.")
    now = timezone.now()
    move(speech, Speech.Status.FETCHING, reason="", attempts=0, finished_at=None, next_check_at=now)


def stop(speech: Speech) -> None:
    """Have a text that was not sent yet not spoken: nothing is set aside for it any more, and it costs nothing.

    Raises ValueError for one that was, and LostRace when it is just being sent.
    """
    if speech.status != Speech.Status.QUEUED:
        raise ValueError("This text cannot be stopped any more.")
    move(speech, Speech.Status.FAILED, reason="stopped", finished_at=timezone.now())


def give_up(speech: Speech) -> None:
    """A person gives up a text of which nobody knows whether the service got it; nothing is set aside for it any more.

    Raises ValueError for any other text.
    """
    if speech.status != Speech.Status.UNKNOWN:
        raise ValueError("This text is not unclear.")
    move(speech, Speech.Status.FAILED, reason="given_up", finished_at=timezone.now())


def look_now(speeches: SpeechQuerySet) -> int:
    """Make open texts due at once; returns how many. The sweep does the rest."""
    return speeches.filter(status__in=Speech.OPEN).update(next_check_at=timezone.now())
