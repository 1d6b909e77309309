"""A video by each service, and one from a typed text: on real processes, in a real browser."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import found_studio, sign_in
from tests.browser.test_first_video import MAKING, wait_for_film

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

OTHERS = ["UniAll", "CometAPI", "ChainHub"]


def bill(studio: Any) -> list[dict[str, Any]]:
    """What the practice service has taken."""
    return [json.loads(line) for line in (Path(studio.data_dir) / "practice" / "bill.jsonl").read_text().splitlines()]


def start(page: Page, studio: Any, title: str, service: str) -> None:
    """A new video with the sample face and voice, to be made by one of the practice connections."""
    page.goto(studio.base_url)
    page.get_by_role("button", name=re.compile("New video|Make my first video")).first.click()
    page.get_by_role("button", name="Use a sample face and voice").click()
    with page.expect_response(re.compile("/save/$")):
        page.get_by_label("Name", exact=True).fill(title)
    with page.expect_response(re.compile("/save/$")):
        page.get_by_label("Service", exact=True).select_option(label=service)
    expect(page.locator("#summary")).to_contain_text(service)


def make(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Make video for")).first.click()
    expect(page.locator(".vcard").first).to_be_visible()


def play(page: Page, title: str) -> None:
    """Wait for the film, and watch it until it moves."""
    card = page.locator(".vcard", has_text=title)
    expect(card.locator("a.play")).to_be_visible(timeout=MAKING)
    card.locator("a.play").click()
    page.get_by_role("button", name=re.compile("^Play")).first.click()
    wait_for_film(page, "currentTime", 0.5)


def wait_until(page: Page, what: str) -> None:
    """Wait until an expression is true. (The pages forbid what Playwright's own way needs.)"""
    for _ in range(100):
        if page.evaluate(what):
            return
        page.wait_for_timeout(100)
    raise AssertionError(what)


class TestFourServices:
    """In order: the first one founds the studio."""

    def test_the_first_is_what_try_it_free_uses_and_the_others_wait_under_more(self, studio, person):
        page = person()
        found_studio(page, studio)
        page.goto(f"{studio.base_url}/services/")
        page.get_by_text("More services").click()
        for name in OTHERS:
            expect(page.locator("main")).to_contain_text(f"Practice: {name}")
        start(page, studio, "By Kling", "Practice service")
        make(page)
        play(page, "By Kling")
        assert [line["dialect"] for line in bill(studio)] == ["kling"]

    def test_each_of_the_others_makes_a_film_too(self, studio, person):
        page = person()
        sign_in(page, studio)
        for name in OTHERS:
            start(page, studio, f"By {name}", f"Practice: {name}")
            make(page)
        project = page.url
        for name in OTHERS:
            page.goto(project)
            play(page, f"By {name}")
        assert sorted(line["dialect"] for line in bill(studio)) == ["chainhub", "cometapi", "kling", "uniall"]

    def test_a_typed_text_becomes_a_voice_and_then_a_film(self, studio, person):
        page = person(width=390, height=844)
        sign_in(page, studio)
        start(page, studio, "Typed", "Practice service")
        page.locator("#voice").get_by_text("Type a script").click()
        text = page.get_by_label("What the person says")
        text.fill("Welcome to Lantern Tea. We open at nine, and the first pot is on us.")
        expect(page.locator("#script-count")).to_contain_text("68 of 1000")
        expect(page.locator("#script-price")).to_contain_text("The video then costs")
        page.get_by_label("Who speaks").select_option(index=2)
        page.get_by_role("button", name=re.compile(r"^Speak it for \$0\.01")).click()
        expect(page.locator("#voice .receipt")).to_contain_text("charged $0.01", timeout=20_000)
        expect(page.locator("#voice .receipt")).to_contain_text("in play money")
        expect(page.locator("#summary")).to_contain_text("seconds at $0.056")
        page.evaluate("document.querySelector('#voice audio').play()")
        wait_until(page, "document.querySelector('#voice audio').currentTime > 0.3")
        make(page)
        play(page, "Typed")
        speeches = [line for line in bill(studio) if line["kind"] == "speech"]
        assert len(speeches) == 1

    def test_a_text_that_runs_over_is_said_before_it_is_paid(self, studio, person):
        page = person()
        sign_in(page, studio)
        start(page, studio, "Too long", "Practice: CometAPI")
        page.locator("#voice").get_by_text("Type a script").click()
        page.get_by_label("What the person says").fill("Tea. " * 200)
        expect(page.locator("#script-price")).to_contain_text(
            "may run longer than the 1 minute that Practice: CometAPI takes"
        )
        assert len([line for line in bill(studio) if line["kind"] == "speech"]) == 1
