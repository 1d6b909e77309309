"""Everybody can use it: axe on every page and state, the keyboard alone, a small phone, little motion, no scripts."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, QUICK, sign_in
from tests.media_files import RATE, jpeg, mp3
from tests.processes import Studio, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MAKING = 60_000  # milliseconds in which the practice service makes a film, with room for a busy machine
WIDE, PHONE, SMALL_PHONE = 1440, 390, 360  # pixels
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
FOCUSED = """() => {
    const here = document.activeElement;
    const around = [...(here.closest(".tline")?.querySelectorAll(".lane") ?? [])];  // its range input is transparent
    for (let each = here; each; each = each.parentElement) around.push(each);
    const ringed = (each, part) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(each, part);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    const { left, top, width, height } = here.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    return {
        name: here === document.body ? "" : here.ariaLabel ?? here.labels?.[0]?.innerText ?? here.innerText.trim(),
        html: here.outerHTML.slice(0, 200),
        ring: here.matches("body, audio") || around.some((each) => ringed(each) || ringed(each, "::after")),
        inSight: here.contains(seen) || Boolean(seen?.contains(here)),
    };
}"""


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with Studio(**{**QUICK, "PRACTICE_SECONDS": "5"}) as studio:  # time to look at what is being made
        yield studio


def examine(page: Page, where: str) -> None:
    """axe, wide and narrow, light and dark; then that a small phone never scrolls sideways."""
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for found in Axe().run(page, options=RULES).response["violations"]:
                places = [node["target"] for node in found["nodes"]]
                pytest.fail(f"{where}, {width} px, {scheme}: {found['id']}, {found['help']}: {places}")
    page.set_viewport_size({"width": SMALL_PHONE, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE, f"{where} scrolls sideways"
    page.set_viewport_size({"width": WIDE, "height": 900})


def examine_at(page: Page, studio: Studio, *paths: str) -> None:
    for path in paths:
        page.goto(f"{studio.base_url}{path}")
        examine(page, path)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def introduce(page: Page, name: str, password: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail").fill(f"{name.split()[0].lower()}@example.com")
    page.get_by_label("Password").fill(password)


def make_sample(page: Page, studio: Studio) -> None:
    page.goto(f"{studio.base_url}/projects/1/")
    press(page, "New video")
    press(page, "Use a sample face and voice")
    press(page, re.compile("Make video for"))
    page.wait_for_url(re.compile("/projects/"))


def invitation(page: Page, studio: Studio) -> str:
    page.goto(f"{studio.base_url}/team/")
    page.get_by_label("Reviewer").check()
    press(page, "Make a link")
    return page.locator("input[readonly]").input_value()


class TestEveryPage:
    """In order: each test goes on where the one before stopped."""

    def test_of_an_empty_install(self, studio, person):
        page = person()
        examine_at(page, studio, "/")
        introduce(page, "Mei Lin", "short")
        press(page, "Create my studio")
        examine(page, "a password that is too short")
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Create my studio")
        examine(page, "the choice of a service")
        press(page, "Try it free")
        examine_at(page, studio, "/", "/projects/new/", "/team/", "/account/password/change/")
        page.goto(f"{studio.base_url}/projects/new/")
        page.get_by_label("Name").fill("Spring")
        press(page, "Make the project")
        examine(page, "a project without videos")
        page.locator(".me").click()
        examine(page, "the account menu")

    def test_of_a_video_that_is_filled_in(self, studio, person, tmp_path):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/projects/1/")
        press(page, "New video")
        expect(page.locator("#face")).to_be_visible()
        examine(page, "an empty video")
        page.locator("#face input[type=file]").set_input_files(jpeg(tmp_path / "small.jpg", (200, 250)))
        expect(page.locator("#face")).to_contain_text("too small")
        silence = mp3(tmp_path / "silence.mp3", samples=np.zeros(4 * RATE, np.int16))
        page.locator("#voice input[type=file]").set_input_files(silence)
        expect(page.locator("#voice [role=alert]")).to_be_visible()
        page.locator("#prompt").evaluate("(field) => field.removeAttribute('maxlength')")
        page.locator("#prompt").fill("smile " * 500)
        expect(page.locator("#finish-errors [role=alert]")).to_be_visible()
        examine(page, "a photo, a recording and a style that cannot be used")
        press(page, "Use a sample face and voice")
        expect(page.locator("#voice audio")).to_be_visible()
        examine(page, "a video that can be made")

    def test_of_a_video_that_is_made_and_judged(self, studio, person):
        page, stranger = person(), person()
        sign_in(page, studio)
        make_sample(page, studio)
        examine(page, "a project while a video is being made")
        page.locator(".vcard .title a").first.click()
        expect(page.locator(".stages")).to_be_visible()
        examine(page, "the room of a video that is being made")
        link = invitation(page, studio)
        examine(page, "the team with a fresh link")
        stranger.goto(link)
        examine(stranger, "an invitation")
        page.goto(f"{studio.base_url}/projects/1/")
        expect(page.locator("a.play")).to_be_visible(timeout=MAKING)
        examine_at(page, studio, "/", "/projects/1/", "/projects/1/?show=fix")
        page.goto(f"{studio.base_url}/projects/1/")
        page.locator("a.play").click()
        page.locator("[data-composer]").fill("A little slower, please")
        press(page, "Send")
        expect(page.locator("#thread")).to_contain_text("A little slower")
        examine(page, "the room with a comment")
        press(page, "Ask for changes")
        examine(page, "what should change")
        page.keyboard.press("Escape")
        press(page, "Approve")
        examine(page, "approve this version?")

    def test_of_people_who_are_not_let_in(self, studio, person):
        owner, guest = person(), person()
        examine_at(guest, studio, "/account/login/", "/account/password/reset/", "/join/no-such-link/")
        sign_in(owner, studio)
        guest.goto(invitation(owner, studio))
        introduce(guest, "Rita Moss", PASSWORD)
        press(guest, re.compile("^Join"))
        expect(guest.locator(".vcard").first).to_be_visible()
        examine_at(guest, studio, "/", "/videos/1/edit/", "/no-such-page/", "/account/logout/")


def tab(page: Page) -> str:
    """One step on with the Tab key; the name of what has the focus now, which is in sight and shows it."""
    page.keyboard.press("Tab")
    here = page.evaluate(FOCUSED)
    assert here["ring"], f"no sign of the focus: {here['html']}"
    assert here["inSight"], f"covered: {here['html']}"
    return str(here["name"])


def tab_to(page: Page, name: str) -> None:
    assert any(re.search(name, tab(page)) for _ in range(120)), f"Tab never comes to {name!r}"


def press_on(page: Page, name: str, key: str = "Enter") -> None:
    tab_to(page, name)
    page.keyboard.press(key)


class TestKeyboardAlone:
    def test_signs_in_makes_a_video_watches_comments_and_approves(self, studio, person):
        page = person()
        page.emulate_media(reduced_motion="reduce")  # nothing slides while we look where the focus is
        page.goto(f"{studio.base_url}/account/login/")
        tab_to(page, "^E-mail")
        page.keyboard.type("mei@example.com")
        tab_to(page, "^Password")
        page.keyboard.type(f"{PASSWORD}\n")
        page.wait_for_url(f"{studio.base_url}/")
        press_on(page, "^New video", "Space")
        page.wait_for_url(re.compile("/edit/"))
        press_on(page, "Use a sample face and voice")
        expect(page.locator("#voice audio")).to_be_visible()
        press_on(page, "^Make video for", "Space")
        expect(page.locator(".vcard").first.locator("a.play")).to_be_visible(timeout=MAKING)
        press_on(page, "^Play ")
        page.wait_for_url(re.compile(r"/videos/\d+/"))
        press_on(page, "^Play$", "Space")
        wait_for(lambda: page.evaluate("document.querySelector('video').currentTime > 0.3"), 10, "the film to play")
        tab_to(page, "^Write a comment")
        page.keyboard.type("Well said")
        press_on(page, "^Send")
        expect(page.locator("#thread")).to_contain_text("Well said")
        press_on(page, "^Ask for changes")
        page.keyboard.press("Escape")
        assert page.evaluate(FOCUSED)["name"] == "Ask for changes"
        press_on(page, "^Approve")
        press_on(page, "^Approve")  # in the dialog
        expect(page.locator(".rbar .chip")).to_contain_text("Approved")

    def test_every_stop_is_in_sight_on_a_phone(self, studio, person):
        page = person(width=PHONE, height=844)
        page.emulate_media(reduced_motion="reduce")
        sign_in(page, studio)
        for path in ("/", "/projects/1/", "/videos/1/edit/", "/videos/2/", "/team/"):
            page.goto(f"{studio.base_url}{path}")
            assert sum(1 for _ in iter(lambda: tab(page), "")) > 5  # round the page, back to where it starts


class TestLittleMotion:
    def test_stops_all_that_moves_by_itself(self, studio, person):
        page = person()
        sign_in(page, studio)
        make_sample(page, studio)
        moving = "document.getAnimations().filter((each) => each.playState === 'running').length"
        expect(page.locator(".stages .now").first).to_be_visible()
        assert page.evaluate(moving) > 0
        page.emulate_media(reduced_motion="reduce")
        wait_for(lambda: page.evaluate(moving) == 0, 5, "everything to stand still")


class TestWithoutScripts:
    def test_a_video_is_made_commented_on_and_approved_through_plain_forms(
        self, studio: Studio, browser: Browser, tmp_path: Path
    ):
        page = browser.new_page(java_script_enabled=False)
        sign_in(page, studio)
        press(page, "New video")
        page.locator("#face input[type=file]").set_input_files(jpeg(tmp_path / "small.jpg", (200, 250)))
        press(page, "Send the photo")
        expect(page.locator("#face [role=alert]")).to_contain_text("too small")
        page.locator("#face input[type=file]").set_input_files(jpeg(tmp_path / "anna.jpg"))
        press(page, "Send the photo")
        expect(page.locator("#face")).to_contain_text("This photo works.")
        page.locator("#voice input[type=file]").set_input_files(mp3(tmp_path / "hello.mp3", 4))
        press(page, "Send the recording")
        page.get_by_label("Name", exact=True).fill("No scripts")
        page.get_by_label("I have permission").check()
        page.get_by_role("button", name=re.compile("Make video for")).first.press("Enter")
        page.get_by_role("link", name="No scripts", exact=True).click()
        wait_for(lambda: page.reload() and page.locator("video").count(), MAKING / 1000, "the film")
        page.locator("[data-composer]").fill("It works")
        press(page, "Send")
        expect(page.locator("#thread")).to_contain_text("It works")
        press(page, "Approve")
        page.get_by_role("dialog").get_by_role("button", name="Approve").click()
        expect(page.locator(".rbar .chip")).to_contain_text("Approved")
        page.close()
