"""Celery's side of the gallery. A task is a shell, and its message only a hint: the database says what is due."""

from celery import shared_task
from django.conf import settings

from apps.gallery.batches import sweeping
from apps.gallery.listing import catch_up_all


@shared_task
def sweep() -> None:
    """Every few seconds: hand out what is due in batches."""
    for pks in sweeping.due():
        work.apply_async((pks,), expires=settings.SWEEP_SECONDS)


@shared_task
def work(pks: list[int]) -> None:
    """The lines of one batch, one after the other."""
    for pk in pks:
        sweeping.work(pk)


@shared_task
def list_videos() -> None:
    """Every minute: what changed and no page has asked for yet."""
    catch_up_all()
