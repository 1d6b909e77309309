"""Home: what changed last, what is being made, what needs somebody."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.connections.models import DefaultConnection
from apps.core import live
from apps.core.htmx import redirect
from apps.gallery.batches.waiting import asked_of
from apps.gallery.cards import Card, cards
from apps.gallery.listing import catch_up
from apps.gallery.models import Listing
from apps.projects.models import Project
from apps.renders.actions import start_video
from apps.renders.models import Render
from apps.renders.rights import Rights
from apps.teams.current import SignedInRequest, current_team, team_of
from apps.teams.models import Team, User
from apps.teams.policy import may_manage, may_prepare, may_spend, require

LATELY = 6  # videos on the home page
UNCLEAR = 5  # of the takes that somebody has to clear up
ASKED = 5  # of the videos that wait for an OK; answered ones make room for the next


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    team = current_team(request)
    if team is None:
        return TemplateResponse(request, "gallery/no_team.html")
    if may_manage(request.user, team) and DefaultConnection.objects.connection_of(team) is None:
        return redirect(request, reverse("connections:choose"))
    rev = catch_up(team)
    shown = _lately(team, request.user)
    context = {
        "cards": shown,
        **_to_answer(team, request.user),
        **_unclear(team, request.user),
        "live": live.poller(reverse("gallery:home_live"), rev, _pace(team, shown)),
    }
    return TemplateResponse(request, "gallery/home.html", context)


@require_safe
def home_live(request: SignedInRequest) -> HttpResponse:
    """The poll of the home page: the slots of its cards that changed. New cards wait for the next visit."""
    team = team_of(request)
    since = live.cursor(request)
    if team.rev == since:
        return live.unchanged()
    rev = catch_up(team)
    shown = _lately(team, request.user)
    pieces = [
        render_to_string("gallery/_piece.html", {"card": card, "ready": card.became_ready(since)}, request)
        for card in shown
        if card.listing.rev > since
    ]
    gone = Listing.objects.filter(team=team, came_rev__gt=since).exclude(trashed_at=None)
    pieces.append(render_to_string("gallery/_leaving.html", {"gone": gone.values_list("pk", flat=True)}, request))
    asked = {**_to_answer(team, request.user), "oob": True}
    pieces.append(render_to_string("gallery/_asked.html", asked, request))
    unclear = {**_unclear(team, request.user), "oob": True}
    pieces.append(render_to_string("gallery/_unclear.html", unclear, request))
    return live.answer(reverse("gallery:home_live"), rev=rev, pace=_pace(team, shown), pieces=pieces)


def _lately(team: Team, user: User) -> list[Card]:
    """What changed last. What was only begun, and nothing was put in, is nothing to go back to."""
    untouched = Q(state="unfinished", avatar=None, clip=None, title="")
    listings = Listing.objects.kept().filter(team=team).exclude(untouched)
    return cards(listings.order_by("-rev", "-pk")[:LATELY], team, user)


def _pace(team: Team, shown: Iterable[Card]) -> int:
    return live.pace(busy=any(card.listing.is_open for card in shown), alone=not team.is_shared)


def _to_answer(team: Team, user: User) -> dict[str, Any]:
    """Context of `gallery/_asked.html`: what waits for this person's OK, the first one first.

    `for_owner` counts what goes over the team's limit, so that a producer's OK would not do.
    """
    waiting = Render.objects.filter(
        video__project__team=team, video__trashed_at=None, status=Render.Status.WAITING_FOR_OK
    )
    rights = Rights(user, team)
    waiting = waiting.select_related("video", "created_by").reverse()
    every = [take for take in waiting if rights.may_answer(take)]
    asked = [take for take in every if rights.may_say_ok(take)]
    return {
        "asked": asked[:ASKED],
        "asked_count": len(asked),
        "for_owner": len(every) - len(asked),
        "asked_batches": asked_of(team, user),
    }


def _unclear(team: Team, user: User) -> dict[str, Any]:
    """Context of `gallery/_unclear.html`: what somebody who may spend has to decide about, the first one first."""
    if not may_spend(user, team):
        return {"unclear": []}
    unclear = Render.objects.filter(video__project__team=team, status=Render.Status.UNKNOWN)
    return {"unclear": unclear.select_related("video").reverse()[:UNCLEAR]}


@require_POST
def new_video(request: SignedInRequest) -> HttpResponse:
    """The big button: a new video in the project that was used last; the first one makes its project as well."""
    team = team_of(request)
    require(may_prepare(request.user, team))
    newest = F("videos__created_at").desc(nulls_last=True)  # PostgreSQL puts projects without a video first
    used_last = Project.objects.filter(team=team).order_by(newest, "-created_at").first()
    project = used_last or Project.objects.create(team=team, name=_("First videos"), created_by=request.user)
    video = start_video(project, request.user)
    return redirect(request, reverse("videos:edit", args=[video.pk]))
