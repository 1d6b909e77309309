"""Celery's side of batches. A task is a shell, and its message only a hint: the database says what is due."""

from celery import shared_task
from django.conf import settings

from apps.gallery.batches import sweeping


@shared_task
def sweep() -> None:
    """Every few seconds: hand out what is due."""
    for pks in sweeping.due():
        work.apply_async((pks,), expires=settings.SWEEP_SECONDS)


@shared_task
def work(pks: list[int]) -> None:
    """The lines of one batch, one after the other."""
    for pk in pks:
        sweeping.work(pk)
