"""Celery's side of the pipeline. A task is a shell, and its message only a hint: the database says what is due."""

from celery import shared_task
from django.conf import settings

from apps.connections.models import Connection
from apps.renders import adopting, pipeline


@shared_task
def sweep() -> None:
    """Every few seconds: hand out what is due. A service that hangs holds up its own looks alone."""
    adopting.adopt_spoken()
    for pk in pipeline.due_steps():
        work.apply_async((pk,), expires=settings.SWEEP_SECONDS)
    for pk in pipeline.due_services():
        look.apply_async((pk,), expires=settings.SWEEP_SECONDS)


@shared_task
def work(pk: int) -> None:
    pipeline.work(pk)


@shared_task
def look(pk: int) -> None:
    pipeline.look(Connection.objects.get(pk=pk))
