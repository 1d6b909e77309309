"""Fixtures: browsers of the people of a team, and a way to press the buttons of the gallery's bar."""

from collections.abc import Callable

import pytest
from django.contrib.messages import Message, get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.renders.models import Render, Video
from apps.teams.models import Team, User
from tests.cast import signed_in
from tests.takes import make_take


@pytest.fixture
def owner(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def some(team: Team, alice: User) -> Callable[..., list[Video]]:
    """`some(3)` are three videos with a film each; `some(2, "processing")` are being made."""

    def make(count: int, status: str = "ready") -> list[Video]:
        return [make_take(team, alice, status, title=f"Lesson {number}").video for number in range(1, count + 1)]

    return make


@pytest.fixture
def press() -> Callable[..., list[Message]]:
    """`press(browser, "gallery:tag", videos, tag="Spring")`: what the page then says."""

    def do(browser: Client, name: str, videos: list[Video], **fields: object) -> list[Message]:
        answer = browser.post(reverse(name), {"videos": [video.pk for video in videos], **fields})
        assert answer.status_code == 303, answer.status_code
        return said(answer)

    return do


def said(answer: HttpResponse) -> list[Message]:
    """The newest message; those of before wait for the next page."""
    return list(get_messages(answer.wsgi_request))[-1:]


def undo(browser: Client, message: Message) -> list[Message]:
    """Press the button of a toast."""
    return said(browser.post(reverse("gallery:undo"), {"undo": message.extra_tags}))


def film_of(video: Video) -> Render:
    return video.renders.get()
