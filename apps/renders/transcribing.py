"""Recordings without captions are listened to, one after the other, where the studio can do that.

The rows themselves say what is due: a clip of which nobody ever made captions (`captions_at`). One that a worker took
and did not finish is due again after a while.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.core.programs import NotFinished
from apps.media import store, transcripts
from apps.media.captions import Cue, cues_of_words
from apps.renders.captioning import correct
from apps.voices.models import VoiceClip

PATIENCE = timedelta(minutes=20)  # longer than any honest listening


def due() -> list[int]:
    """The clip that is due, if any: the newest first, and only while no other one is listened to."""
    if not transcripts.IS_INSTALLED:
        return []
    silent, long_ago = VoiceClip.objects.filter(captions_at=None), timezone.now() - PATIENCE
    if silent.filter(listened_at__gt=long_ago).exists():
        return []
    return list(silent.order_by("-created_at", "-pk").values_list("pk", flat=True)[:1])


def work(pk: int) -> None:
    """Listen to the clip `pk`, if it is due and nobody else does, and keep what was heard as its captions."""
    clip = VoiceClip.objects.get(pk=pk)
    if not _take(clip, timezone.now()):
        return
    try:
        with store.as_path(clip.audio_key) as path:
            words = transcripts.transcribe(path)
    except (NotFinished, FileNotFoundError):
        words = []  # then people type them
    _keep(clip, cues_of_words([(word.start, word.end, word.text) for word in words], float(clip.seconds)))


def _take(clip: VoiceClip, now: datetime) -> bool:
    free = Q(listened_at=None) | Q(listened_at__lt=now - PATIENCE)
    return VoiceClip.objects.filter(free, pk=clip.pk, captions_at=None).update(listened_at=now) == 1


def _keep(clip: VoiceClip, cues: list[Cue]) -> None:
    """Somebody may have typed them meanwhile: theirs stay."""
    with transaction.atomic():
        if VoiceClip.objects.select_for_update().filter(pk=clip.pk, captions_at=None).exists():
            correct(clip, cues, by=None)
