"""Two versions in a real browser: in step to a tenth of a second, one sound at a time, beside and over each other."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import found_studio, sign_in
from tests.browser.test_accessibility import examine
from tests.browser.test_first_video import MAKING
from tests.media_files import mp3
from tests.processes import Studio, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# How far the films are apart, in seconds, each time that a picture is drawn while they go on together.
APART = """async (seconds) => {
    const [a, b] = document.querySelectorAll("[data-compare] video");
    const end = performance.now() + 1000 * seconds;
    const apart = [];
    while (performance.now() < end) {
        await new Promise(requestAnimationFrame);
        if (!a.paused || !b.paused) apart.push(Math.abs(a.currentTime - b.currentTime));
    }
    return apart.sort((x, y) => x - y);
}"""


def films(page: Page, what: str) -> list[float | bool]:
    return page.locator("[data-compare] video").evaluate_all(f"films => films.map((film) => film.{what})")


def in_step(page: Page, seconds: float) -> None:
    """Within a tenth of a second all the time, but for moments in which a busy machine draws nothing."""
    apart = page.evaluate(APART, seconds)
    assert len(apart) > 10
    assert apart[int(len(apart) * 0.9)] <= 0.1, apart


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()


class TestCompare:
    """In order: each test goes on where the one before stopped."""

    def open(self, page: Page, studio: Studio) -> None:
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/compare/")

    def test_the_room_leads_to_both_which_stay_in_step(self, studio, person, tmp_path):
        page = person()
        found_studio(page, studio)
        press(page, re.compile("Make my first video"))
        press(page, "Use a sample face and voice")
        press(page, re.compile("Make video for"))
        expect(page.locator("a.play").first).to_be_visible(timeout=MAKING)
        page.goto(f"{studio.base_url}/videos/1/edit/")
        page.locator("#recording").set_input_files(mp3(tmp_path / "shorter.mp3", 9))
        expect(page.locator("#voice")).to_contain_text("9 seconds of clear speech")
        press(page, re.compile("Make video for"))
        page.goto(f"{studio.base_url}/videos/1/")
        page.get_by_role("link", name="Compare").click(timeout=MAKING)  # it comes with the second film
        expect(page.locator("tr", has_text="Length")).to_contain_text(re.compile(r"9\.0 seconds\s+12\.5 seconds"))
        press(page, "Play")
        wait_for(lambda: min(films(page, "currentTime")) > 0.2, 15, "both to play")
        in_step(page, 3)
        page.get_by_label("Position in both videos").fill("1")
        wait_for(lambda: min(films(page, "currentTime")) > 1.2, 15, "both to go on from there")
        in_step(page, 3)
        press(page, "Pause")
        wait_for(lambda: all(films(page, "paused")), 5, "both to stop")
        first, second = films(page, "currentTime")
        assert first == pytest.approx(second, abs=0.001)  # the very same moment

    def test_one_is_heard_at_a_time(self, studio, person):
        page = person()
        self.open(page, studio)
        assert films(page, "muted") == [False, True]
        press(page, "Version 1")
        assert films(page, "muted") == [True, False]
        press(page, "Off")
        assert films(page, "muted") == [True, True]
        expect(page.get_by_role("button", name="Off")).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("button", name="Version 1")).to_have_attribute("aria-pressed", "false")

    def test_the_shorter_one_waits_at_its_end_and_both_begin_again(self, studio, person):
        page = person()
        self.open(page, studio)
        page.get_by_label("Speed").select_option("2")
        page.get_by_label("Position in both videos").fill("8")
        press(page, "Play")
        wait_for(lambda: films(page, "currentTime")[1] > 10, 15, "the longer one to go on")
        assert films(page, "paused")[0]
        assert films(page, "currentTime")[0] == pytest.approx(9, abs=0.1)
        expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=15_000)  # it has ended
        press(page, "Play")
        wait_for(lambda: all(0.2 < moment < 8 for moment in films(page, "currentTime")), 15, "both to begin again")

    def test_keys_and_the_seam(self, studio, person):
        page = person()
        self.open(page, studio)
        wait_for(lambda: min(films(page, "readyState")) > 0, 15, "both to be there")
        page.get_by_label("Position in both videos").focus()
        for key, moment in (("l", 5), ("ArrowLeft", 4), (".", 4.04)):
            page.keyboard.press(key)
            assert films(page, "currentTime") == pytest.approx([moment] * 2)
        page.keyboard.press("k")
        wait_for(lambda: min(films(page, "currentTime")) > 4.2, 15, "both to play")
        page.keyboard.press("k")
        press(page, "Over each other")
        seam = page.get_by_label(re.compile("^Where Version 2 ends"))
        seam.focus()
        page.keyboard.press("ArrowRight")
        expect(seam).to_have_value("51")
        expect(page.locator(".screen.a")).to_have_css("clip-path", "inset(0px 49% 0px 0px)")
        examine(page, "[data-view=over]")

    def test_one_that_cannot_be_played_says_so_and_the_other_goes_on_alone(self, studio, person):
        page = person()
        page.route("**/takes/2/film.mp4", lambda route: route.fulfill(status=404))
        self.open(page, studio)
        expect(page.locator(".screen.a [data-trouble]")).to_be_visible()
        expect(page.locator(".screen.b [data-trouble]")).to_be_hidden()
        press(page, "Play")
        wait_for(lambda: films(page, "currentTime")[1] > 0.5, 15, "the other one to play")

    def test_without_scripts_there_are_two_players(self, studio, browser):
        with browser.new_page(java_script_enabled=False) as page:
            self.open(page, studio)
            expect(page.locator("video[controls]")).to_have_count(2)
            expect(page.locator(".deck")).to_be_hidden()
            expect(page.locator(".differences")).to_be_visible()


class TestPlayer:
    """The room of the videos that were compared."""

    def test_a_range_plays_again_and_again_until_it_is_stopped(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/?v=1")
        position, video = page.get_by_label("Position in the video"), page.locator("video")
        wait_for(lambda: video.evaluate("video => video.readyState") > 0, 15, "the film to be there")
        for moment, button in (("2", "Loop: begin here"), ("2.6", "Loop: end here")):
            position.fill(moment)
            page.get_by_role("button", name=button).click()
        expect(page.locator(".lane .loop")).to_be_visible()
        position.fill("2.2")
        video.evaluate("video => { video.turns = 0; video.onseeked = () => { video.turns += 1; }; }")
        page.get_by_role("button", name="Play", exact=True).click()
        wait_for(lambda: video.evaluate("video => video.turns") >= 3, 15, "it to begin again")
        assert video.evaluate("video => video.currentTime") < 3.5
        page.get_by_role("button", name="Stop the loop").click()
        wait_for(lambda: video.evaluate("video => video.currentTime") > 3.5, 15, "it to go on")
        expect(page.locator(".lane .loop")).to_be_hidden()

    def test_it_plays_slower_and_its_keys_leave_the_list_of_speeds_alone(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/?v=1")
        speed, video = page.get_by_label("Speed"), page.locator("video")
        speed.select_option("0.5")
        assert video.evaluate("video => video.playbackRate") == 0.5
        speed.press("ArrowDown")
        expect(speed).to_have_value("1")
        assert video.evaluate("video => [video.playbackRate, video.currentTime]") == [1, 0]
        page.get_by_label("Position in the video").press(".")
        assert video.evaluate("video => video.currentTime") == pytest.approx(0.04)
        examine(page, "[data-speed]")
