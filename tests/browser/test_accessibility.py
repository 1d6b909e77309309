"""Everybody can use it: axe on every page and state, the keyboard alone, a small phone, little motion, no scripts."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import QUICK, sign_in
from tests.cast import PASSWORD
from tests.media_files import RATE, jpeg, mp3
from tests.processes import Studio, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MAKING = 60_000  # milliseconds in which the practice service makes a film, with room for a busy machine
WIDE, PHONE, SMALL_PHONE = 1440, 390, 360  # pixels
ADD = "/admin/connections/connection/add/"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # off unless asked for
}
CONTRAST = {"runOnly": ["color-contrast"]}
WRONG = """async ([within, rules]) => {
    const wrong = (await axe.run(within, rules)).violations;
    for (const found of wrong.filter((each) => each.id === "target-size")) {  // just now, a bar may cover a part of it
        const small = [];
        for (const node of found.nodes) {
            document.querySelector(node.target[0]).scrollIntoView({ block: "center", behavior: "instant" });
            const again = await axe.run(node.target, { runOnly: { type: "rule", values: ["target-size"] } });
            if (again.violations.length) small.push(node);
        }
        found.nodes = small;
    }
    return wrong.filter((each) => each.nodes.length).map((each) => [each.help, each.nodes.map((node) => node.target)]);
}"""
FOCUSED = """() => {
    const here = document.activeElement;
    const around = [...(here.closest(".tline")?.querySelectorAll(".lane") ?? [])];  // its range input is transparent
    for (let each = here; each; each = each.parentElement) around.push(each);
    const ringed = (each, part) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(each, part);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    const place = here.closest("label:has(.vh)") ?? here;  // of a field that is seen as its label
    const { left, top, width, height } = place.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    return {
        name: here === document.body ? "" : here.ariaLabel ?? here.labels?.[0]?.innerText ?? here.innerText.trim(),
        html: here.outerHTML.slice(0, 200),
        ring: here.matches("body, audio") || around.some((each) => ringed(each) || ringed(each, "::after")),
        inSight: here === document.body || place.contains(seen) || Boolean(seen?.contains(place)),
    };
}"""


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    # Time to look at what is being made, and texts that tell the practice service what to do wrong.
    with Studio(**{**QUICK, "PRACTICE_SECONDS": "5"}, PRACTICE_FAULTS="1") as studio:
        yield studio


def examine(page: Page, shows: str, within: str = "html") -> None:
    """Once the page shows that: no sideways scrolling on a small phone; axe, narrow and wide, light and dark."""
    expect(page.locator(shows).first).to_be_visible()
    page.set_viewport_size({"width": SMALL_PHONE, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE, f"{page.url} with {shows}"
    page.evaluate(AXE_SCRIPT)
    for width in (PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        assert page.evaluate(WRONG, [within, RULES]) == [], f"{page.url} with {shows}, {width} px wide"
    page.emulate_media(color_scheme="dark")  # in which nothing but the colours is different, wherever a thing stands
    assert page.evaluate(WRONG, [within, CONTRAST]) == [], f"{page.url} with {shows}, dark"


def examine_at(page: Page, studio: Studio, *paths: str) -> None:
    for path in paths:
        page.goto(f"{studio.base_url}{path}")
        examine(page, "h1")


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def introduce(page: Page, name: str, password: str) -> None:
    for label, text in (("Your name", name), ("E-mail", f"{name.lower()}@example.com"), ("Password", password)):
        page.get_by_label(label).fill(text)


def make_sample(page: Page, studio: Studio) -> None:
    page.goto(f"{studio.base_url}/projects/1/")
    press(page, "New video")
    press(page, "Use a sample face and voice")
    press(page, re.compile("Make video for"))


def look_again(page: Page) -> bool:
    """Press what is there without scripts; whether the voice has come."""
    page.get_by_role("link", name="Look again").click()
    return page.locator("#voice audio").count() > 0


def invitation(page: Page, studio: Studio) -> str:
    page.goto(f"{studio.base_url}/team/")
    page.get_by_label("Reviewer").check()
    press(page, "Make a link")
    return page.locator("#link").input_value()


class TestEveryPage:
    """In order: each test goes on where the one before stopped."""

    def test_of_an_empty_install(self, studio, person):
        page = person()
        examine_at(page, studio, "/")
        introduce(page, "Mei", "short")
        press(page, "Create my studio")
        examine(page, ".errorlist")
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Create my studio")
        examine(page, ".ways")
        press(page, "Try it free")
        examine(page, ".empty")
        page.goto(f"{studio.base_url}/services/")
        page.get_by_text("More services").click()
        examine(page, "details[open] .panel")
        examine_at(page, studio, "/team/", "/account/password/change/", "/account/mails/", "/projects/new/")
        page.get_by_label("Name").fill("Spring")
        press(page, "Make the project")
        examine(page, ".empty.nothing")
        page.locator(".me").click()
        examine(page, "#account-menu")

    def test_of_a_video_that_is_filled_in(self, studio, person, tmp_path):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/projects/1/")
        press(page, "New video")
        examine(page, "#sample form")
        page.locator("#photo").set_input_files(jpeg(tmp_path / "small.jpg", (160, 200)))
        expect(page.locator("#face")).to_contain_text("too small")
        page.locator("#recording").set_input_files(mp3(tmp_path / "hush.mp3", samples=np.zeros(4 * RATE, np.int16)))
        expect(page.locator("#voice [role=alert]")).to_be_visible()
        page.locator("#prompt").evaluate("(field) => field.removeAttribute('maxlength')")
        page.locator("#prompt").fill("smile " * 500)
        examine(page, "#finish-errors [role=alert]")
        press(page, "Use a sample face and voice")
        examine(page, "#voice audio")
        press(page, "Try a free draft")
        expect(page.locator("#draft video")).to_be_visible(timeout=MAKING)
        page.get_by_role("radio", name=re.compile("^Draft")).check()
        examine(page, "#draft video")

    def test_of_a_text_that_is_typed_and_spoken(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/projects/1/")
        press(page, "New video")
        page.get_by_text("Type a script").click()
        press(page, "Speak it for")
        examine(page, "#script-errors")
        text = page.get_by_label("What the person says")
        text.fill("Hi.")
        examine(page, "#script-price .note.warn")
        expect(page.locator("#script-errors")).to_have_count(0)
        text.fill("fault:submit=1301 We open at nine, and the first pot of tea is on us.")
        expect(page.locator("#script-price")).to_contain_text("Spoken, it lasts")
        press(page, "Speak it for")
        examine(page, "#voice .note.bad .receipt")
        text.fill("fault:submit=429+9 We open at nine, and the first pot of tea is on us.")
        press(page, "Speak it again")
        examine(page, "#speech[role=status]")
        expect(page.locator("#voice audio")).to_be_visible(timeout=MAKING)
        page.get_by_label("Speed").select_option("1.5")
        examine(page, "#script-price .note.warn")

    def test_of_a_service_that_is_connected(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}{ADD}")
        examine(page, "h1", within="#content")  # what stands around it is Django's own

    def test_of_a_video_that_is_made_and_judged(self, studio, person):
        page, stranger = person(), person()
        sign_in(page, studio)
        make_sample(page, studio)
        examine(page, "#cards .stages")
        page.locator(".vcard .title a").first.click()
        examine(page, ".review .stages")
        stranger.goto(invitation(page, studio))
        examine(page, "#link")
        examine(stranger, "input[type=password]")
        page.goto(f"{studio.base_url}/projects/1/")
        play = page.locator(".vcard").first.locator("a.play")
        expect(play).to_be_visible(timeout=MAKING)
        examine_at(page, studio, "/", "/projects/1/?show=fix", "/projects/1/")
        play.click()
        page.locator("[data-composer]").fill("A little slower, please")
        press(page, "Send")
        examine(page, "#thread .cmt")
        press(page, "Ask for changes")
        examine(page, "#changes[open]")
        page.keyboard.press("Escape")
        press(page, "Approve")
        examine(page, "#approve[open]")

    def test_of_people_who_are_not_let_in(self, studio, person):
        owner, guest = person(), person()
        examine_at(guest, studio, "/account/login/", "/account/password/reset/", "/join/no-such-link/")
        sign_in(owner, studio)
        guest.goto(invitation(owner, studio))
        introduce(guest, "Rita", PASSWORD)
        press(guest, re.compile("^Join"))
        examine(guest, ".vcard")
        examine_at(guest, studio, "/videos/1/edit/", "/no-such-page/", "/account/logout/")


def tab(page: Page) -> str:
    """One step on with the Tab key; the name of what has the focus now, which is in sight and shows it."""
    page.keyboard.press("Tab")
    here = page.evaluate(FOCUSED)
    assert (here["ring"], here["inSight"]) == (True, True), here
    return str(here["name"])


def tab_to(page: Page, name: str, key: str = "") -> None:
    """Tab until the focus is on what is called that, and press the key there."""
    assert any(re.search(name, tab(page)) for _ in range(120)), f"Tab never comes to {name!r}"
    if key:
        page.keyboard.press(key)


class TestKeyboardAlone:
    def test_signs_in_makes_a_video_watches_comments_and_approves(self, studio, person):
        page = person()
        page.goto(f"{studio.base_url}/account/login/")
        tab_to(page, "^E-mail")
        page.keyboard.type("mei@example.com")
        tab_to(page, "^Password")
        page.keyboard.type(f"{PASSWORD}\n")
        page.wait_for_url(f"{studio.base_url}/")
        tab_to(page, "^New video", "Space")
        page.wait_for_url(re.compile("/edit/"))
        tab_to(page, "Use a sample face and voice", "Enter")
        expect(page.locator("#voice audio")).to_be_visible()
        tab_to(page, "^Make video for", "Space")
        expect(page.locator(".vcard").first.locator("a.play")).to_be_visible(timeout=MAKING)
        tab_to(page, "^Play ", "Enter")
        page.wait_for_url(re.compile(r"/videos/\d+/"))
        tab_to(page, "^Play$", "Space")
        wait_for(lambda: page.evaluate("document.querySelector('video').currentTime > 0.3"), 10, "the film to play")
        tab_to(page, "^Write a comment")
        page.keyboard.type("Well said")
        tab_to(page, "^Send", "Enter")
        expect(page.locator("#thread")).to_contain_text("Well said")
        tab_to(page, "^Ask for changes", "Enter")
        page.keyboard.press("Escape")
        assert page.evaluate(FOCUSED)["name"] == "Ask for changes"
        tab_to(page, "^Approve", "Enter")
        tab_to(page, "^Approve", "Enter")  # in the dialog
        expect(page.locator(".rbar .chip")).to_contain_text("Approved")

    def test_types_a_text_and_hears_it(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.wait_for_url(f"{studio.base_url}/")
        tab_to(page, "^New video", "Space")
        page.wait_for_url(re.compile("/edit/"))
        tab_to(page, "^Upload", "ArrowLeft")  # round to the last way
        tab_to(page, "^What the person says")
        page.keyboard.type("We open at nine, and the first pot of tea is on us.")
        expect(page.locator("#script-price")).to_contain_text("Spoken, it lasts")
        tab_to(page, "^Speak it for", "Enter")
        expect(page.locator("#voice audio")).to_be_visible(timeout=MAKING)
        assert page.evaluate("document.activeElement.id") == "speech"
        assert page.evaluate("document.activeElement.contains(document.querySelector('#voice audio'))")

    def test_every_stop_is_in_sight_on_a_phone(self, studio, person):
        page = person(width=PHONE, height=844)
        sign_in(page, studio)
        pages = ("/", "/projects/1/", "/videos/1/edit/", "/videos/2/", "/team/", "/faces/", "/faces/1/", "/reviews/")
        for path in pages:
            page.goto(f"{studio.base_url}{path}")
            assert sum(1 for _ in iter(lambda: tab(page), "")) > 5  # once round the page


class TestLittleMotion:
    def test_stops_all_that_moves_by_itself(self, studio, person):
        page = person(motion="no-preference")
        sign_in(page, studio)
        make_sample(page, studio)
        expect(page.locator(".stages .now")).to_be_visible()
        moving = "document.getAnimations().filter((each) => each.playState === 'running').length"
        assert page.evaluate(moving) > 0
        page.emulate_media(reduced_motion="reduce")
        wait_for(lambda: page.evaluate(moving) == 0, 5, "everything to stand still")


class TestWithoutScripts:
    def test_a_video_is_made_commented_on_and_approved(self, studio, browser, tmp_path):
        with browser.new_page(java_script_enabled=False) as page:
            sign_in(page, studio)
            press(page, "New video")
            page.locator("#photo").set_input_files(jpeg(tmp_path / "anna.jpg"))
            press(page, "Send the photo")
            expect(page.locator("#face")).to_contain_text("This photo works.")
            page.locator("#recording").set_input_files(mp3(tmp_path / "hello.mp3", 4))
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

    def test_a_typed_text_is_spoken(self, studio, browser):
        with browser.new_page(java_script_enabled=False) as page:
            sign_in(page, studio)
            press(page, "New video")
            page.get_by_text("Type a script").click()
            page.get_by_label("What the person says").fill("We open at nine, and the first pot of tea is on us.")
            press(page, "See how long it will be")
            expect(page.locator("#script-price")).to_contain_text("Spoken, it lasts")
            press(page, "Speak it for")
            expect(page.locator("#voice")).to_contain_text("Your text becomes a voice")
            wait_for(lambda: look_again(page), MAKING / 1000, "the voice")
            expect(page.locator("#voice .receipt")).to_contain_text("charged $0.01")
