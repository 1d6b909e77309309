"""The last step of a spoken text: its sound is fetched at once, checked like any recording, and kept as a clip."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from apps.core.due import LostRace, write
from apps.media import sandbox, store
from apps.media.audio import RecordingReport
from apps.media.captions import Cue, cues_for
from apps.media.problems import Code
from apps.providers.errors import ProviderError
from apps.voices import parts
from apps.voices.lifecycle import move
from apps.voices.models import Speech, VoiceClip

S = Speech.Status
MAX_SOUND_BYTES = 20 * 1024 * 1024
KEPT = timedelta(days=30)  # so long services keep a sound, and know it by its number
AGAIN_SECONDS, LONGEST_SECONDS = 5.0, 600.0  # between two tries; longer each time
PATIENT_TRIES = 8  # then people read that it does not arrive, and we go on trying
SPOILT_TRIES = 5  # after so many, a sound that arrives and is not right needs a person


def fetch(speech: Speech) -> float:
    """Fetch, check and keep the sound. Answers in how many seconds to try again (0: finished)."""
    connection = speech.service
    with tempfile.TemporaryDirectory(prefix="speech-") as name:
        arrived, audio = Path(name) / "arrived", Path(name) / "voice.mp3"
        try:
            connection.adapter.download(connection.account, speech.audio_url, arrived, max_bytes=MAX_SOUND_BYTES)
        except (ProviderError, OSError):
            return _later(speech)
        report = sandbox.inspect_recording(arrived, audio)
        if any(problem.code != Code.TOO_SHORT for problem in report.problems):  # "Yes." is as short as it is
            return _spoilt(speech)
        cues = cues_for(speech.text, float(report.seconds), speech=report.speech, pauses=report.pauses)
        keep(speech, arrived, report, audio, cues)
    return 0


def _later(speech: Speech) -> float:
    """The text is spoken and paid: its sound is fetched until it is here, or the service has thrown it away."""
    if speech.spoken_at is None or timezone.now() - speech.spoken_at > KEPT:
        return _given_up(speech)
    tries = speech.attempts + 1
    reason = "fetch" if tries > PATIENT_TRIES else speech.reason
    write(speech, attempts=tries, reason=reason, audio_url=_fresh_address(speech))
    return min(AGAIN_SECONDS * float(2 ** min(tries - 1, 9)), LONGEST_SECONDS)


def _spoilt(speech: Speech) -> float:
    """It arrived, and did not pass the check. Perhaps the next copy does."""
    return _given_up(speech) if speech.attempts + 1 >= SPOILT_TRIES else _later(speech)


def _given_up(speech: Speech) -> float:
    move(speech, S.FAILED, reason="sound", finished_at=timezone.now())
    return 0


def _fresh_address(speech: Speech) -> str:
    """Addresses end; a service may tell a new one when asked about the text again."""
    if not speech.task_id:
        return speech.audio_url
    try:
        spoken = speech.service.adapter.query_speech(speech.service.account, speech.task_id)
    except ProviderError:
        return speech.audio_url
    return spoken.audio_url or speech.audio_url


def keep(speech: Speech, arrived: Path, report: RecordingReport, audio: Path, cues: list[Cue]) -> None:
    """Store the files, then say so: a worker that dies in between leaves files that nobody refers to, no lie."""
    kept = store.keep(audio, team=speech.team.uuid, kind="voices", ext="mp3")
    sound = parts.all_of(speech.team, arrived, report, kept)
    try:
        with transaction.atomic():
            clip = _clip(speech, sound, cues)
            move(speech, S.READY, reason="", clip=clip, finished_at=timezone.now())
    except LostRace:
        for name in ("audio_key", "source_key"):
            store.delete(sound[name])
        raise


def _clip(speech: Speech, sound: dict[str, Any], cues: list[Cue]) -> VoiceClip:
    until = speech.spoken_at and speech.spoken_at + KEPT
    return VoiceClip.objects.create(
        team=speech.team,
        name=Truncator(" ".join(speech.text.split())).chars(40),
        original_name=speech.voice_name,
        spoken_text=speech.text,
        audio_id=speech.audio_id,
        audio_id_until=until if speech.audio_id else None,
        spoken_by=speech.connection,
        is_draft_voice=speech.is_draft,
        captions=[cue.as_json() for cue in cues],
        captions_at=timezone.now(),
        created_by=speech.created_by,
        **sound,
    )
