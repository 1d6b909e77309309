"""Correcting what is said when: in a clip, and in every take that says the very same thing."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from apps.media.captions import Cue
from apps.renders.models import Render
from apps.teams.models import User
from apps.voices.models import VoiceClip


def correct(clip: VoiceClip, cues: Iterable[Cue], by: User | None) -> None:
    """Keep the captions of a clip, and of all takes of its team that were made of that very sound.

    `by` is who typed them; None where the studio itself wrote them down.
    """
    captions, now = [cue.as_json() for cue in cues], timezone.now()
    with transaction.atomic():
        VoiceClip.objects.filter(pk=clip.pk).update(captions=captions, captions_at=now, captions_by=by)
        Render.objects.saying(clip).update(captions=captions)
    clip.captions, clip.captions_at, clip.captions_by = captions, now, by
