from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.connections import actions
from apps.connections.models import Connection, DefaultConnection
from apps.core.htmx import redirect
from apps.teams.current import SignedInRequest, team_of
from apps.teams.policy import may_manage, require


@require_safe
def choose(request: SignedInRequest) -> HttpResponse:
    """How shall videos be made? Asked once after the welcome, and reachable from the team page later."""
    team = team_of(request)
    require(may_manage(request.user, team))
    free = Connection.objects.filter(is_practice=True, provider=actions.FIRST)
    others = list(Connection.objects.usable_by(team).exclude(pk__in=free.values("pk")).order_by("is_practice", "name"))
    return TemplateResponse(
        request,
        "connections/choose.html",
        {
            "practice": settings.PRACTICE_ENABLED and not free.filter(is_on=False).exists(),
            "connections": others,
            "used": DefaultConnection.objects.connection_of(team),
            "is_open": any(not connection.is_practice for connection in others),
        },
    )


@require_POST
def try_free(request: SignedInRequest) -> HttpResponse:
    team = team_of(request)
    require(may_manage(request.user, team) and settings.PRACTICE_ENABLED)
    actions.try_free(team)
    return redirect(request, reverse("gallery:home"))


@require_POST
def use(request: SignedInRequest, pk: int) -> HttpResponse:
    team = team_of(request)
    require(may_manage(request.user, team))
    actions.use(team, get_object_or_404(Connection.objects.usable_by(team), pk=pk))
    return redirect(request, reverse("gallery:home"))
