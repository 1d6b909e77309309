"""Celery's side of the housekeeping."""

import logging

from celery import shared_task

from apps.avatars.actions import forget_deleted
from apps.console import janitor
from apps.notices import sending
from apps.renders.trash import erase_old
from apps.reviews.comments import forget_deleted as forget_comments

log = logging.getLogger(__name__)


@shared_task
def tidy() -> None:
    """Once a day."""
    if forgotten := forget_deleted():
        log.info("%d faces that were deleted 30 days ago are gone", forgotten)
    if emptied := forget_comments():
        log.info("%d deleted comments were emptied", emptied)
    if erased := erase_old():
        log.info("%d videos that were moved to the trash 30 days ago are gone", erased)
    if told := sending.forget_old():
        log.info("%d notices older than 90 days were deleted", told)
    if removed := janitor.remove_orphans():
        log.warning("%d files that nobody referred to were removed", removed)
