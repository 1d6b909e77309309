import pytest

from apps.renders.models import Render
from apps.teams.models import Team, User
from tests.takes import make_take


@pytest.fixture
def take(team: Team, alice: User) -> Render:
    """A finished version 1."""
    return make_take(team, alice)


@pytest.fixture
def open_take(team: Team, alice: User) -> Render:
    """A version 1 that the service is making."""
    return make_take(team, alice, "processing")
