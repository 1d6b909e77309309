"""What a card of the gallery shows about a video, prepared in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from apps.renders import words
from apps.renders.models import Render, Video, VideoQuerySet
from apps.reviews.models import Decision
from apps.reviews.verdicts import comment_counts, verdicts

S = Render.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One video of the gallery. `state` names the look of the card (see cards.css)."""

    video: Video
    take: Render | None
    state: str
    comments: int = 0
    stages: list[words.StageLine]
    doing: str = ""
    trouble: tuple[str, str] | None = None

    @property
    def seconds(self) -> Decimal | None:
        return self.take.film_seconds if self.take else None


def cards(videos: VideoQuerySet) -> list[Card]:
    """Cards for the videos, in their order."""
    rows = list(videos.select_related("avatar", "project").with_takes())
    newest = [take for video in rows if (take := _newest(video))]
    said, decided = comment_counts(rows), verdicts(newest)
    return [_card(video, said.get(video.pk, 0), decided) for video in rows]


def _newest(video: Video) -> Render | None:
    takes: list[Render] = video.takes  # type: ignore[attr-defined]
    return takes[0] if takes else None


def _card(video: Video, comments: int, decided: dict[int, Decision.Verdict]) -> Card:
    take = _newest(video)
    return Card(
        video=video,
        take=take,
        state=_state(take, decided),
        comments=comments,
        stages=words.stages(take) if take and take.is_open else [],
        doing=words.doing(take) if take and take.is_open else "",
        trouble=words.trouble(take) if take and take.status == S.FAILED else None,
    )


def _state(take: Render | None, decided: dict[int, Decision.Verdict]) -> str:
    if take is None:
        return "unfinished"
    if take.status == S.READY:
        return {Decision.Verdict.APPROVED: "approved", Decision.Verdict.CHANGES: "changes"}.get(
            decided.get(take.pk), "review"
        )
    return {S.QUEUED: "queued", S.FAILED: "failed", S.UNKNOWN: "unclear"}.get(S(take.status), "rendering")


# What the filters of the bar leave; "all" leaves everything.
FILTERS: dict[str, set[str]] = {
    "all": {"unfinished", "queued", "rendering", "unclear", "failed", "review", "changes", "approved"},
    "making": {"queued", "rendering", "unclear"},
    "review": {"review"},
    "changes": {"changes"},
    "approved": {"approved"},
    "fix": {"failed"},
}


def count_by_filter(shown: Iterable[Card]) -> dict[str, int]:
    """How many cards each filter of the bar would leave."""
    every = list(shown)
    return {name: sum(card.state in states for card in every) for name, states in FILTERS.items()}
