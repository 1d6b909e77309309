"""Who hears what about a take, told in the transaction in which it happens: see `notices.telling`."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from apps.notices.models import Kind
from apps.notices.telling import take_back, tell
from apps.projects.deciders import deciders
from apps.renders.models import Render, RenderEvent, Video
from apps.renders.states import Why
from apps.teams.models import User

S = Render.Status


def about_take(take: Render) -> dict[str, Any]:
    """Words of `tell` that are the same for everything that happens to a take."""
    return {
        "team": take.video.project.team,
        "topic": topic_of(take.video_id),
        "address": f"{reverse('reviews:room', args=[take.video_id])}?v={take.ref}",
        "title": take.video.title,
        "number": take.number,
        "is_draft": take.is_draft,
    }


def topic_of(video_pk: int) -> str:
    """The `topic` of everything that people are told about a video."""
    return f"video-{video_pk}"


def review(take_pk: int) -> str:
    """The `about` of being asked to decide about a take."""
    return f"review-{take_pk}"


def asked_to_spend(take: Render, people: Iterable[User]) -> None:
    """`people` may say OK to it."""
    who: dict[str, Any] = {"by": take.created_by, "who": str(take.created_by), "what": "spend"}
    words = {**about_take(take), "address": reverse("takes:ask", args=[take.pk])}
    tell(people, Kind.ASKED, about=_ask(take), **words, **who)


def moved(take: Render, event: RenderEvent) -> None:
    """The take got another status. Drafts take seconds: whoever wants one waits for it."""
    if event.from_status == S.WAITING_FOR_OK:
        take_back(_ask(take))
        _answered(take, event)
    elif not take.is_draft and (told := _TOLD.get(event.to_status)) and _is_kept(take):
        told(take, event)


def _is_kept(take: Render) -> bool:
    """Whether its video is not in the trash, where nobody could look at it."""
    return Video.objects.kept().filter(pk=take.video_id).exists()


def _answered(take: Render, event: RenderEvent) -> None:
    what = {S.QUEUED: "ok", S.CANCELLED: "sent_back"}[S(event.to_status)]
    if event.actor and (what == "ok" or event.why == Why.SENT_BACK):
        who: dict[str, Any] = {"by": event.actor, "who": str(event.actor), "what": what}
        tell([take.created_by], Kind.ASKED, about=f"step-{event.pk}", **about_take(take), **who)


def _ready(take: Render, event: RenderEvent) -> None:
    """Whoever must approve it is asked about it, and not about an earlier version any more; whoever pressed the button,
    and is not asked, reads that it is there."""
    earlier = Render.objects.versions().filter(video=take.video_id, number__lt=take.number)
    take_back(*(review(pk) for pk in earlier.values_list("pk", flat=True)), kind=Kind.ASKED)
    must = deciders([take.video.project_id])[take.video.project_id]
    tell(must, Kind.ASKED, about=review(take.pk), what="review", **about_take(take))
    if take.created_by not in must:
        tell([take.created_by], Kind.READY, about=f"step-{event.pk}", **about_take(take))


def _came_to_nothing(take: Render, event: RenderEvent) -> None:
    what = "unclear" if event.to_status == S.UNKNOWN else ""
    tell([take.created_by], Kind.FIX, about=f"step-{event.pk}", by=event.actor, what=what, **about_take(take))


_TOLD: dict[str, Callable[[Render, RenderEvent], None]] = {
    S.READY: _ready,
    S.FAILED: _came_to_nothing,
    S.UNKNOWN: _came_to_nothing,
}


def _ask(take: Render) -> str:
    return f"ask-{take.pk}"
