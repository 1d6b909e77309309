"""Correcting what is said when: in a clip, and in every take that says the very same thing."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from apps.media.captions import Cue, with_part
from apps.renders.models import Render
from apps.teams.models import User
from apps.voices.models import VoiceClip


def correct(clip: VoiceClip, cues: Iterable[Cue], by: User | None) -> None:
    """Keep the captions of a clip, and of all takes of its team that were made of that very sound.

    `by` is who typed them; None where the studio itself wrote them down.
    """
    said, now = list(cues), timezone.now()
    whole = said if clip.is_whole else _with_part(clip, said)
    captions = [cue.as_json() for cue in whole]
    with transaction.atomic():
        VoiceClip.objects.filter(pk=clip.pk).update(captions=captions, captions_at=now, captions_by=by)
        Render.objects.saying(clip).update(captions=[cue.as_json() for cue in said])
    clip.captions, clip.captions_at, clip.captions_by = captions, now, by


def _with_part(clip: VoiceClip, cues: list[Cue]) -> list[Cue]:
    """What is said in the rest of the recording stays as it was."""
    rest = [Cue.from_json(cue) for cue in clip.captions]
    return with_part(rest, cues, float(clip.start), float(clip.end), float(clip.source_seconds))
