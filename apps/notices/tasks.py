"""Celery's side of mails. A task is a shell, and its message only a hint: the database says what is due."""

from celery import shared_task

from apps.notices import sending


@shared_task
def sweep() -> None:
    """Every few seconds."""
    sending.sweep()
