"""Pages of the gallery ask the database for as much with many videos as with few."""

import html
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from apps.console.seeding.files import Material
from apps.console.seeding.sowing import Size, sow
from apps.renders.lifecycle import touch
from apps.renders.models import Video
from apps.teams.models import Team
from tests.cast import HTMX, PASSWORD, signed_in

pytestmark = pytest.mark.django_db

FEW, MANY, MOST = 40, 160, 10
PAGES = {
    "home": "/",
    "all videos": "/videos/",
    "a project": "/projects/{project}/",
    "mine": "/videos/?show=mine",
    "filter and search": "/videos/?show=approved&q=tea",
    "several filters": "/videos/?tag={tag}&person={person}&service={service}&from_day=2020-01-01",
    "the dearest first": "/videos/?sort=dearest",
    "all filters": "/videos/filters/",
}
POLLS = ("/videos/", "/projects/{project}/", "/videos/?show=approved&q=tea")
LIVE = re.compile(r'id="live"[^>]*?hx-get="([^"]+)"', re.DOTALL)
MORE = re.compile(r'href="\?([^"]*after=[^"]*)"')


@pytest.fixture(scope="module")
def material(tmp_path_factory) -> Material:
    return Material(tmp_path_factory.mktemp("material"))


@pytest.fixture
def grown(material, staff):
    """`grown(videos)`: a team of that size, its owner's browser, and what addresses name.

    There is somebody who looks after the studio: whoever does that is asked for more on each page.
    """

    def grow(videos: int) -> tuple[Client, dict[str, int]]:
        size, said = Size(1, videos), []
        crew = sow(size, material, seed=1, password=PASSWORD, now=timezone.now(), say=said.append)[0]
        video = Video.objects.filter(project__team=crew.team).exclude(taggings=None).first()
        names = {
            "project": crew.projects[0].pk,
            "person": crew.people[0].pk,
            "tag": video.taggings.first().tag_id,
            "service": video.connection_id,
        }
        return signed_in(crew.people[0]), names

    return grow


def poll_of(browser: Client, address: str) -> str:
    """What the page at that address asks for again and again."""
    found = LIVE.search(browser.get(address).content.decode())
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_asks_for_no_more_with_many_videos(grown, counted, page):
    few, many = (counted(browser, page.format(**names)) for browser, names in map(grown, (FEW, MANY)))
    assert few == many
    assert many <= MOST


def test_more_is_shown_with_as_few_queries_wherever_that_is(grown, counted):
    browser, _names = grown(MANY)
    asked, address = [], "/videos/"
    while found := MORE.search(browser.get(address).content.decode()):
        address = f"/videos/?{html.unescape(found[1])}"
        asked.append(counted(browser, address))
    assert len(asked) > 4
    assert len(set(asked)) == 1
    assert asked[0] <= MOST


@pytest.mark.parametrize("page", POLLS)
def test_a_poll_without_news_asks_two_things_at_most(grown, django_assert_max_num_queries, page):
    browser, names = grown(FEW)
    address = poll_of(browser, page.format(**names))
    with django_assert_max_num_queries(2):
        assert browser.get(address, headers=HTMX).status_code == 204


@pytest.mark.parametrize("changes", [1, 20])
def test_a_poll_with_news_asks_for_no_more_when_more_has_changed(grown, django_assert_max_num_queries, changes):
    browser, _names = grown(FEW)
    address = poll_of(browser, "/videos/")
    for video in Video.objects.kept()[:changes]:
        touch(video)
    browser.get(address, headers=HTMX)  # the first one brings the listings up to date
    assert Team.objects.get().listed_rev == Team.objects.get().rev
    with django_assert_max_num_queries(MOST):
        assert browser.get(address, headers=HTMX).status_code == 200


def test_the_films_of_a_seeded_team_are_stored_once(grown, settings):
    grown(MANY)
    assert len(list(Path(settings.MEDIA_ROOT).rglob("*.mp4"))) < 20
