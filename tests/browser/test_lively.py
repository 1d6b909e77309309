"""What is lively in the gallery: a film that plays on its card, and a notice of the browser for who looks elsewhere."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import found_studio, leave, sign_in
from tests.browser.filling import fill, write
from tests.browser.test_accessibility import examine
from tests.browser.test_weight import TOLD
from tests.processes import Studio, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PLAYING = ".media > video"
STILL = "no-preference"  # people who do not mind motion
HIDDEN = """() => Object.defineProperty(document, "hidden", { configurable: true, get: () => true })"""
NOTICES = """() => {
    window.notices = [];
    window.Notification = class extends window.Notification {
        constructor(title, options) {
            super(title, options);
            window.notices.push([title, options.tag]);
            window.notice = this;
        }
    };
}"""


@pytest.fixture(scope="module")
def filled(studio: Studio, browser: Browser) -> Studio:
    with browser.new_page() as owner:
        found_studio(owner, studio)
        expect(owner.locator(".empty")).to_be_visible()
        fill(studio, 3)
    return studio


def gallery(person, studio: Studio, **look: object) -> Page:
    page = person(motion=STILL, **look)
    sign_in(page, studio)
    page.goto(f"{studio.base_url}/projects/1/")
    expect(page.locator("a.play")).to_have_count(3)
    return page


def films(page: Page) -> list[str]:
    """The parts of films that are asked for from now on."""
    asked: list[str] = []
    page.on("request", lambda each: "film" in each.url and asked.append(each.headers.get("range", "all")))
    return asked


def boxes(page: Page) -> list[dict[str, float]]:
    return page.locator(".vcard").evaluate_all("cards => cards.map((card) => card.getBoundingClientRect().toJSON())")


class TestPreview:
    def test_plays_where_the_pointer_rests_one_at_a_time_without_a_sound_and_moves_nothing(self, filled, person):
        page = gallery(person, filled)
        before, cards, asked = boxes(page), page.locator(".vcard"), films(page)
        cards.nth(0).locator(".media").hover(force=True)
        video = cards.nth(0).locator(PLAYING)
        wait_for(lambda: video.count() and video.evaluate("video => video.currentTime") > 0.2, 10, "the film to play")
        assert asked == [f"bytes=0-{3 * 1024 * 1024 - 1}"]
        assert video.evaluate("video => [video.muted, video.loop, video.controls]") == [True, False, False]
        expect(video).to_have_class("on")
        assert [box["height"] for box in boxes(page)] == [box["height"] for box in before]
        cards.nth(1).locator(".media").hover(force=True)
        expect(cards.nth(1).locator(PLAYING)).to_have_count(1)
        expect(page.locator(PLAYING)).to_have_count(1)
        cards.nth(1).locator(".foot").hover(force=True)
        expect(page.locator(PLAYING)).to_have_count(0)

    def test_asks_for_nothing_where_the_pointer_only_passes(self, filled, person):
        page = gallery(person, filled)
        asked = films(page)
        for number in range(3):
            page.locator(".media").nth(number).hover(force=True)
        page.locator("h1").hover()
        page.wait_for_timeout(600)
        assert asked == []

    def test_ends_by_itself_and_plays_again_only_for_who_comes_again(self, filled, person):
        page = gallery(person, filled)
        page.locator(".media").first.hover(force=True)
        expect(page.locator(PLAYING)).to_have_count(1)
        expect(page.locator(PLAYING)).to_have_count(0, timeout=15_000)  # the film lasts two seconds
        box = page.locator(".media").first.bounding_box()
        page.mouse.move(box["x"] + 30, box["y"] + 30)
        page.wait_for_timeout(600)
        expect(page.locator(PLAYING)).to_have_count(0)
        page.locator("h1").hover()
        page.locator(".media").first.hover(force=True)
        expect(page.locator(PLAYING)).to_have_count(1)

    def test_plays_for_the_keyboard_until_it_goes_on_or_escape_is_pressed(self, filled, person):
        page = gallery(person, filled)
        page.locator(".seg a").last.focus()
        while not page.evaluate("document.activeElement.matches('a.play')"):
            page.keyboard.press("Tab")
        expect(page.locator(PLAYING)).to_have_count(1)
        assert page.evaluate("document.activeElement.matches('a.play')")
        page.keyboard.press("Escape")
        expect(page.locator(PLAYING)).to_have_count(0)
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(page.locator(PLAYING)).to_have_count(1)
        examine(page, PLAYING)
        page.keyboard.press("Tab")
        expect(page.locator(PLAYING)).to_have_count(0)

    def test_is_not_for_who_wants_little_motion_or_pays_for_what_is_loaded(self, filled, person):
        calm = person()
        sign_in(calm, filled)
        saver = person(motion=STILL)
        saver.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
        sign_in(saver, filled)
        for page in (calm, saver):
            page.goto(f"{filled.base_url}/projects/1/")
            asked = films(page)
            page.locator(".media").first.hover(force=True)
            page.wait_for_timeout(700)
            assert asked == []

    def test_is_not_for_fingers(self, filled, browser):
        context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
        page = context.new_page()
        sign_in(page, filled)
        page.goto(f"{filled.base_url}/projects/1/")
        asked = films(page)
        box = page.locator(".media").first.bounding_box()
        page.evaluate("addEventListener('click', (event) => event.preventDefault(), true)")
        page.touchscreen.tap(box["x"] + 40, box["y"] + 60)
        page.wait_for_timeout(700)
        assert asked == []
        leave(context)


class TestNotice:
    def test_is_asked_for_by_a_button_comes_to_who_looks_elsewhere_and_can_be_turned_off(self, filled, person):
        page = person()
        page.context.grant_permissions(["notifications"], origin=filled.base_url)
        page.add_init_script(f"({NOTICES})()")
        sign_in(page, filled)
        write(filled, TOLD)  # another version is being made
        page.goto(f"{filled.base_url}/projects/1/")
        button = page.get_by_role("button", name="Tell me when a video is ready")
        expect(button).to_have_attribute("aria-pressed", "false")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        examine(page, "[data-notify] button")
        page.reload()
        expect(button).to_have_attribute("aria-pressed", "true")
        page.evaluate(HIDDEN)
        write(filled, TOLD)  # it is ready
        wait_for(lambda: page.evaluate("notices.length"), 40, "the notice")
        [[title, tag]] = page.evaluate("notices")
        assert re.fullmatch(r"“Lesson \d” is ready\.", title)
        assert re.fullmatch(rf"{filled.base_url}/videos/\d+/", tag)
        page.evaluate("notice.dispatchEvent(new Event('click'))")
        page.wait_for_url(tag)
        page.goto(f"{filled.base_url}/projects/1/")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")

    def test_whoever_refused_reads_how_to_allow_it(self, filled, person):
        page = person()
        page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
        sign_in(page, filled)
        page.goto(f"{filled.base_url}/projects/1/")
        expect(page.get_by_text("To allow it, click the sign beside the web address")).to_be_visible()
        expect(page.get_by_role("button", name="Tell me when a video is ready")).to_have_count(0)
        examine(page, "[data-notify-refused]")

    def test_a_browser_that_knows_no_notices_shows_nothing(self, filled, person):
        page = person()
        page.add_init_script("delete window.Notification")
        sign_in(page, filled)
        page.goto(f"{filled.base_url}/projects/1/")
        expect(page.locator("[data-notify]")).to_be_hidden()
