"""Home and the project pages: what is being made, what is ready, what needs somebody."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.connections.models import DefaultConnection
from apps.core import live
from apps.core.htmx import redirect
from apps.gallery.cards import FILTERS, Card, cards, count_by_filter
from apps.projects.deciders import deciders
from apps.projects.models import Project
from apps.renders.actions import start_video
from apps.renders.models import Render, Video
from apps.renders.rights import Rights
from apps.reviews.states import DRAFTING, IN_LINE, MAKING, UNSENT
from apps.teams.current import SignedInRequest, current_team, team_of
from apps.teams.models import Team, User
from apps.teams.policy import may_manage, may_name_deciders, may_prepare, may_spend, require

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
    shown = _lately(team, request.user)
    context = {
        "projects": Project.objects.filter(team=team),
        "cards": shown,
        **_to_answer(team, request.user),
        **_unclear(team, request.user),
        "live": live.poller(reverse("gallery:home_live"), team.rev, _pace(team, shown)),
    }
    return TemplateResponse(request, "gallery/home.html", context)


@require_safe
def home_live(request: SignedInRequest) -> HttpResponse:
    """The poll of the home page: the slots of its cards that changed. New cards wait for the next visit."""
    team = team_of(request)
    since = live.cursor(request)
    if team.rev == since:
        return live.unchanged()
    shown = _lately(team, request.user)
    pieces = _pieces(request, shown, since, team.rev, "all")
    asked = {**_to_answer(team, request.user), "oob": True}
    pieces.append(render_to_string("gallery/_asked.html", asked, request))
    unclear = {**_unclear(team, request.user), "oob": True}
    pieces.append(render_to_string("gallery/_unclear.html", unclear, request))
    return live.answer(reverse("gallery:home_live"), rev=team.rev, pace=_pace(team, shown), pieces=pieces)


def _lately(team: Team, user: User) -> list[Card]:
    untouched = {"renders": None, "avatar": None, "clip": None, "title": ""}
    videos = Video.objects.kept().filter(project__team=team).exclude(**untouched).order_by("-rev")[:LATELY]
    return cards(videos, team, user)


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
    return {"asked": asked[:ASKED], "asked_count": len(asked), "for_owner": len(every) - len(asked)}


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


@require_safe
def project(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _project(request, pk)
    context = _gallery(found, _chosen(request), request.user)
    context["live"] = live.poller(_live_url(context), found.team.rev, _pace(found.team, context["all"]))
    context["may_prepare"] = may_prepare(request.user, found.team)
    context["may_name_deciders"] = may_name_deciders(request.user, found.team)
    context["must"] = deciders([found.pk])[found.pk]
    return TemplateResponse(request, "gallery/project.html", context)


@require_safe
def project_live(request: SignedInRequest, pk: int) -> HttpResponse:
    """The poll of a project page: what changed since the page's cursor."""
    found = _project(request, pk)  # with the team's revision, in one statement: what comes later comes next time
    chosen, since, rev = _chosen(request), live.cursor(request), found.team.rev
    if rev == since:
        return live.unchanged()
    context = _gallery(found, chosen, request.user)
    pieces = _pieces(request, context["all"], since, rev, chosen)
    pieces.append(render_to_string("gallery/_filters.html", {**context, "oob": True}, request))
    return live.answer(_live_url(context), rev=rev, pace=_pace(found.team, context["all"]), pieces=pieces)


def _project(request: SignedInRequest, pk: int) -> Project:
    return get_object_or_404(Project.objects.visible_to(request.user).select_related("team"), pk=pk)


def _chosen(request: SignedInRequest) -> str:
    """The filter that the address names."""
    chosen = request.GET.get("show", "all")
    if chosen not in FILTERS:
        raise Http404
    return chosen


def _live_url(context: dict[str, Any]) -> str:
    return f"{reverse('gallery:project_live', args=[context['project'].pk])}?show={context['chosen']}"


def _gallery(project: Project, chosen: str, user: User) -> dict[str, Any]:
    every = cards(Video.objects.kept().filter(project=project).order_by("-created_at", "-pk"), project.team, user)
    return {
        "project": project,
        "all": every,
        "cards": [card for card in every if card.state in FILTERS[chosen]],
        "counts": count_by_filter(every),
        "chosen": chosen,
        "making": sum(card.state in (MAKING, DRAFTING) for card in every),
        "in_line": sum(card.state in (UNSENT, IN_LINE) for card in every),
    }


def _pace(team: Team, shown: Iterable[Card]) -> int:
    return live.pace(busy=any(card.is_open for card in shown), alone=not team.is_shared)


def _pieces(request: SignedInRequest, shown: list[Card], since: int, rev: int, chosen: str) -> list[str]:
    """What a page must change for each video that changed after `since`, as HTML."""
    changed = [card for card in shown if since < card.video.shown_rev <= rev]
    return [render_to_string("gallery/_piece.html", _piece(card, since, chosen), request) for card in changed]


def _piece(card: Card, since: int, chosen: str) -> dict[str, Any]:
    """A known card changes its slots. A new one comes whole; under a filter every card does, or goes."""
    comes = card.video.created_rev > since or chosen != "all"
    return {
        "card": card,
        "leaves": chosen != "all",
        "comes": comes and card.state in FILTERS[chosen],
        "stays": not comes,
        "ready": card.take is not None and card.take.is_ready and card.take.rev > since,
    }
