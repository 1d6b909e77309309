from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.connections import actions
from apps.connections.models import Connection
from apps.core.htmx import redirect
from apps.providers.kling import Practice
from apps.teams.current import SignedInRequest, team_of
from apps.teams.policy import may_manage, require


@require_safe
def choose(request: SignedInRequest) -> HttpResponse:
    """How shall videos be made? Asked once after the welcome, and reachable from the team page later."""
    require(may_manage(request.user, team_of(request)))
    switched_off = Connection.objects.filter(provider=Practice.slug, is_on=False)
    return TemplateResponse(
        request,
        "connections/choose.html",
        {
            "practice": settings.PRACTICE_ENABLED and not switched_off.exists(),
            "connections": Connection.objects.usable().exclude(provider=Practice.slug),
        },
    )


@require_POST
def try_free(request: SignedInRequest) -> HttpResponse:
    team = team_of(request)
    require(may_manage(request.user, team) and settings.PRACTICE_ENABLED)
    actions.try_free(team, request.user)
    return redirect(request, reverse("gallery:home"))


@require_POST
def use(request: SignedInRequest, pk: int) -> HttpResponse:
    team = team_of(request)
    require(may_manage(request.user, team))
    actions.use(team, get_object_or_404(Connection.objects.usable(), pk=pk))
    return redirect(request, reverse("gallery:home"))
