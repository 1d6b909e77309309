"""How much a browser is sent until the gallery stands there, and how much each time it asks for news."""

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import found_studio, sign_in
from tests.browser.filling import fill, write
from tests.processes import Studio, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CARDS = 24
FIRST_VIEW, POLL = 40_000, 1_024  # bytes, compressed and without their headers
PICTURES = {"image", "media"}
TOLD = """
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from apps.renders.models import Render, Video
from apps.teams.models import Membership
from tests.takes import bring_to, make_take
owner = Membership.objects.select_related("team", "user").earliest("pk")
take = Render.objects.exclude(status="ready").first()
if take is None:
    with transaction.atomic():  # no worker sees it before it is there, nor looks for it at the service afterwards
        made = make_take(owner.team, owner.user, "processing", video=Video.objects.latest("pk"))
        Render.objects.filter(pk=made.pk).update(next_check_at=timezone.now() + timedelta(days=1))
else:
    with transaction.atomic():
        bring_to(take, "ready")
"""


@pytest.fixture(scope="module")
def filled(studio: Studio, browser) -> Studio:
    with browser.new_page() as owner:
        found_studio(owner, studio)
        expect(owner.locator(".empty")).to_be_visible()
        fill(studio, CARDS)
    return studio


def listen(page: Page) -> list[Request]:
    """The requests that will have come to their end, but for pictures."""
    ended: list[Request] = []
    page.on("requestfinished", lambda request: request.resource_type in PICTURES or ended.append(request))
    return ended


def bytes_of(request: Request) -> int:
    return max(0, request.sizes()["responseBodySize"])


def go_on(studio: Studio) -> None:
    """Another version of the newest video is being made; the next time: it is ready."""
    write(studio, TOLD)


@pytest.mark.parametrize("path", ["/projects/1/", "/"])
def test_the_first_view(path, filled, person):
    page = person()
    sign_in(page, filled)
    cookies = page.context.cookies()
    stranger = person()  # to the files: nothing of them is kept in this browser
    stranger.context.add_cookies(cookies)
    ended = listen(stranger)
    stranger.goto(f"{filled.base_url}{path}", wait_until="networkidle")
    weights = {request.url: bytes_of(request) for request in ended}
    assert sum(weights.values()) <= FIRST_VIEW, weights


def test_a_poll_in_which_a_card_changed_and_one_with_nothing(filled, person):
    """Goes on with the videos of the tests before: one of them is made anew, and is ready."""
    page = person()
    sign_in(page, filled)
    go_on(filled)
    page.goto(f"{filled.base_url}/projects/1/")
    polls: list[Request] = []
    page.on("requestfinished", lambda request: "since=" in request.url and polls.append(request))
    wait_for(lambda: page.evaluate("1") and len(polls) > 1, 15, "polls without news")
    assert {(poll.response().status, bytes_of(poll)) for poll in polls} == {(204, 0)}
    go_on(filled)
    expect(page.locator(".toast[data-ready]")).to_be_visible()
    news = [bytes_of(poll) for poll in polls if poll.response().status == 200]
    assert news
    assert max(news) <= POLL
