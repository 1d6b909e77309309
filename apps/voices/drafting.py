"""How the draft voice speaks a text: on this computer, without a service, and for nothing."""

import tempfile
from pathlib import Path

from django.utils import timezone

from apps.core.due import write
from apps.core.programs import NotFinished
from apps.media import sandbox
from apps.media.captions import cues_for
from apps.media.drafts import Spoken, speak_draft
from apps.media.problems import Code
from apps.voices import fetching
from apps.voices.lifecycle import move
from apps.voices.models import Speech

TRIES = 2
AGAIN_SECONDS = 5.0


def speak(speech: Speech) -> float:
    """Speak the text, check it like any recording, keep it. Answers in how many seconds to try again (0: finished)."""
    with tempfile.TemporaryDirectory(prefix="draft-") as name:
        sound = Path(name) / "draft.wav"
        try:
            spoken = speak_draft(speech.text, speech.speed, sound)
        except NotFinished:
            return _again(speech)
        return _keep(speech, sound, spoken) if spoken.sentences else _end(speech, "draft")


def _keep(speech: Speech, sound: Path, spoken: Spoken) -> float:
    audio = sound.with_suffix(".mp3")
    report = sandbox.inspect_recording(sound, audio)
    if report.problems:
        is_short = all(problem.code == Code.TOO_SHORT for problem in report.problems)
        return _end(speech, "short" if is_short else "draft")
    cues = cues_for(speech.text, float(report.seconds), speech=spoken.speech, pauses=spoken.pauses)
    fetching.keep(speech, sound, report, audio, cues)
    return 0


def _again(speech: Speech) -> float:
    """The process may have been ended for want of memory, or with this worker."""
    if speech.attempts + 1 >= TRIES:
        return _end(speech, "draft")
    write(speech, attempts=speech.attempts + 1)
    return AGAIN_SECONDS


def _end(speech: Speech, reason: str) -> float:
    move(speech, Speech.Status.FAILED, reason=reason, finished_at=timezone.now())
    return 0
