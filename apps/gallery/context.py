"""What the frame around every page needs: whose studio it is, and the projects in the navigation."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.gallery.finding import your_turn
from apps.gallery.listing import catch_up
from apps.projects.models import Project
from apps.renders.models import Render
from apps.teams.current import current_team
from apps.teams.policy import MAY_PREPARE, MAY_SEE_SPENDING, role_in


def sidebar(request: HttpRequest) -> dict[str, Any]:
    """`sidebar` for the shell: asked once, where a template looks; pages without a frame cost nothing."""
    return {"sidebar": SimpleLazyObject(lambda: _sidebar(request))}


def _sidebar(request: HttpRequest) -> dict[str, Any]:
    if not request.user.is_authenticated:
        return {}
    team = current_team(request)
    role = role_in(team, request.user) if team else None
    if team:
        catch_up(team)
    return {
        "team": team,
        "role": role.label if role else "",
        "projects": Project.objects.filter(team=team) if team else Project.objects.none(),
        "can_make": role in MAY_PREPARE,
        "sees_spending": role in MAY_SEE_SPENDING,
        "your_turn": your_turn(team, request.user) if team else 0,
        "is_staff": request.user.is_staff,
        "need_a_hand": Render.objects.needs_a_hand().count() if request.user.is_staff else 0,
    }
