"""What people think of a take, in one word, and how much they said. Asked by the room and by the gallery."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count

from apps.renders.models import Render, Video
from apps.reviews.models import Comment, Decision

Verdict = Decision.Verdict


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Each person's latest decision, oldest first. `rev` gives the order: it is raised under the team's lock."""
    latest = {decision.person_id: decision for decision in sorted(decisions, key=lambda decision: decision.rev)}
    return sorted(latest.values(), key=lambda decision: decision.rev)


def verdict_of(decisions: Iterable[Decision]) -> Verdict | None:
    """The verdict on one take: whoever still asks for changes outweighs every approval; None is nobody's word yet."""
    said = {decision.verdict for decision in standing(decisions)}
    return next((verdict for verdict in (Verdict.CHANGES, Verdict.APPROVED) if verdict in said), None)


def verdicts(renders: Iterable[Render]) -> dict[int, Verdict]:
    """The verdict on each take that somebody has decided about, by the take's pk; one query."""
    by_take: dict[int, list[Decision]] = defaultdict(list)
    for decision in Decision.objects.filter(render__in=list(renders)):
        by_take[decision.render_id].append(decision)
    return {pk: verdict for pk, decisions in by_take.items() if (verdict := verdict_of(decisions))}


def comment_counts(videos: Iterable[Video]) -> dict[int, int]:
    """How many comments the takes of each video have together, by the video's pk; one query."""
    comments = Comment.objects.living().filter(render__video__in=list(videos)).order_by()
    return dict(comments.values_list("render__video").annotate(Count("pk")))
