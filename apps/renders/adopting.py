"""When a typed text has been spoken, its clip becomes the voice of the video that waits for it."""

from django.db import transaction

from apps.renders.lifecycle import touch
from apps.renders.models import Video
from apps.voices.models import Speech


def adopt_spoken() -> int:
    """Give each waiting video its voice; returns how many got theirs."""
    ready = Video.objects.filter(speech__status=Speech.Status.READY, speech__clip__isnull=False)
    return sum(_adopt(video) for video in ready.select_related("project", "speech"))


def _adopt(video: Video) -> int:
    """A conditional UPDATE: somebody may just have chosen another voice."""
    assert video.speech is not None  # noqa: S101 - the filter said so
    with transaction.atomic():
        touch(video)
        waiting = Video.objects.filter(pk=video.pk, speech=video.speech)
        return waiting.update(clip=video.speech.clip_id, speech=None)
