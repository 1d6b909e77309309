from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apps.renders.models import Render
from apps.sharing.actions import share
from apps.sharing.models import ShareLink
from apps.teams.models import Team, User
from tests.takes import make_take


@pytest.fixture
def take(team: Team, alice: User) -> Render:
    """A finished version 1."""
    return make_take(team, alice)


@pytest.fixture
def make_link(take: Render, alice: User) -> Callable[..., tuple[ShareLink, str]]:
    """`make_link(may_comment=True)`: a link to the video, with its token; `whole=True` for the project."""

    def make(*, whole: bool = False, **options: object) -> tuple[ShareLink, str]:
        return share(take.video.project, None if whole else take.video, alice, **options)

    return make


@pytest.fixture
def arrive() -> Callable[[str], Client]:
    """A guest's fresh browser that opened the address with this token."""

    def come(token: str) -> Client:
        browser = Client()
        browser.get(reverse("sharing:enter", args=[token]))
        return browser

    return come


@pytest.fixture
def opened(make_link, arrive):
    """A link by which guests may comment, and the browser of a guest."""
    link, token = make_link(may_comment=True)
    return link, arrive(token)
