"""Who asks, and which of their teams they are looking at."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from apps.core.htmx import HtmxRequest
from apps.teams.models import Team, User

SESSION_KEY = "team"


class SignedInRequest(HtmxRequest):
    """What a view gets from `LoginRequiredMiddleware`: `user` is somebody. A name for the type checker only."""

    user: User


def current_team(request: HttpRequest) -> Team | None:
    """The team chosen in this session while the person belongs to it, else the one they joined first."""
    if not isinstance(request.user, User):
        return None
    teams = _teams_of(request.user)
    chosen = request.session.get(SESSION_KEY)
    return next((team for team in teams if team.pk == chosen), teams[0] if teams else None)


def _teams_of(user: User) -> list[Team]:
    """Their teams, the one that they joined first before the others."""
    if user.known_memberships is not None:
        return [known.team for known in user.known_memberships]
    return list(Team.objects.visible_to(user).order_by("memberships__joined_at", "pk"))


def own_team(request: SignedInRequest, pk: int) -> Team:
    """The team with that pk, if the person belongs to it; 404 otherwise. Costs no query."""
    found = next((team for team in _teams_of(request.user) if team.pk == pk), None)
    if found is None:
        raise Http404
    return found


def team_of(request: SignedInRequest) -> Team:
    """The current team; 403 for a person who is in none."""
    team = current_team(request)
    if team is None:
        raise PermissionDenied
    return team


def choose_team(request: HttpRequest, team: Team) -> None:
    """From now on the person looks at this team, until they choose another or sign out."""
    request.session[SESSION_KEY] = team.pk
