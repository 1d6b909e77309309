"""The work of the practice service, called by beat every few seconds."""

import logging

import av
from celery import shared_task
from django.conf import settings

from apps.practice import store
from apps.preview.still import make_still_film

log = logging.getLogger(__name__)


@shared_task
def work() -> None:
    """Make the films that are due, one after the other, and clear up.

    One process does that at a time, whatever the queue says; the other workers stay free for the studio.
    """
    with store.alone() as nobody_else:
        if not (nobody_else and settings.PRACTICE_ENABLED):
            return
        for line in store.bill():
            if store.status(line) == "processing" and store.is_waiting(line):
                _make(line)
        store.tidy()


def _make(line: store.Line) -> None:
    """Killed at any point, the film is made again or its files are removed with age."""
    portrait, voice = store.files(line)
    try:
        make_still_film(portrait, voice, store.film(line))
    except (OSError, av.FFmpegError) as error:
        log.warning("practice task %s: %s", line["task_id"], error)
        store.give_up(line, "The video could not be made from these files")
    portrait.unlink(missing_ok=True)
    voice.unlink(missing_ok=True)
