"""The gallery: all videos of a team, and those of one project."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from apps.core import live
from apps.core.numbers import whole_number
from apps.gallery import pages
from apps.gallery.choices import menus
from apps.gallery.finding import found
from apps.gallery.listing import catch_up
from apps.projects.deciders import deciders
from apps.projects.models import Project
from apps.teams.current import SignedInRequest, own_team, team_of
from apps.teams.models import Team
from apps.teams.policy import may_name_deciders


@require_safe
def videos(request: SignedInRequest) -> HttpResponse:
    team = team_of(request)
    rev = catch_up(team)
    if request.htmx.target == "more":
        return _more(request, pages.page(team, request.user, request.GET))
    context = pages.whole(team, request.user, request.GET, None, rev)
    return TemplateResponse(request, "gallery/videos.html", context)


@require_safe
def project(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _project(request, pk)
    team = shown.team
    rev = catch_up(team)
    if request.htmx.target == "more":
        return _more(request, pages.page(team, request.user, request.GET, shown))
    context = {
        **pages.whole(team, request.user, request.GET, shown, rev),
        "may_name_deciders": may_name_deciders(request.user, team),
        "must": deciders([pk])[pk],
    }
    return TemplateResponse(request, "gallery/project.html", context)


@require_safe
def videos_live(request: SignedInRequest) -> HttpResponse:
    """The poll of the page of all videos."""
    team = _named(request) or team_of(request)
    if team.rev == live.cursor(request):
        return live.unchanged()
    return pages.news(request, team, None, catch_up(team))


@require_safe
def project_live(request: SignedInRequest, pk: int) -> HttpResponse:
    """The poll of a project's page. While nothing in the team is new, not even the project is looked up."""
    team = _named(request) or _project(request, pk).team
    if team.rev == live.cursor(request):
        return live.unchanged()
    return pages.news(request, team, _project(request, pk), catch_up(team))


@require_safe
def filters(request: SignedInRequest) -> HttpResponse:
    """The form of all filters, which a page fetches when it is opened; `on`: the project of that page, if any."""
    team = team_of(request)
    pk = whole_number(request.GET.get("on", ""))
    shown = _project(request, pk) if pk else None
    asked = found(shown.team if shown else team, request.user, request.GET, shown)
    name = "gallery/_filter_form.html" if request.htmx else "gallery/filters.html"
    return TemplateResponse(request, name, {"found": asked, "menus": menus(asked)})


def _more(request: SignedInRequest, context: dict[str, Any]) -> HttpResponse:
    """More cards for the page, whose address remembers how many it has: Back leads to all of them."""
    return replace_url(TemplateResponse(request, "gallery/_more.html", context), context["here"])


def _named(request: SignedInRequest) -> Team | None:
    """The team that the address of a poll names, as this request knows it."""
    return own_team(request, whole_number(request.GET["team"])) if "team" in request.GET else None


def _project(request: SignedInRequest, pk: int) -> Project:
    """The project, with its team as this request knows it."""
    found = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    found.team = own_team(request, found.team_id)
    return found
