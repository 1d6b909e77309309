"""From an empty machine to a playing film, for two people: on real processes, in a real browser."""

import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.cast import PASSWORD
from tests.media_files import jpeg, mp3

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MAKING = 60_000  # milliseconds in which the practice service makes a film, with room for a busy machine


class Clicks:
    """Counts what a person presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def __call__(self, role: str, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role(role, name=name).first.click()
        self.count += 1


def film(page: Page, what: str) -> float:
    """A property of the page's <video>, as soon as it has one: a click may still be on its way to that page."""
    return float(page.locator("video").evaluate(f"video => video.{what}"))


def wait_for_film(page: Page, what: str, above: float) -> None:
    for _ in range(150):
        if film(page, what) > above:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{what} did not get above {above}: {film(page, what)}")


class TestFirstVideo:
    """In order: each test goes on where the one before stopped."""

    def test_from_the_empty_install_to_a_playing_film_in_twelve_clicks(self, studio, person):
        page = person()
        answers: list[int] = []
        page.on("response", lambda answer: "/film.mp4" in answer.url and answers.append(answer.status))
        click = Clicks(page)
        page.goto(studio.base_url)
        expect(page).to_have_url(re.compile("/welcome/$"))
        page.get_by_label("Your name").fill("Mei Lin")
        page.get_by_label("E-mail").fill("mei@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        click("button", "Create my studio")
        click("button", "Try it free")
        click("button", "Make my first video")
        click("button", "Use a sample face and voice")
        click("button", re.compile("Make video for"))
        card = page.locator(".vcard")
        expect(card.locator(".stages li[aria-current=step]")).to_be_visible()
        expect(card.locator("a.play")).to_be_visible(timeout=MAKING)  # by itself: nothing was reloaded
        expect(page.locator("#toasts")).to_contain_text("is ready")
        click("link", re.compile("^Play"))
        click("button", re.compile("^Play"))
        wait_for_film(page, "currentTime", 0.5)
        assert click.count <= 12
        page.locator("video").evaluate("video => video.currentTime = 6")
        wait_for_film(page, "currentTime", 6.3)
        assert 206 in answers
        assert film(page, "videoWidth") > 0

    def test_a_second_person_joins_comments_and_approves_while_the_owner_watches(self, studio, person):
        owner, guest = person(), person(width=390, height=844)
        sign_in(owner, studio)
        owner.goto(f"{studio.base_url}/team/")
        owner.get_by_label("Reviewer").check()
        owner.get_by_role("button", name=re.compile("link", re.IGNORECASE)).first.click()
        link = owner.locator("input[readonly]").first.input_value()
        assert "/join/" in link

        guest.goto(link)
        guest.get_by_label("Your name").fill("Rita Moss")
        guest.get_by_label("E-mail").fill("rita@example.com")
        guest.get_by_label("Password").fill(PASSWORD)
        guest.get_by_role("button", name=re.compile("^Join")).click()

        owner.goto(studio.base_url)
        owner.locator(".vcard .title a").click()
        expect(owner.locator("#thread .cmt")).to_have_count(0)
        owner.get_by_role("button", name=re.compile("^Play")).first.click()

        guest.locator(".vcard .title a").click()
        wait_for_film(guest, "readyState", 0)
        guest.locator("video").evaluate("video => video.currentTime = 2")
        guest.locator("[data-composer]").fill("Please smile here")
        guest.get_by_role("button", name="Send").click()
        expect(guest.locator("#thread .cmt")).to_contain_text("Please smile here")
        expect(guest.locator("#thread .cmt .stamp")).to_contain_text("0:02")

        expect(owner.locator("#thread .cmt")).to_contain_text("Please smile here")
        expect(owner.locator("#thread .cmt")).to_contain_text("Rita")
        assert film(owner, "currentTime") > 0.5  # the film went on while the comment came in

        guest.get_by_role("button", name=re.compile("Approve")).last.click()
        guest.get_by_role("dialog").get_by_role("button", name=re.compile("Approve")).click()
        expect(owner.locator(".rbar .chip")).to_contain_text("Approved", timeout=15_000)  # a quiet page asks less often

    def test_what_was_chosen_is_there_after_a_reload(self, studio, person, tmp_path):
        page = person()
        sign_in(page, studio)
        page.get_by_role("button", name="New video").first.click()
        page.wait_for_url(re.compile("/edit/$"))  # with its scripts: nobody chooses a photo before
        page.locator("#face input[type=file]").set_input_files(jpeg(tmp_path / "anna.jpg"))
        expect(page.locator("#face")).to_contain_text("This photo works.")
        page.locator("#recording").set_input_files(mp3(tmp_path / "hello.mp3", 4))
        expect(page.locator("#voice")).to_contain_text("4 seconds")
        with page.expect_response(re.compile("/save/$")):
            page.get_by_label("Name", exact=True).fill("Spring offer")
        with page.expect_response(lambda answer: "/save/" in answer.url and "prompt=f" in answer.request.post_data):
            page.locator("[data-phrase]").first.click()  # its phrase starts with an f
        page.reload()
        expect(page.get_by_label("Name", exact=True)).to_have_value("Spring offer")
        assert page.locator("#prompt").input_value()
        expect(page.locator("#face")).to_contain_text("This photo works.")
        expect(page.locator("#summary")).to_contain_text("$0.23")

    def test_a_photo_that_cannot_be_used_is_said_in_the_browser_and_by_the_server(self, studio, person, tmp_path):
        page = person(width=390, height=844)
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/projects/1/")
        page.get_by_role("button", name="New video").first.click()
        small = jpeg(tmp_path / "small.jpg", (160, 200))
        page.locator("#face input[type=file]").set_input_files(small)
        expect(page.locator("#face")).to_contain_text("too small")
        expect(page.locator("#face")).to_contain_text("160 × 200")
        Image.new("RGB", (6400, 6400)).save(tmp_path / "poster.jpg")  # no browser minds that many pixels, but we do
        page.locator("#face input[type=file]").set_input_files(tmp_path / "poster.jpg")
        expect(page.locator("#face [role=alert]")).to_contain_text("more than 40 million pixels")

    def test_a_visitor_is_asked_to_sign_in_first(self, studio, person):
        page = person()
        for address in ("/projects/1/", "/videos/1/", "/takes/1/film.mp4"):
            page.goto(f"{studio.base_url}{address}")
            expect(page).to_have_url(re.compile("/account/login/"))
