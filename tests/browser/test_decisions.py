"""A decision between two people: who must make it, made in two steps, seen by the other one, taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import found_studio, sign_in
from tests.browser.test_accessibility import examine, press
from tests.browser.test_asking import join, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MAKING = 60_000  # milliseconds in which the practice service makes a film, with room for a busy machine
COMING = 15_000  # milliseconds in which an open page hears what somebody else did


def approve(page: Page) -> None:
    """In two steps."""
    page.get_by_role("button", name="Approve").locator("visible=true").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(page.locator("#toasts")).to_contain_text("You approved: Version 1.")


def section(page: Page, name: str):
    return page.locator("section", has=page.get_by_role("heading", name=re.compile(f"^{name}")))


class TestDeciding:
    """In order: each test goes on where the one before stopped."""

    def test_an_owner_says_who_must_approve_and_it_comes_to_their_page(self, studio, person):
        owner, reviewer = person(), person()
        found_studio(owner, studio)
        join(owner, reviewer, studio, "Reviewer", "Rita")
        reviewer.get_by_role("link", name="Reviews").locator("visible=true").click()
        looked_at(reviewer, "#inbox .empty")
        owner.goto(studio.base_url)
        press(owner, "Make my first video")
        press(owner, "Use a sample face and voice")
        owner.get_by_role("button", name=re.compile("Make video for")).locator("visible=true").first.click()
        owner.get_by_role("link", name="Who must approve").click()
        owner.get_by_label("Rita").check()
        looked_at(owner, "form .check")
        press(owner, "Save")
        expect(owner.locator(".page-head")).to_contain_text("To be approved by: Rita")
        expect(section(reviewer, "Your turn").locator("li")).to_have_count(1, timeout=MAKING)  # by itself
        expect(reviewer.locator("#turn-side")).to_contain_text("1")
        looked_at(reviewer, "#inbox li")

    def test_who_must_approve_does_and_the_other_one_sees_it(self, studio, person):
        owner, reviewer = person(), person(width=390, height=844)
        sign_in(owner, studio)
        owner.goto(f"{studio.base_url}/reviews/")
        expect(section(owner, "Waiting for others").locator("li")).to_contain_text("Still to approve: Rita")
        sign_in(reviewer, studio, "rita@example.com")
        reviewer.get_by_role("link", name=re.compile("^Reviews 1 waits for you")).locator("visible=true").click()
        reviewer.get_by_role("link", name=re.compile("^Review .*, Version 1$")).click()
        approve(reviewer)
        expect(section(owner, "Done").locator("li")).to_contain_text("Approved by: Rita", timeout=COMING)
        owner.get_by_role("link", name=re.compile("^Watch .*, Version 1$")).click()
        expect(owner.locator(".rbar .chip")).to_contain_text("Approved")
        press(reviewer, "Undo")
        expect(reviewer.locator("#toasts")).to_contain_text("Taken back.")
        expect(owner.locator(".rbar .chip")).to_contain_text("Needs review", timeout=COMING)
        expect(owner.locator("#decisions")).to_contain_text("Still to approve: Rita.")
        owner.get_by_text("Decision log").click()
        examine(owner, "#log li")
        assert owner.locator("#log li b").all_inner_texts() == ["Rita", "Rita"]
        with owner.expect_download() as download:
            owner.get_by_role("link", name="Download as a table").click()
        assert download.value.suggested_filename.endswith(".csv")


class TestWithoutScripts:
    def test_a_version_is_approved_and_that_is_taken_back(self, studio, browser):
        with browser.new_page(java_script_enabled=False) as page:
            sign_in(page, studio, "rita@example.com")
            page.goto(f"{studio.base_url}/reviews/")
            page.get_by_role("link", name=re.compile("^Review ")).first.click()
            approve(page)
            press(page, "Undo")
            expect(page.locator("#toasts")).to_contain_text("Taken back.")
            expect(page.locator(".rbar .chip")).to_contain_text("Needs review")
