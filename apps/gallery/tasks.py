"""Celery's side of the gallery."""

from celery import shared_task

from apps.gallery.listing import catch_up_all


@shared_task
def list_videos() -> None:
    """Every minute: what no page has asked for yet."""
    catch_up_all()
