"""What a person says about a take, and what becomes of it. Nothing here changes the take itself.

Everything raises the team's revision in its own transaction, so that whoever has the room open sees it.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.renders.lifecycle import touch
from apps.renders.models import Render
from apps.reviews import telling
from apps.reviews.drawings import Drawing
from apps.reviews.models import Comment, CommentQuerySet
from apps.reviews.speakers import Speaker, columns
from apps.teams.models import User


class NotReady(Exception):
    """The take has no film yet, so that there is nothing to speak about."""


class TooLate(Exception):
    """The comment was deleted too long ago to come back, or by somebody else since then, or is not deleted at all."""


def comment(
    render: Render,
    by: Speaker,
    text: str,
    at_seconds: Decimal | None = None,
    until_seconds: Decimal | None = None,
    drawing: Drawing | None = None,
) -> Comment:
    """Say something about all of a take, a moment of its film, or a part, in seconds. Raises NotReady.

    `drawing` is on the picture at that moment; without a moment the database refuses it.
    """
    at, until = (_inside_film(render, seconds) for seconds in (at_seconds, until_seconds))
    if at is None or until is None or until <= at:
        until = None
    drawn = {"drawing": drawing.as_json() if drawing else None}
    return _say(render, by, {"text": text, "at_seconds": at, "until_seconds": until, "parent_id": None, **drawn})


def reply(to: Comment, by: Speaker, text: str) -> Comment:
    """Answer a comment, or an answer to it: both stand in one thread. A thread that was done is open again."""
    thread_id = to.parent_id or to.pk
    with transaction.atomic():
        said = _say(to.render, by, {"text": text, "at_seconds": None, "until_seconds": None, "parent_id": thread_id})
        done = Comment.objects.filter(pk=thread_id, done_at__lt=said.created_at)
        done.update(done_at=None, done_by=None, rev=said.rev)
    return said


def _say(render: Render, by: Speaker, words: dict[str, Any]) -> Comment:
    """What a person says twice in a row is said once: a double click, or Back and Send again."""
    with transaction.atomic():
        rev = touch_ready(render)
        last = Comment.objects.living().by(by).filter(render=render).last()
        if last and all(getattr(last, name) == value for name, value in words.items()):
            return last
        said = Comment.objects.create(render=render, rev=rev, created_rev=rev, **columns(by, "author"), **words)
        telling.commented(said)
    return said


def edit(said: Comment, text: str) -> None:
    """Say it in other words."""
    others = Comment.objects.living().exclude(text=text)
    _change(said, others, lambda: telling.mentioned(said, text), text=text, edited_at=timezone.now())


def mark_done(thread: Comment, by: User) -> None:
    """Nothing is left to do about it. Whoever said so first stands there."""
    _change(thread, Comment.objects.filter(parent=None, done_at=None), done_at=timezone.now(), done_by=by)


def reopen(thread: Comment) -> None:
    _change(thread, Comment.objects.exclude(done_at=None), done_at=None, done_by=None)


def delete(said: Comment, by: User | None = None) -> None:
    """Take it back; `by`: a member who takes away what a guest said. Answers to it stay."""
    taken_back = {"deleted_at": timezone.now(), "deleted_by": by}
    _change(said, Comment.objects.living(), lambda: telling.deleted(said), **taken_back)


def bring_back(said: Comment) -> None:
    """Undo the deletion that `said` knows of, and none that came after it. Raises TooLate."""
    deleted = Comment.objects.filter(deleted_at__gt=_undo_ends(), deleted_by=said.deleted_by_id)
    if not _change(said, deleted, lambda: telling.commented(said), deleted_at=None, deleted_by=None):
        raise TooLate


def forget_deleted() -> int:
    """Empty the comments that nobody can bring back any more; returns how many."""
    return Comment.objects.filter(deleted_at__lte=_undo_ends()).exclude(text="").update(text="", drawing=None)


def touch_ready(render: Render) -> int:
    """The new revision of the team, whose row is locked from here on: people who speak at once wait for each other.

    Raises NotReady.
    """
    if not render.is_ready:
        raise NotReady
    return touch(render.video)


def _change(said: Comment, where: CommentQuerySet, tell: Callable[[], object] = lambda: None, **fields: Any) -> bool:
    """Change a comment as long as it is one of `where`; otherwise no page, and nobody else, hears of anything."""
    with transaction.atomic():
        rev = touch(said.render.video)
        changed = bool(where.filter(pk=said.pk).update(rev=rev, **fields))
        if changed:
            tell()
        transaction.set_rollback(not changed)
    return changed


def _undo_ends() -> datetime:
    """What was deleted after this moment can still be brought back."""
    return timezone.now() - Comment.UNDO_FOR


def _inside_film(render: Render, seconds: Decimal | None) -> Decimal | None:
    if seconds is None:
        return None
    end = render.film_seconds or Decimal(0)
    return min(max(seconds, Decimal(0)), end).quantize(Decimal("0.01"), ROUND_DOWN)
