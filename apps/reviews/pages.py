"""What the room of a video shows, prepared for its templates: the whole page, and what is new since a revision."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.core import live
from apps.projects.deciders import deciders
from apps.renders import words
from apps.renders.history import usual
from apps.renders.models import Render, Video
from apps.renders.rights import Rights
from apps.renders.troubles import CAME_TO_NOTHING, trouble
from apps.reviews.forms import CommentForm, DecisionForm
from apps.reviews.log import lines
from apps.reviews.mentions import people_of
from apps.reviews.models import Decision
from apps.reviews.states import State, approved_before, state_of
from apps.reviews.threads import counts, threads_of
from apps.reviews.threads import news as said_since
from apps.reviews.verdicts import Tally, tally
from apps.teams.models import User
from apps.teams.policy import MAY_MODERATE, MAY_PREPARE, MAY_REVIEW, role_in


@dataclass(frozen=True, slots=True)
class Version:
    """A take in the list of versions."""

    take: Render
    state: State


def stands_for(takes: Iterable[Render]) -> Render | None:
    """The take that stands for its video: its newest version, else its newest draft.

    A stopped draft comes last, and a stopped version takes the place of no film: there is one to watch.
    """
    every = sorted(takes, key=lambda take: (take.is_draft, -take.number))
    has_film = any(take.is_ready and not take.is_draft for take in every)
    going = (take for take in every if not (_was_stopped(take) and (take.is_draft or has_film)))
    return next(going, next(iter(every), None))


def _was_stopped(take: Render) -> bool:
    return take.status == Render.Status.CANCELLED and not take.was_sent_back


def takes_of(video: Video) -> list[Render]:
    """The takes of a video: its versions, then its drafts, each newest first."""
    takes = video.renders.without_captions().select_related("created_by", "answered_by")
    return sorted(takes.order_by("-number"), key=lambda take: take.is_draft)


def whole(video: Video, takes: list[Render], take: Render, user: User) -> dict[str, Any]:
    """Context of `reviews/room.html` with `take` on the stage."""
    team = video.project.team
    role, people = role_in(team, user), people_of(team)
    threads = threads_of(take, user, people, team.rev, moderates=role in MAY_MODERATE)
    decisions = list(Decision.objects.filter(render__video=video).select_related("person", "guest", "set_aside_by"))
    must = deciders([video.project_id])[video.project_id]
    tallies = {made.pk: tally(made, decisions, must) for made in takes}
    versions = [Version(made, state_of(made, tallies[made.pk].verdict)) for made in takes]
    return {
        "video": video,
        "project": video.project,
        "take": take,
        "state": next(version.state for version in versions if version.take == take),
        "versions": versions,
        "newest": _newest(versions, take),
        "compare": compare_url(takes, take),
        "people": [person for person in people if person != user],
        "threads": threads,
        **counts(threads),
        "log": lines(decisions, takes),
        "approved": approved_before(takes, tallies),
        **_decided(tallies[take.pk], user),
        **_stage(take, user),
        "may_review": role in MAY_REVIEW,
        "may_prepare": role in MAY_PREPARE,
        "comment_form": CommentForm(),
        "decision_form": DecisionForm(),
        "live": live.poller(live_url(take), team.rev, pace(video, takes)),
    }


def _newest(versions: list[Version], take: Render) -> Version:
    """The newest version; beside a draft the newest draft, unless a version was made since."""
    return next(
        version
        for version in versions
        if version.take == take
        or (
            (version.take.is_draft == take.is_draft or version.take.created_at > take.created_at)
            and version.take.status != Render.Status.CANCELLED
        )
    )


def _decided(tally: Tally, user: User) -> dict[str, Any]:
    """Who says what about the take now, whose word is missing, and what the person who looks at it says."""
    mine = tally.of(user)
    return {"tally": tally, "mine": mine.verdict if mine else "", "undo_seconds": Decision.UNDO.total_seconds()}


def _stage(take: Render, user: User) -> dict[str, Any]:
    """What is said, and can be done, in the place of the film while there is none."""
    return {
        "stages": words.stages(take) if take.is_open else [],
        "doing": words.doing(take),
        "usually": _usually(take),
        "trouble": trouble(take) if take.status in CAME_TO_NOTHING else None,
        **Rights(user, take.video.project.team).about(take),
    }


def _usually(take: Render) -> str:
    is_under_way = take.is_open and take.status != Render.Status.UNKNOWN
    return words.usually(usual(take.connection_id, take.mode)) if is_under_way else ""


def news(context: dict[str, Any], since: int, has_film: bool) -> dict[str, Any]:
    """Context of `reviews/_live.html`: what in `whole` the page does not know yet.

    `has_film`: the page shows the player already. It is never replaced, since it may be playing.
    """
    take: Render = context["take"]
    moved = [version.take for version in context["versions"] if version.take.rev > since]
    return {
        "oob": True,
        "has_film": has_film,
        "moved": bool(moved),
        "decided": any(line.decision.rev > since for line in context["log"]) or take.video.project.deciders_rev > since,
        **said_since(context["threads"], since),
        "restage": take in moved and not has_film,
        "became_ready": [made for made in moved if made.is_ready and not (has_film and made == take)],
    }


def live_url(take: Render) -> str:
    """Where a page with this take on the stage asks for news. `film` says that it has the player."""
    return f"{reverse('reviews:live', args=[take.video_id])}?v={take.ref}{'&film=1' if take.is_ready else ''}"


def compare_url(takes: list[Render], take: Render) -> str:
    """Where the take is beside the newest other one; empty where two are not ready yet."""
    others = [other for other in takes if other.is_ready and other != take]
    pair = [take, *others][:2] if take.is_ready else others[:2]
    if len(pair) < 2:
        return ""
    newer, older = sorted(pair, key=takes.index)
    return f"{reverse('reviews:compare', args=[take.video_id])}?a={newer.ref}&b={older.ref}"


def pace(video: Video, takes: list[Render]) -> int:
    return live.pace(busy=any(take.is_open for take in takes), alone=not video.project.team.is_shared)
