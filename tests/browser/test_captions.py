"""What is said is typed beside the voice, read under the film, and saved as a file; a draft voice needs no service."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.test_accessibility import examine
from tests.browser.test_first_video import MAKING, wait_for_film
from tests.cast import PASSWORD
from tests.media_files import mp3
from tests.processes import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SAID = "Welcome to our spring tasting. Come in and have a cup of tea."
SHOWN = "video => [...(video.textTracks[0].activeCues ?? [])].map((cue) => cue.text)"
MODE = "video => video.textTracks[0].mode"

# Types into the second caption in the very moment in which it comes, as quick fingers on a slow machine may.
TYPES_AT_ONCE = """text => new MutationObserver((changes, observer) => {
  const caption = document.querySelector("#captions .cue:nth-child(2) textarea");
  if (!caption) return;
  observer.disconnect();
  caption.value = text;
  for (const name of ["input", "change"]) caption.dispatchEvent(new Event(name, { bubbles: true }));
}).observe(document.body, { childList: true, subtree: true })"""


def open_captions(page: Page) -> None:
    page.locator("#captions > summary").click()
    expect(page.locator("#captions-rows")).to_be_visible()


def shown_at(page: Page, seconds: float) -> list[str]:
    """The captions under the film at that moment."""
    video = page.locator("video")
    video.evaluate(f"video => video.currentTime = {seconds}")
    wait_for(lambda: video.evaluate(SHOWN), 10, "a caption")
    return video.evaluate(SHOWN)


class TestInOrder:
    """Each test goes on where the one before stopped."""

    def test_a_studio_without_any_service_speaks_a_draft(self, studio, person):
        page = person()
        page.goto(studio.base_url)
        for label, text in (("Your name", "Mei Lin"), ("E-mail", "mei@example.com"), ("Password", PASSWORD)):
            page.get_by_label(label).fill(text)
        page.get_by_role("button", name="Create my studio").click()
        page.goto(f"{studio.base_url}/projects/new/")
        page.get_by_label("Name").fill("Spring")
        page.get_by_role("button", name="Make the project").click()
        page.get_by_role("button", name=re.compile("New video|Make my first video")).first.click()
        page.get_by_text("Type a script").click()
        page.get_by_label("What the person says").fill(SAID)
        expect(page.locator("#script-price")).to_contain_text("Spoken, it lasts 3 seconds to 6 seconds.")
        examine(page, "#script-go")
        page.get_by_role("button", name="Speak it, free").click()
        expect(page.locator("#voice audio")).to_be_visible(timeout=MAKING)
        expect(page.locator("#voice .chip.active")).to_have_text("Draft voice")
        sound = page.locator("#voice audio")
        sound.evaluate("sound => sound.play()")
        wait_for(lambda: sound.evaluate("sound => sound.currentTime") > 0.5, 10, "the sound to play")
        assert 3 < sound.evaluate("sound => sound.duration") < 6

    def test_its_captions_are_there_and_a_row_plays_from_its_place(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/edit/")
        open_captions(page)
        expect(page.get_by_label("Caption 1", exact=True)).to_have_value("Welcome to our spring tasting.")
        page.get_by_role("button", name=re.compile("Listen from")).nth(1).click()
        expect(page.locator(".cue").nth(1)).to_have_class(re.compile("now"))
        assert page.locator("#voice audio").evaluate("sound => sound.currentTime") > 1
        page.get_by_text("Type the whole text").click()
        examine(page, "#captions [name=whole]")

    def test_what_is_typed_is_read_under_the_film_and_saved_as_a_file(self, studio, person, tmp_path):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/services/")
        page.get_by_role("button", name="Try it free").click()
        page.goto(f"{studio.base_url}/projects/1/")
        page.get_by_role("button", name="New video").first.click()
        page.get_by_role("button", name="Use a sample face and voice").click()
        page.locator("#recording").set_input_files(mp3(tmp_path / "hello.mp3", 6))
        expect(page.locator("#voice")).to_contain_text("6 seconds of clear speech")
        open_captions(page)
        page.get_by_label("What is said in the recording").fill(SAID)
        page.evaluate(TYPES_AT_ONCE, "Come in, tea is ready.")
        page.get_by_role("button", name="Make captions of it").click()
        expect(page.get_by_label("Caption 2", exact=True)).to_have_value("Come in, tea is ready.")
        expect(page.locator("#captions-saved")).to_contain_text("Captions saved")
        page.get_by_role("button", name=re.compile("Make video for")).first.click()
        expect(page.locator("a.play").first).to_be_visible(timeout=MAKING)
        page.locator("a.play").first.click()
        video = page.locator("video")
        wait_for_film(page, "readyState", 0)
        assert video.evaluate(MODE) == "disabled"
        page.get_by_role("button", name="Captions", exact=True).click()
        assert shown_at(page, 4.5) == ["Come in, tea is ready."]
        examine(page, '[data-do="captions"][aria-pressed="true"]')
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
            examine(page, "#download")
            page.get_by_role("navigation", name="Download").get_by_role("link", name="Captions").click()
        assert re.fullmatch(r"[\w-]+-1\.vtt", download.value.suggested_filename)
        saved = Path(download.value.path()).read_text()
        assert saved.startswith("WEBVTT\n\n00:00:00.000 --> ")
        assert "Come in, tea is ready." in saved

    def test_whoever_turns_the_sound_off_reads_unless_they_said_no(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/2/")
        video, captions = page.locator("video"), page.get_by_role("button", name="Captions", exact=True)
        page.get_by_role("button", name="Sound off").click()
        expect(captions).to_have_attribute("aria-pressed", "true")
        assert video.evaluate(MODE) == "showing"
        page.get_by_role("button", name="Sound off").click()
        expect(captions).to_have_attribute("aria-pressed", "false")
        captions.click()
        captions.click()
        page.get_by_role("button", name="Sound off").click()
        expect(captions).to_have_attribute("aria-pressed", "false")

    def test_a_correction_comes_to_the_film_that_is_made_already(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/2/edit/")
        open_captions(page)
        page.get_by_label("Caption 1", exact=True).fill("Welcome, all of you.")
        page.get_by_role("button", name="Part in two").first.click()  # at once: what was typed goes along
        expect(page.locator(".cue")).to_have_count(3)
        expect(page.locator("#split-0")).to_be_focused()
        page.get_by_role("button", name="Join with the next one").first.click()
        expect(page.locator(".cue")).to_have_count(2)
        page.get_by_role("button", name="Add a line").click()
        expect(page.get_by_label("Caption 3", exact=True)).to_be_focused()
        page.get_by_role("button", name="Remove").last.click()
        expect(page.locator(".cue")).to_have_count(2)
        expect(page.locator("#captions-rows")).to_be_focused()
        page.get_by_label("Caption 2 begins at, in seconds").fill("4")
        page.keyboard.press("Enter")
        expect(page.locator("#captions-saved")).to_contain_text("Captions saved")
        page.goto(f"{studio.base_url}/videos/2/")
        page.get_by_role("button", name="Captions", exact=True).click()
        assert shown_at(page, 1) == ["Welcome, all of you."]
        assert page.locator("video").evaluate("video => video.textTracks[0].cues[1].startTime") == 4

    def test_without_scripts_they_are_typed_and_saved_with_a_button(self, studio, browser):
        with browser.new_page(java_script_enabled=False) as page:
            sign_in(page, studio)
            page.goto(f"{studio.base_url}/videos/2/edit/")
            page.locator("#captions > summary").click()
            page.get_by_label("Caption 1", exact=True).fill("Without scripts.")
            page.get_by_role("button", name="Save the captions").click()
            page.locator("#captions > summary").click()
            expect(page.get_by_label("Caption 1", exact=True)).to_have_value("Without scripts.")
            expect(page.get_by_role("button", name=re.compile("Listen from"))).to_have_count(0)
