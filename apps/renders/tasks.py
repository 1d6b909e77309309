"""Celery's side of the pipeline. A task is a shell, and its message only a hint: the database says what is due."""

from celery import shared_task
from django.conf import settings

from apps.core import faults
from apps.renders import adopting, draft_work, line, pipeline, slowness, transcribing


@shared_task
def sweep() -> None:
    """Every few seconds: hand out what is due, then tell people. A service that hangs holds up its own looks alone."""
    for pk in pipeline.due_steps():
        work.apply_async((pk,), expires=settings.SWEEP_SECONDS)
        faults.reached("told")
    for pk in pipeline.due_services():
        look.apply_async((pk,), expires=settings.SWEEP_SECONDS)
    for pk in transcribing.due():
        transcribe.apply_async((pk,), expires=settings.SWEEP_SECONDS)
    for pk in draft_work.due():
        draft.apply_async((pk,), expires=settings.SWEEP_SECONDS)
    adopting.adopt_spoken()
    line.tell_places()
    slowness.mark_slow()


@shared_task
def work(pk: int) -> None:
    pipeline.work(pk)


@shared_task
def look(pk: int) -> None:
    pipeline.look(pk)


@shared_task(queue=settings.DRAFTS_QUEUE)
def draft(pk: int) -> None:
    draft_work.work(pk)


@shared_task
def transcribe(pk: int) -> None:
    transcribing.work(pk)
