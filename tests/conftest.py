"""What every test stands on: files of its own, no network but loopback, and the people of `tests/cast.py`."""

from pathlib import Path

import pytest
import pytest_socket
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.teams.models import Team, User
from tests.cast import PASSWORD, make_person, make_team

pytest_plugins = ["tests.studio_fixtures"]


def pytest_runtest_setup() -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path: Path) -> None:
    """Uploads of a test go to a folder of its own, and pages name static files that nobody collected."""
    settings.MEDIA_ROOT = tmp_path / "files"
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}


@pytest.fixture(autouse=True)
def _nothing_waits(settings) -> None:
    """What is put in line is due at once; tests of Undo set the time that it leaves."""
    settings.UNDO_SECONDS = 0


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    """The real hasher is slow on purpose, and every person of the cast has a password."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def team(db: None) -> Team:
    return make_team("Lantern Tea")


@pytest.fixture
def alice(team: Team) -> User:
    return make_person("Alice Ames", team, "owner")


@pytest.fixture
def bob(team: Team) -> User:
    return make_person("Bob Bond", team, "producer")


@pytest.fixture
def cleo(team: Team) -> User:
    return make_person("Cleo Cruz", team, "creator")


@pytest.fixture
def rita(team: Team) -> User:
    return make_person("Rita Moss", team, "reviewer")


@pytest.fixture
def charlie(db: None) -> User:
    """A stranger: the owner of another team."""
    return make_person("Charlie Chan", make_team("Harbour Books"), "owner")


@pytest.fixture
def staff(db: None) -> User:
    """Looks after the studio in the admin site, and is in no team."""
    return User.objects.create_superuser("staff@example.com", PASSWORD, name="Sam Staff")


@pytest.fixture
def counted():
    """How many queries a page needs, once the process knows what it asks only once."""

    def count(browser: Client, address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    return count
