"""Asking for an OK, undoing, and the film in the end: three people, each with a browser, on real processes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import QUICK, found_studio, sign_in
from tests.browser.test_accessibility import examine, press
from tests.cast import PASSWORD
from tests.processes import Studio

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MAKING = 60_000  # milliseconds in which the practice service makes a film, with room for a busy machine
WIDE = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with Studio(**{**QUICK, "UNDO_SECONDS": "20"}) as studio:  # time to look at what can be undone
        yield studio


def join(owner: Page, guest: Page, studio: Studio, role: str, name: str) -> None:
    """Somebody new comes into the team by an invitation link."""
    owner.goto(f"{studio.base_url}/team/")
    owner.get_by_label(role).check()
    press(owner, "Make a link")
    guest.goto(owner.locator("#link").input_value())
    for label, text in (("Your name", name), ("E-mail", f"{name.lower()}@example.com"), ("Password", PASSWORD)):
        guest.get_by_label(label).fill(text)
    press(guest, re.compile("^Join"))


def looked_at(page: Page, shows: str) -> None:
    """Everybody can use it, in every width and both schemes; then the page is wide again."""
    examine(page, shows)
    page.set_viewport_size(WIDE)


class TestAsking:
    """In order: each test goes on where the one before stopped."""

    def test_a_creator_asks_and_reads_that_nothing_was_paid(self, studio, person):
        owner, creator, producer = person(), person(), person()
        found_studio(owner, studio)
        join(owner, creator, studio, "Creator", "Cleo")
        join(owner, producer, studio, "Producer", "Bob")
        creator.goto(studio.base_url)
        press(creator, "Make my first video")
        press(creator, "Use a sample face and voice")
        looked_at(creator, "button:text('Ask to spend')")
        press(creator, re.compile("Ask to spend"))
        looked_at(creator, ".vcard button:text('Take it back')")
        expect(creator.locator(".vcard")).to_contain_text("You asked to spend")

    def test_in_two_clicks_a_producer_says_ok_and_undoes_it_in_time(self, studio, person):
        creator, producer = person(), person()
        sign_in(creator, studio, "cleo@example.com")
        creator.goto(f"{studio.base_url}/projects/1/")
        sign_in(producer, studio, "bob@example.com")
        looked_at(producer, "#asked li")
        producer.get_by_role("link", name=re.compile("^Look at .* and answer$")).click()
        looked_at(producer, "button:text('OK, spend')")
        press(producer, re.compile("^OK, spend"))
        expect(creator.locator(".vcard .chip")).to_contain_text("Not sent yet")  # by itself
        looked_at(producer, ".vcard button:text('Undo')")
        press(producer, "Undo")
        expect(producer.locator("#toasts")).to_contain_text("you were not charged")
        expect(producer.locator(".vcard .chip")).to_contain_text("Stopped")
        expect(producer.locator(".vcard a:text('Go on')")).to_be_focused()  # what came in the place of "Undo"
        expect(creator.locator(".vcard .chip")).to_contain_text("Stopped", timeout=15_000)
        looked_at(creator, ".vcard a:text('Go on')")

    def test_it_is_sent_back_with_a_comment(self, studio, person):
        creator, producer = person(), person()
        sign_in(creator, studio, "cleo@example.com")
        creator.locator(".vcard a:text('Go on')").click()
        press(creator, re.compile("Ask to spend"))
        expect(creator.locator(".vcard .chip")).to_contain_text("Waiting for an OK")
        sign_in(producer, studio, "bob@example.com")
        producer.get_by_role("link", name=re.compile("^Look at .* and answer$")).click()
        producer.get_by_label("What should be different?").fill("Smile more, please")
        press(producer, "Send it back")
        expect(creator.locator(".vcard")).to_contain_text("Bob sent it back", timeout=15_000)
        looked_at(creator, ".vcard .note")
        creator.locator(".vcard .title a").click()
        looked_at(creator, ".review .note")
        creator.get_by_role("link", name="Go on").click()
        expect(creator.locator(".note.warn").first).to_contain_text("Smile more, please")
        looked_at(creator, ".above .note")
        press(creator, re.compile("Ask to spend"))

    def test_then_there_is_a_film(self, studio, person):
        producer = person(width=390, height=844)
        sign_in(producer, studio, "bob@example.com")
        producer.get_by_role("link", name=re.compile("^Look at .* and answer$")).click()
        press(producer, re.compile("^OK, spend"))
        card = producer.locator(".vcard")
        expect(card.get_by_role("button", name="Undo")).to_be_visible()
        expect(card).to_contain_text("It cannot be stopped any more", timeout=MAKING)
        expect(card.locator("a.play")).to_be_visible(timeout=MAKING)
        bill = studio.data_dir / "practice" / "bill.jsonl"
        assert len(bill.read_text().splitlines()) == 1  # of four versions one was sent


class TestWithoutScripts:
    def test_what_was_just_asked_is_undone(self, studio, browser):
        with browser.new_page(java_script_enabled=False) as page:
            sign_in(page, studio)
            page.goto(f"{studio.base_url}/projects/1/")
            press(page, "New video")
            press(page, "Use a sample face and voice")
            page.get_by_role("button", name=re.compile("Make video for")).first.press("Enter")
            press(page, "Undo")
            expect(page.locator("#toasts")).to_contain_text("Nothing was sent, and you were not charged.")
            expect(page.locator(".vcard .chip").first).to_contain_text("Stopped")
