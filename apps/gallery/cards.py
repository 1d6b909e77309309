"""What a card of the gallery shows about a video, prepared in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from apps.renders import words
from apps.renders.models import Render, Video, VideoQuerySet
from apps.renders.rights import Rights
from apps.renders.troubles import CAME_TO_NOTHING, trouble
from apps.reviews.pages import stands_for
from apps.reviews.states import (
    APPROVED,
    ASKED,
    CHANGES,
    DRAFT,
    DRAFT_APPROVED,
    DRAFTING,
    FAILED,
    GIVEN_UP,
    IN_LINE,
    MAKING,
    REVIEW,
    SENT_BACK,
    STOPPED,
    UNCLEAR,
    UNSENT,
    State,
    approved_before,
    state_of,
)
from apps.reviews.verdicts import Tally, comment_counts, tallies
from apps.teams.models import Team, User

UNFINISHED = State("unfinished", _("Unfinished"), icon="edit")

# What the filters of the bar leave; "all" leaves everything.
_MAKING = {ASKED, UNSENT, IN_LINE, MAKING, DRAFTING, UNCLEAR}
_TO_FIX = {FAILED, GIVEN_UP, SENT_BACK}
FILTERS: dict[str, set[State]] = {
    "all": {UNFINISHED, STOPPED, DRAFT, DRAFT_APPROVED, REVIEW, CHANGES, APPROVED, *_MAKING, *_TO_FIX},
    "making": _MAKING,
    "review": {REVIEW},
    "changes": {CHANGES},
    "approved": {APPROVED},
    "fix": _TO_FIX,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One video of the gallery with its newest take, and what the person who looks at it may do about that."""

    video: Video
    take: Render | None
    state: State
    approved: str = ""  # which version is, where that is not the newest one
    comments: int = 0
    stages: list[words.StageLine]
    doing: str = ""
    trouble: tuple[str, str] | None = None
    may_stop: bool = False
    may_undo: bool = False
    may_answer: bool = False
    may_clear_up: bool = False

    @property
    def is_open(self) -> bool:
        """Whether its newest take is on its way."""
        return self.take is not None and self.take.is_open


def cards(videos: VideoQuerySet, team: Team, user: User) -> list[Card]:
    """Cards for videos of the team, in their order."""
    takes = Prefetch("renders", Render.objects.without_captions(), to_attr="takes")
    rows = list(videos.select_related("avatar", "project").prefetch_related(takes))
    newest = {video.pk: take for video in rows if (take := _newest(video))}
    prefetch_related_objects(list(newest.values()), "created_by", "answered_by")
    said, decided = comment_counts(rows), tallies(take for video in rows for take in _takes(video) if take.is_ready)
    rights = Rights(user, team)
    return [_card(video, newest.get(video.pk), said.get(video.pk, 0), decided, rights) for video in rows]


def _takes(video: Video) -> list[Render]:
    """Newest first; their video is loaded."""
    takes: list[Render] = video.takes  # type: ignore[attr-defined]
    return takes


def _newest(video: Video) -> Render | None:
    return stands_for(_takes(video))


def _card(video: Video, take: Render | None, comments: int, decided: Mapping[int, Tally], rights: Rights) -> Card:
    tally = decided.get(take.pk) if take else None
    approved = approved_before(_takes(video), decided)
    return Card(
        video=video,
        take=take,
        state=state_of(take, tally.verdict if tally else None) if take else UNFINISHED,
        approved=approved.words if approved else "",
        comments=comments,
        stages=words.stages(take) if take and take.is_open else [],
        doing=words.doing(take) if take else "",
        trouble=trouble(take) if take and take.status in CAME_TO_NOTHING else None,
        **(rights.about(take) if take else {}),
    )


def count_by_filter(shown: Iterable[Card]) -> dict[str, int]:
    """How many cards each filter of the bar would leave."""
    every = list(shown)
    return {name: sum(card.state in states for card in every) for name, states in FILTERS.items()}
