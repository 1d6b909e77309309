"""The work of the practice service, called by beat every few seconds."""

import logging
from decimal import Decimal

from celery import shared_task
from django.conf import settings

from apps.core.programs import NotFinished
from apps.practice import callbacks, calls, faults, folders, store
from apps.practice.store import Line
from apps.preview.making import make_draft

LABEL = "PRACTICE"  # written on every picture

log = logging.getLogger(__name__)


@shared_task
def work() -> None:
    """Make the films that are due, one after the other, the shortest first, call back, and clear up.

    One process does that at a time, whatever the queue says; the other workers stay free for the studio. A film takes
    seconds, so that callbacks go out before each: nobody waits for another's film to hear about their own.
    """
    with folders.alone() as nobody_else:
        if not (nobody_else and settings.PRACTICE_ENABLED):
            return
        due = [line for line in store.films() if folders.status(line) == "processing" and folders.is_waiting(line)]
        for line in sorted(due, key=lambda line: Decimal(line["seconds"])):
            callbacks.tell()
            _finish(line)
        callbacks.tell()
        folders.tidy()
        calls.tidy()


def _finish(line: Line) -> None:
    """Make a film, unless its script has other plans. The bill is put right first: whoever finds an end finds it true.

    Killed at any point, it is done again, or its files are removed with age.
    """
    fate = faults.fate(line.get("script", []))
    word = fate.word if fate else ""
    if word == "never":
        return
    if word in {"failed", "failed-billed"}:
        _fail(line, "Image pixel is invalid", Decimal(line["units"]) if word == "failed-billed" else Decimal(0))
        return
    if fate:  # it bills what the script says
        store.settle(line, Decimal(fate.argument))
    _make(line)


def _make(line: Line) -> None:
    portrait, voice = folders.files(line)
    made = folders.attempt(line)
    try:
        make_draft(portrait, voice, made, label=LABEL, max_side=settings.PRACTICE_MAX_SIDE)
        made.replace(folders.film(line))
    except (NotFinished, OSError) as error:
        log.warning("practice task %s: %s", line["task_id"], error)
        _fail(line, "The video could not be made from these files", Decimal(0))
    folders.clear(line)


def _fail(line: Line, why: str, units: Decimal) -> None:
    if units != Decimal(line["units"]):
        store.settle(line, units)
    folders.give_up(line, why)
