"""The gallery in real browsers: what others do arrives by itself, and nothing that plays is disturbed by it."""

import re
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.test_accessibility import examine
from tests.browser.test_comments import SOON, door, room_for_two, say
from tests.browser.test_first_video import wait_for_film
from tests.processes import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
UPDATES = 20

room = pytest.fixture(room_for_two, scope="module", name="room")
enter = pytest.fixture(door, name="enter")

# Notes the places that a film passes, and whether it ever stopped or went back.
FOLLOW = """video => {
  window.passed = { back: 0, waits: 0, last: video.currentTime };
  video.addEventListener("timeupdate", () => {
    if (video.currentTime < window.passed.last) window.passed.back += 1;
    window.passed.last = video.currentTime;
  });
  for (const name of ["waiting", "stalled", "pause", "emptied"]) {
    video.addEventListener(name, () => { window.passed.waits += 1; });
  }
}"""


@pytest.fixture
def gallery(studio, person, room):
    """`gallery("rita@example.com")` is that person's page of all videos."""

    def look(email: str = "mei@example.com", query: str = "", **size: int) -> Page:
        page = person(**size)
        sign_in(page, studio, email)
        expect(page.locator(".vcard").first).to_be_visible()
        page.goto(f"{studio.base_url}/videos/{query}")
        assert room
        return page

    return look


def heard(page: Page, sentence: str) -> None:
    """Wait until the page says so."""
    expect(page.locator("#cards")).to_contain_text(sentence, timeout=SOON)


class TestTwoPeople:
    def test_each_sees_what_the_other_does(self, gallery):
        mei, rita = gallery(), gallery("rita@example.com", width=390, height=844)
        expect(rita.locator("#filters a").first).to_contain_text("All 1")
        mei.get_by_role("button", name="New video").first.click()
        expect(rita.locator("#filters a").first).to_contain_text("All 2", timeout=SOON)
        heard(rita, "Untitled video")
        mei.get_by_label("Name", exact=True).fill("Autumn offer")
        heard(rita, "Autumn offer")
        mei.get_by_role("button", name="Use a sample face and voice").click()
        mei.get_by_role("button", name=re.compile("^Make video for")).locator("visible=true").first.click()
        expect(rita.locator(".toast").filter(has_text="“Autumn offer” is ready.")).to_be_visible(timeout=60_000)
        expect(rita.locator("#cards > li").first.locator(".chip")).to_have_text("Needs review")
        with rita.expect_navigation():
            rita.locator(".toast").get_by_role("link", name="Watch it").click()
        assert "/videos/2/" in rita.url

    def test_under_a_filter_cards_come_and_go(self, gallery):
        mei, rita = gallery(query="?show=changes"), gallery("rita@example.com")
        expect(mei.locator("#cards > li")).to_have_count(0)
        rita.goto(rita.url.split("/videos/")[0] + "/videos/2/")
        say(rita, "The pause is long")
        rita.get_by_role("button", name="Ask for changes").first.click()
        rita.get_by_role("dialog").get_by_role("textbox").fill("Shorter, please")
        rita.get_by_role("dialog").get_by_role("button", name=re.compile("Ask for changes")).click()
        heard(mei, "Autumn offer")
        expect(mei.locator("#cards > li .chip")).to_have_text("Changes asked")

    def test_a_search_leads_to_the_moment_at_which_it_is_said(self, gallery):
        page = gallery()
        page.get_by_role("searchbox").fill("AM glad")
        page.keyboard.press("Enter")
        expect(page.locator("#cards > li")).to_have_count(2)
        said = page.locator("#cards .said a").first
        expect(said).to_contain_text("I am glad")
        at = float(str(said.get_attribute("href")).split("?t=")[1])
        said.click()
        wait_for_film(page, "currentTime", at - 0.2)
        assert at > 1


def test_a_film_plays_through_twenty_updates_without_a_hiccup(enter):
    mei, rita = enter(), enter("rita@example.com")
    asked: list[str] = []
    film = rita.locator("video")
    film.evaluate("video => { video.muted = true; video.playbackRate = 0.25; return video.play(); }")
    expect(film).to_have_js_property("paused", False)
    rita.wait_for_timeout(1_500)  # the film is small: all of it is here by then
    film.evaluate(FOLLOW)
    rita.on("request", lambda request: "/film.mp4" in request.url and asked.append(request.url))
    begun = monotonic()
    for number in range(UPDATES):
        say(mei, f"Comment number {number}")
        expect(rita.locator("#thread")).to_contain_text(f"Comment number {number}", timeout=SOON)
    passed = rita.evaluate("window.passed")
    assert passed["back"] == 0, passed
    assert passed["waits"] <= (monotonic() - begun > 40), passed  # only its end stops it
    assert passed["last"] > 1
    assert asked == []


class TestTroubleOnTheLine:
    """What keeps news away is said in words, and is over by itself."""

    @staticmethod
    def notice(page: Page, name: str):
        return page.locator(f'[data-live-notice="{name}"]')

    def test_no_connection(self, gallery):
        page = gallery()
        page.context.set_offline(True)
        expect(self.notice(page, "offline")).to_be_visible(timeout=SOON)
        page.context.set_offline(False)
        expect(self.notice(page, "offline")).to_be_hidden(timeout=SOON)

    def test_signed_out_elsewhere(self, gallery):
        page = gallery()
        cookies = page.context.cookies()
        page.context.clear_cookies()
        expect(self.notice(page, "signed-out")).to_be_visible(timeout=SOON)
        page.context.add_cookies(cookies)
        expect(self.notice(page, "signed-out")).to_be_hidden(timeout=60_000)

    def test_the_studio_starts_again(self, gallery, studio):
        mei, rita = gallery(), gallery("rita@example.com")
        studio.kill("web")
        wait_for(studio.who_answers, 30, "the web server to be back")
        mei.get_by_role("button", name="New video").first.click()
        mei.get_by_label("Name", exact=True).fill("After the break")
        expect(rita.locator("#cards")).to_contain_text("After the break", timeout=60_000)
        assert all(notice.is_hidden() for notice in rita.locator("[data-live-notice]").all())


class TestLooks:
    @pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
    def test_nothing_is_in_anybodys_way(self, gallery, width, scheme):
        page = gallery(width=width, height=844, scheme=scheme)
        examine(page, "#cards .vcard")
        page.get_by_text("Filters", exact=True).click()
        expect(page.get_by_label("Face", exact=True)).to_be_visible()
        examine(page, "#filter-form select")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_everything_is_reached_by_keyboard(self, gallery):
        page = gallery()
        page.get_by_role("searchbox").focus()
        reached = []
        for _ in range(14):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))
        for name in ("Sort", "Filters"):
            assert name in reached
        assert any(text.startswith("All") for text in reached)
