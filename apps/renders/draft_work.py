"""Making a draft: a worker hands portrait and voice to the preview engine and keeps the film. Nothing is sent or paid.

Killed at any point, it is made again: the same portrait and voice give the same film.
"""

import tempfile
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.avatars.models import Avatar
from apps.core.due import advance, claim, held, write
from apps.core.programs import NotFinished
from apps.media import sandbox, store
from apps.preview.making import make_draft
from apps.renders import line
from apps.renders.lifecycle import move, note
from apps.renders.models import Render
from apps.renders.saving import keep
from apps.renders.states import Why
from apps.teams.models import Team

S = Render.Status
LABEL = "DRAFT"  # on the picture, in letters that every player's reader knows
TRIES = 4  # a worker that is killed has tried, too
AGAIN_SECONDS = 5.0
PLACE_SECONDS = 1.0  # until a draft that was called too early may be called again
STILL = "still"  # the reason of a draft in which no face speaks


def due() -> list[int]:
    """Drafts whose turn it is, and those that a worker left."""
    now = timezone.now()
    left = Render.objects.drafts().free(now).filter(status__in=(S.PROCESSING, S.SAVING))
    return [*left.values_list("pk", flat=True), *line.next_ones(None, now)]


def work(pk: int) -> None:
    """Make the draft `pk`, if it is due and nobody else is at it."""
    now = timezone.now()
    due = Render.objects.drafts().free(now).filter(pk=pk, status__in=Render.OPEN)
    for draft in claim(due, now=now, seconds=settings.LEASE_SECONDS, limit=1):
        with held([draft], seconds=settings.LEASE_SECONDS):
            advance(draft, partial(_step, draft))


def _step(draft: Render) -> float:
    """Answers in how many seconds there is more to do."""
    if not _is_allowed(draft):
        return _fail(draft, Why.NO_CONSENT, reason="consent")
    if draft.status == S.QUEUED and not _take_place(draft):
        return PLACE_SECONDS
    if draft.attempts >= TRIES:
        return _fail(draft, Why.DRAFT_FAILED, reason="draft")
    write(draft, attempts=draft.attempts + 1)  # before anything can go wrong, so that what always does comes to an end
    with tempfile.TemporaryDirectory(prefix="draft-") as name:
        return _make(draft, Path(name))


def _is_allowed(draft: Render) -> bool:
    """Whether the face may be shown speaking, as people say now: its permission may end while the film is made."""
    face = Avatar.objects.filter(renders=draft).first()
    return face is not None and face.is_allowed


def _take_place(draft: Render) -> bool:
    """Begin, if the draft is among the next ones: whoever asks at the same time waits for the answer.

    The team's row is locked first, as everywhere; then all drafts in line, so that one at a time decides.
    """
    with transaction.atomic():
        Team.objects.lock(draft.video.project.team_id)
        list(Render.objects.drafts().filter(status=S.QUEUED).select_for_update().order_by("pk").values_list("pk"))
        if draft.pk not in line.next_ones(None, timezone.now()):
            return False
        now = timezone.now()
        move(draft, S.PROCESSING, why="place taken", place=None, sending_at=now, submitted_at=now)
    return True


def _make(draft: Render, folder: Path) -> float:
    film = folder / "film.mp4"
    try:
        with store.as_path(draft.portrait_key) as portrait, store.as_path(draft.voice_key) as voice:
            made = make_draft(portrait, voice, film, label=LABEL, max_side=settings.DRAFT_MAX_SIDE)
    except FileNotFoundError:
        return _fail(draft, Why.DRAFT_FAILED, reason="files")
    except NotFinished as error:
        return _again(draft, str(error))
    if draft.status == S.PROCESSING:
        move(draft, S.SAVING, why=Why.DRAFT_MADE)
    outputs = {"poster": folder / "poster.jpg", "backdrop": folder / "backdrop.jpg"}
    report = sandbox.inspect_film(film, expected_seconds=draft.seconds, **outputs)
    if report.problems:
        return _again(draft, f"the film is not right: {report.problems[0].code}")
    if not _is_allowed(draft):
        return _fail(draft, Why.NO_CONSENT, reason="consent")
    keep(draft, folder, report, reason="" if made.talks else STILL)
    return 0


def _again(draft: Render, why: str) -> float:
    """It may have been a busy moment."""
    note(draft, why)
    return AGAIN_SECONDS


def _fail(draft: Render, why: Why, *, reason: str) -> float:
    move(draft, S.FAILED, why=why, reason=reason, finished_at=timezone.now())
    return 0
