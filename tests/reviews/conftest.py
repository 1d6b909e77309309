import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

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


@pytest.fixture
def counted():
    """How many queries a page needs, once the process knows what it asks only once."""

    def count(browser: Client, address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    return count
