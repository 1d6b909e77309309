import pytest
from django.core.cache import cache

from apps.teams.models import Invitation, Team, User


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    """Codes and counted tries of one test do not reach the next."""
    settings.DATA_DIR = tmp_path
    cache.clear()


@pytest.fixture
def invitation(team: Team, alice: User) -> tuple[Invitation, str]:
    """A reviewer's, with its token."""
    return Invitation.issue(team, "reviewer", alice)
