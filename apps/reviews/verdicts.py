"""What people think of a take, and how much they said. Asked by the room, the gallery and the page of reviews."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count

from apps.projects.deciders import deciders
from apps.renders.models import Render, Video
from apps.reviews.models import Comment, Decision
from apps.reviews.speakers import Speaker, key_of
from apps.teams.models import User

Verdict = Decision.Verdict


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Each person's latest decision, oldest first, without what was taken back.

    `rev` gives the order: it is raised under the team's lock.
    """
    latest = {decision.speaker_key: decision for decision in sorted(decisions, key=lambda decision: decision.rev)}
    return sorted((decision for decision in latest.values() if decision.stands), key=lambda decision: decision.rev)


def verdict_of(decisions: Iterable[Decision], must: Collection[User] = ()) -> Verdict | None:
    """The verdict on one take; None: it is not decided.

    Whoever still asks for changes outweighs every approval. It is approved when all of `must` have approved it; where
    that is nobody, by one approval of anybody, a guest too.
    """
    said = standing(decisions)
    if any(decision.verdict == Verdict.CHANGES for decision in said):
        return Verdict.CHANGES
    approved = {decision.person_id for decision in said}
    is_approved = approved.issuperset(person.pk for person in must) if must else bool(said)
    return Verdict.APPROVED if is_approved else None


@dataclass(frozen=True, slots=True)
class Tally:
    """Who says what about one take: each person's standing decision, oldest first, and who must approve it."""

    said: list[Decision]
    must: list[User]

    @property
    def verdict(self) -> Verdict | None:
        return verdict_of(self.said, self.must)

    @property
    def missing(self) -> list[User]:
        """Those who must approve and have not."""
        approved = {decision.person_id for decision in self.said if decision.verdict == Verdict.APPROVED}
        return [person for person in self.must if person.pk not in approved]

    def of(self, speaker: Speaker | None) -> Decision | None:
        """What this person says; None for nobody."""
        return next((decision for decision in self.said if decision.speaker_key == key_of(speaker)), None)


def tally(take: Render, decisions: Iterable[Decision], must: list[User]) -> Tally:
    """The tally of a take, from decisions about takes. A draft is nobody's to decide: whoever likes it says OK."""
    about = [decision for decision in decisions if decision.render_id == take.pk]
    return Tally(standing(about), [] if take.is_draft else must)


def tallies(takes: Iterable[Render]) -> dict[int, Tally]:
    """The tally of each take, by its pk; two queries where their videos are loaded."""
    rows = list(takes)
    must = deciders(take.video.project_id for take in rows)
    by_take: dict[int, list[Decision]] = defaultdict(list)
    for decision in Decision.objects.filter(render__in=rows).select_related("person", "guest"):
        by_take[decision.render_id].append(decision)
    return {take.pk: tally(take, by_take[take.pk], must[take.video.project_id]) for take in rows}


def comment_counts(videos: Iterable[Video]) -> dict[int, int]:
    """How many comments the takes of each video have together, by the video's pk; one query."""
    comments = Comment.objects.living().filter(render__video__in=list(videos)).order_by()
    return dict(comments.values_list("render__video").annotate(Count("pk")))
