"""A free draft in a real browser: tried, watched, shown, and made all the same when its worker dies."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import QUICK, found_studio, sign_in
from tests.processes import Studio, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MAKING = 60_000  # milliseconds in which a draft is made, with room for a busy machine


def fill_in(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(Make my first|New) video")).first.click()
    page.get_by_role("button", name="Use a sample face and voice").click()


def try_draft(page: Page) -> None:
    page.get_by_role("button", name="Try a free draft").locator("visible=true").first.click()


def film(page: Page, what: str) -> float:
    return float(page.locator("#draft video").evaluate(f"video => video.{what}"))


class TestDraft:
    """In order: each test goes on where the one before stopped."""

    def test_one_press_and_it_plays_and_seeks_in_the_page(self, studio, person):
        page = person()
        found_studio(page, studio)
        fill_in(page)
        try_draft(page)
        expect(page.locator("#draft [aria-current=step], #draft video").first).to_be_visible()
        expect(page.locator("#draft video")).to_be_visible(timeout=MAKING)  # by itself: nothing was reloaded
        page.locator("#draft [data-do=toggle]").click()
        wait_for(lambda: film(page, "currentTime") > 0.5, 15, "the film to play")
        page.locator("#draft input[type=range]").fill("8")
        wait_for(lambda: film(page, "currentTime") > 8.2, 15, "the film to go on from there")
        assert film(page, "videoWidth") / film(page, "videoHeight") == pytest.approx(4 / 5, abs=0.01)
        assert film(page, "duration") == pytest.approx(12.1, abs=0.5)
        assert "$0.00" in self.spent(page, studio)

    def spent(self, page: Page, studio: Studio) -> str:
        page.goto(f"{studio.base_url}/spending/")
        return page.locator("main").inner_text()

    def test_on_a_phone_as_the_chosen_quality_it_is_the_main_button(self, studio, person):
        page = person(width=390, height=844)
        self.sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/edit/")
        page.get_by_role("radio", name=re.compile("^Draft")).check()
        expect(page.locator("#paybar")).to_contain_text("Free")
        page.locator("#paybar").get_by_role("link", name="To the draft").click()  # it is of what is chosen
        expect(page.locator("#draft video")).to_be_in_viewport()
        page.get_by_role("radio", name=re.compile("^Standard")).check()
        expect(page.locator("#paybar .primary")).to_contain_text("Make video for")

    def test_it_is_shown_to_the_team_and_approved(self, studio, person):
        page = person()
        self.sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/edit/")
        page.get_by_role("link", name="Open it for comments").click()
        expect(page.locator(".rbar .chip")).to_have_text("Draft")
        page.get_by_role("button", name="Approve").first.click()
        page.locator("#approve").get_by_role("button", name="Approve").click()
        expect(page.locator(".rbar .chip")).to_have_text("Draft approved")
        page.goto(studio.base_url)
        expect(page.locator(".vcard .chip")).to_have_text("Draft approved")

    def sign_in(self, page: Page, studio: Studio) -> None:
        sign_in(page, studio)
        expect(page.get_by_role("heading", name="Home")).to_be_visible()


def drawing(studio: Studio) -> list[int]:
    """The programs that make drafts just now."""
    return [pid for pid, command in studio.processes().items() if "apps.preview.program" in command]


def test_the_worker_dies_in_the_middle_and_the_draft_is_made_all_the_same(tmp_path, person):
    with Studio(data_dir=tmp_path / "data", **QUICK) as studio:
        page = person()
        found_studio(page, studio)
        fill_in(page)
        try_draft(page)
        wait_for(lambda: drawing(studio), 20, "the draft to be begun")
        assert studio.kill("worker")
        expect(page.locator("#draft video")).to_be_visible(timeout=MAKING)
