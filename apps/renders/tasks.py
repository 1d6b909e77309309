"""Celery's side of the pipeline. A task is a shell, and its message only a hint: the database says what is due."""

from celery import shared_task
from django.conf import settings

from apps.renders import pipeline


@shared_task
def sweep() -> None:
    """Every few seconds: look at all takes that are at a service, and hand the other due ones out."""
    pipeline.look()
    for pk in pipeline.waiting_for_work():
        work.apply_async((pk,), expires=settings.SWEEP_SECONDS)


@shared_task
def work(pk: int) -> None:
    """Take the next step of one take, if it is due and nobody else is at it."""
    pipeline.work(pk)
