"""Celery's side of the housekeeping."""

import logging

from celery import shared_task

from apps.avatars.actions import forget_deleted
from apps.console import janitor
from apps.gallery.tags import forget_unused
from apps.notices import sending
from apps.renders.trash import erase_old
from apps.reviews.comments import forget_deleted as forget_comments
from apps.sharing.actions import forget_guests

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
    if unused := forget_unused():
        log.info("%d tags that no video has any more are gone", unused)
    if silent := forget_guests():
        log.info("%d guests of whom nothing is left are gone", silent)
    if told := sending.forget_old():
        log.info("%d notices older than 90 days were deleted", told)
    if removed := janitor.remove_orphans():
        log.warning("%d files that nobody referred to were removed", removed)
