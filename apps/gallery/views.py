"""Home and the project pages: what is being made, what is ready, what needs somebody."""

from typing import Any

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
from apps.projects.models import Project
from apps.renders.actions import start_video
from apps.renders.models import Video
from apps.teams.current import SignedInRequest, current_team, team_of
from apps.teams.models import Team
from apps.teams.policy import may_manage, may_prepare, require


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    team = current_team(request)
    if team is None:
        return TemplateResponse(request, "gallery/no_team.html")
    if may_manage(request.user, team) and DefaultConnection.objects.connection_of(team) is None:
        return redirect(request, reverse("connections:choose"))
    projects = Project.objects.filter(team=team)
    recent = Video.objects.filter(project__team=team).exclude(renders=None).order_by("-rev")[:6]
    return TemplateResponse(request, "gallery/home.html", {"projects": projects, "cards": cards(recent)})


@require_POST
def new_video(request: SignedInRequest) -> HttpResponse:
    """The big button: a new video in the project that was used last; the first one makes its project as well."""
    team = team_of(request)
    require(may_prepare(request.user, team))
    used_last = Project.objects.filter(team=team).order_by("-videos__created_at", "-created_at").first()
    project = used_last or Project.objects.create(team=team, name=_("First videos"), created_by=request.user)
    video = start_video(project, request.user)
    return redirect(request, reverse("videos:edit", args=[video.pk]))


@require_safe
def project(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Project.objects.visible_to(request.user).select_related("team"), pk=pk)
    context = _gallery(found, _chosen(request))
    context["live"] = live.poller(_live_url(context), found.team.rev, _pace(found, context["all"]))
    context["may_prepare"] = may_prepare(request.user, found.team)
    return TemplateResponse(request, "gallery/project.html", context)


def _chosen(request: SignedInRequest) -> str:
    """The filter that the address names."""
    chosen = request.GET.get("show", "all")
    if chosen not in FILTERS:
        raise Http404
    return chosen


def _live_url(context: dict[str, Any]) -> str:
    return f"{reverse('gallery:project_live', args=[context['project'].pk])}?show={context['chosen']}"


def _gallery(project: Project, chosen: str) -> dict[str, Any]:
    every = cards(Video.objects.filter(project=project).order_by("-created_at", "-pk"))
    return {
        "project": project,
        "all": every,
        "cards": [card for card in every if card.state in FILTERS[chosen]],
        "counts": count_by_filter(every),
        "chosen": chosen,
        "making": sum(card.take is not None and card.take.is_open for card in every),
    }


def _pace(project: Project, shown: list[Card]) -> int:
    if any(card.take is not None and card.take.is_open for card in shown):
        return live.BUSY_SECONDS
    return live.CALM_SECONDS if project.team.memberships.count() > 1 else live.IDLE


@require_safe
def project_live(request: SignedInRequest, pk: int) -> HttpResponse:
    """The poll of a project page: the slots of the cards that changed since the page's cursor."""
    found = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    chosen, since = _chosen(request), live.cursor(request)
    rev = Team.objects.values_list("rev", flat=True).get(pk=found.team_id)  # first: what comes later comes next time
    if rev == since:
        return live.unchanged()
    context = _gallery(found, chosen)
    changed = [card for card in context["all"] if since < card.video.rev <= rev]
    pieces = [render_to_string("gallery/_piece.html", _piece(card, since, chosen), request) for card in changed]
    pieces.append(render_to_string("gallery/_around.html", {**context, "oob": True}, request))
    return live.answer(_live_url(context), rev=rev, pace=_pace(found, context["all"]), pieces=pieces)


def _piece(card: Card, since: int, chosen: str) -> dict[str, Any]:
    """A new card comes whole, where the filter shows it; of a known one only its slots."""
    return {
        "card": card,
        "is_new": card.video.created_rev > since and card.state in FILTERS[chosen],
        "ready": card.take is not None and card.take.is_ready and card.take.rev > since,
    }
