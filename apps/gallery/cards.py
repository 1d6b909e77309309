"""What a card of the gallery shows about a video, prepared in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.renders import words
from apps.renders.models import Render, Video, VideoQuerySet
from apps.reviews.models import Decision
from apps.reviews.states import APPROVED, CHANGES, FAILED, IN_LINE, MAKING, REVIEW, UNCLEAR, State, state_of
from apps.reviews.verdicts import comment_counts, verdicts

UNFINISHED = State("unfinished", _("Unfinished"), icon="edit")

# What the filters of the bar leave; "all" leaves everything.
FILTERS: dict[str, set[State]] = {
    "all": {UNFINISHED, IN_LINE, MAKING, UNCLEAR, FAILED, REVIEW, CHANGES, APPROVED},
    "making": {IN_LINE, MAKING, UNCLEAR},
    "review": {REVIEW},
    "changes": {CHANGES},
    "approved": {APPROVED},
    "fix": {FAILED},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One video of the gallery with its newest take."""

    video: Video
    take: Render | None
    state: State
    comments: int = 0
    stages: list[words.StageLine]
    doing: str = ""
    trouble: tuple[str, str] | None = None

    @property
    def is_open(self) -> bool:
        """Whether its newest take is on its way."""
        return self.take is not None and self.take.is_open


def cards(videos: VideoQuerySet) -> list[Card]:
    """Cards for the videos, in their order."""
    rows = list(videos.select_related("avatar", "project").with_takes())
    newest = {video.pk: take for video in rows if (take := _newest(video))}
    said, decided = comment_counts(rows), verdicts(newest.values())
    return [_card(video, newest.get(video.pk), said.get(video.pk, 0), decided) for video in rows]


def _newest(video: Video) -> Render | None:
    takes: list[Render] = video.takes  # type: ignore[attr-defined]
    return takes[0] if takes else None


def _card(video: Video, take: Render | None, comments: int, decided: dict[int, Decision.Verdict]) -> Card:
    return Card(
        video=video,
        take=take,
        state=state_of(take, decided.get(take.pk)) if take else UNFINISHED,
        comments=comments,
        stages=words.stages(take) if take and take.is_open else [],
        doing=words.doing(take) if take and take.is_open else "",
        trouble=words.trouble(take) if take and take.status == Render.Status.FAILED else None,
    )


def count_by_filter(shown: Iterable[Card]) -> dict[str, int]:
    """How many cards each filter of the bar would leave."""
    every = list(shown)
    return {name: sum(card.state in states for card in every) for name, states in FILTERS.items()}
