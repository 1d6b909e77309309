"""People of a seeded studio, signed in: `python -m tests.bench.visitors` prints what a bench must know of each as JSON.

A process of its own, with that studio's settings in its environment.
"""

import json
import sys
from dataclasses import asdict, dataclass
from importlib import import_module

import django

ADDRESS, PAGE = "/bare/", 24  # of the bare list, and how many videos any page has
TEAMS = (0, 1, 2, 5, 10, 20)  # of the largest one, and so on
PEOPLE = 2  # of each


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """The key of a session, the team with the number of its videos, and its largest project."""

    session: str
    team: int
    videos: int
    project: int


def visitors() -> list[Visitor]:
    """Two people of each of some teams, those of the largest one first."""
    from django.db.models import Count  # noqa: PLC0415 - models only exist after setup

    from apps.teams.models import Team  # noqa: PLC0415

    teams = list(Team.objects.annotate(videos=Count("projects__videos")).order_by("-videos", "pk"))
    chosen = [teams[place] for place in TEAMS if place < len(teams)]
    return [_visitor(team, member.user) for team in chosen for member in _members(team)]


def _members(team):
    return team.memberships.filter(user__is_superuser=False).select_related("user").order_by("pk")[:PEOPLE]


def _visitor(team, user) -> Visitor:
    from django.db.models import Count  # noqa: PLC0415

    largest = team.projects.annotate(size=Count("videos")).order_by("-size", "pk").first()
    return Visitor(session=_session_of(user), team=team.pk, videos=team.videos, project=largest.pk)


def _session_of(user) -> str:
    """As `django.test.Client.force_login` does it."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps([asdict(visitor) for visitor in visitors()]))
