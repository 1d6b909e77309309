"""The people of the tests, and their teams."""

from django.test import Client

from apps.teams.models import Membership, Team, User

PASSWORD = "a-long-quiet-evening"
HTMX = {"HX-Request": "true"}  # the header by which a request of htmx is known


def make_team(name: str = "Lantern Tea") -> Team:
    return Team.objects.create(name=name)


def make_person(name: str, team: Team | None = None, role: str = "owner", password: str = PASSWORD) -> User:
    """Somebody who signs in as `<first name>@example.com`, in the team with that role if one is given."""
    user = User.objects.create_user(f"{name.split()[0].lower()}@example.com", password, name=name)
    if team:
        Membership.objects.create(team=team, user=user, role=role)
    return user


def signed_in(user: User) -> Client:
    """Somebody's browser, with a session of its own."""
    client = Client()
    client.force_login(user)
    return client
