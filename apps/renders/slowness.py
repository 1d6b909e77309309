"""Takes that are at a service for much longer than usual: people read it, and staff is told, once."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.core.due import LostRace, write
from apps.renders.history import SOONEST_SLOW_SECONDS, slow_after
from apps.renders.lifecycle import note, touch
from apps.renders.models import Render, RenderQuerySet

log = logging.getLogger(__name__)


def mark_slow() -> int:
    """Mark those that have just become slow; returns how many."""
    now = timezone.now()
    old = _waiting(now - timedelta(seconds=SOONEST_SLOW_SECONDS))
    kinds = old.order_by().values_list("connection", "mode").distinct()
    return sum(_mark(render, now) for kind in kinds for render in _slow(*kind, now))


def _waiting(since: datetime) -> RenderQuerySet:
    return Render.objects.versions().filter(status__in=Render.AT_WORK, slow_at=None, submitted_at__lte=since)


def _slow(connection_id: int, mode: str, now: datetime) -> RenderQuerySet:
    since = now - timedelta(seconds=slow_after(connection_id, mode))
    return _waiting(since).filter(connection=connection_id, mode=mode).select_related("video__project")


def _mark(render: Render, now: datetime) -> int:
    try:
        with transaction.atomic():
            rev = touch(render.video)
            write(render, slow_at=now, reason="slow", rev=rev)
            note(render, "longer than usual")
    except LostRace:  # something is just happening to it: the next sweep sees what
        return 0
    log.warning("take %s takes longer than usual", render.pk)
    return 1
