"""The comments of a take as its room shows them: threads of remarks and answers, and which of them are news."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from apps.renders.models import Render
from apps.reviews.drawings import Drawing, stored
from apps.reviews.mentions import Mentions, Piece
from apps.reviews.models import Comment
from apps.reviews.speakers import Key, Speaker, key_of
from apps.teams.models import User

SAID, UNDO, STUB, GONE = "said", "undo", "stub", "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment for one reader.

    `look`: "said"; "undo" for whoever has just deleted it; "stub" where it was deleted and answered; "gone",
    an empty place that it comes back to. `pieces` are its words, cut where somebody is called by name.
    """

    comment: Comment
    look: str
    is_mine: bool
    may_delete: bool
    pieces: list[Piece]
    calls_me: bool

    def is_news(self, since: int) -> bool:
        """Whether a page that knows everything up to `since` has it, but not as it is now."""
        return self.comment.created_rev <= since < self.comment.rev


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread(Remark):
    """A comment with its answers."""

    replies: list[Remark] = field(default_factory=list)

    @property
    def is_alive(self) -> bool:
        """Whether anything in it is still said."""
        return any(remark.look == SAID for remark in (self, *self.replies))

    @property
    def is_seen(self) -> bool:
        """Whether anything is left of it for this reader."""
        return any(remark.look != GONE for remark in (self, *self.replies))

    @property
    def is_pinned(self) -> bool:
        """Whether it has a place on the line of the film."""
        return self.comment.at_seconds is not None

    @property
    def drawing(self) -> Drawing | None:
        return stored(self.comment.drawing)

    @property
    def is_done(self) -> bool:
        return self.comment.done_at is not None

    def is_news(self, since: int) -> bool:
        """Also where an answer came or went: what was deleted shows while it is answered."""
        matter = [self.comment, *(reply.comment for reply in self.replies if self.look != SAID)]
        return self.comment.created_rev <= since < max(comment.rev for comment in matter)


def threads_of(
    take: Render, reader: Speaker | None, people: Iterable[User], rev: int, *, moderates: bool = False
) -> list[Thread]:
    """The threads of a take for one reader, oldest first; None: a guest who has said nothing yet.

    `people`: who can be called by name. `moderates`: the reader may delete what guests said.

    What was said after `rev` is left out: the next look of the page brings it, while a change to what the page has is
    brought once more.
    """
    said = Comment.objects.filter(render=take, created_rev__lte=rev).select_related("author", "guest", "done_by")
    answers: dict[int | None, list[Comment]] = defaultdict(list)
    for comment in said:
        answers[comment.parent_id].append(comment)
    to_one = _Reader(reader, Mentions(people), moderates)
    return [to_one.thread(comment, answers[comment.pk]) for comment in answers[None]]


def counts(threads: Iterable[Thread]) -> dict[str, int]:
    """How many threads are open, and how many are done."""
    alive = [thread for thread in threads if thread.is_alive]
    done = sum(thread.is_done for thread in alive)
    return {"open_count": len(alive) - done, "done_count": done}


def news(threads: Iterable[Thread], since: int) -> dict[str, Any]:
    """What a page does not know that knows everything up to `since`; `spoken`: whether there is anything.

    `new_threads` come with their answers, `new_replies` to threads that the page has. What is `changed`, and the
    `changed_pins`, take the place of what the page has.
    """
    known = [thread for thread in threads if thread.comment.created_rev <= since]
    replies = [reply for thread in known for reply in thread.replies]
    fresh: dict[str, Any] = {
        "new_threads": [thread for thread in threads if thread.comment.created_rev > since],
        "new_replies": [reply for reply in replies if reply.comment.created_rev > since],
        "changed": [remark for remark in (*known, *replies) if remark.is_news(since)],
        "changed_pins": [thread for thread in known if thread.is_pinned and thread.is_news(since)],
    }
    return {"spoken": any(fresh.values()), **fresh}


class _Reader:
    """Shows comments to one person."""

    def __init__(self, person: Speaker | None, mentions: Mentions, moderates: bool) -> None:
        self._person, self._key, self._mentions, self._moderates = person, key_of(person), mentions, moderates

    def thread(self, comment: Comment, answers: Iterable[Comment]) -> Thread:
        replies = [Remark(**self._shown(answer, GONE)) for answer in answers]
        is_answered = any(reply.look == SAID for reply in replies)
        return Thread(**self._shown(comment, STUB if is_answered else GONE), replies=replies)

    def _shown(self, comment: Comment, deleted: str) -> dict[str, Any]:
        """What a `Remark` is made of. `deleted`: the look of a deleted one that this person cannot bring back."""
        pieces = self._mentions.pieces(comment.text)
        is_mine = comment.speaker_key == self._key
        return {
            "comment": comment,
            "look": self._look(comment, deleted),
            "is_mine": is_mine,
            "may_delete": is_mine or (self._moderates and comment.guest_id is not None),
            "pieces": pieces,
            "calls_me": any(piece.person and piece.person == self._person for piece in pieces),
        }

    def _look(self, comment: Comment, deleted: str) -> str:
        if comment.deleted_at is None:
            return SAID
        is_fresh = timezone.now() - comment.deleted_at < Comment.UNDO_FOR
        return UNDO if is_fresh and self._key == _deleter(comment) else deleted


def _deleter(comment: Comment) -> Key:
    return (comment.deleted_by_id, None) if comment.deleted_by_id else comment.speaker_key
