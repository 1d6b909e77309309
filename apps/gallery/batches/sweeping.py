"""Which lines of batches are due, and who works on one: its lease (`core.due`). What is done stands in `working`."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.utils import timezone

from apps.core.due import advance, claim, held
from apps.gallery.batches.working import step
from apps.gallery.models import BatchLine, LineQuerySet

S = BatchLine.Status
AT_ONCE = 20  # lines that are handed out at a time
SPOKEN_AT_ONCE = 4  # texts of one batch: the workers have other things to do as well


def due() -> list[list[int]]:
    """Lines that are due for a step, each batch's in their order, so that its videos get in line like that.

    Only a few texts of a batch are spoken at the same time.
    """
    lines = BatchLine.objects.due(timezone.now()).order_by("next_check_at", "batch", "number")
    listening = lines.filter(status=S.SPEAKING).values_list("pk", "batch")[:AT_ONCE]
    queued, spoken = lines.filter(status=S.QUEUED), {"clip": None, "batch__is_again": False}
    ready = queued.exclude(**spoken).values_list("pk", "batch")[:AT_ONCE]
    of_batch: defaultdict[int, list[int]] = defaultdict(list)
    for pk, batch in (*listening, *ready, *_to_speak(queued.filter(**spoken))):
        of_batch[batch].append(pk)
    return list(of_batch.values())


def _to_speak(queued: LineQuerySet) -> Iterator[tuple[int, int]]:
    """As many texts of each batch as may be spoken at the same time, with their batch."""
    speaking = BatchLine.objects.filter(status=S.SPEAKING).exclude(reason="over")
    busy = Counter(speaking.values_list("batch", flat=True))
    for pk, batch in queued.values_list("pk", "batch"):
        if busy[batch] < SPOKEN_AT_ONCE:
            busy[batch] += 1
            yield pk, batch


def work(pk: int) -> None:
    """Take one step of the line `pk`, if it is due and nobody else is at it."""
    now = timezone.now()
    for line in claim(BatchLine.objects.filter(pk=pk).due(now), now=now, seconds=settings.LEASE_SECONDS, limit=1):
        with held([line], seconds=settings.LEASE_SECONDS):
            advance(line, partial(step, line))
