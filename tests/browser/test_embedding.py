"""The player of a share link within a page of somebody else, on another origin, and how it ends there."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import found_studio, leave, sign_in
from tests.browser.filling import fill, write
from tests.browser.test_accessibility import examine
from tests.processes import Studio, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CAPTIONED = """
from apps.media.captions import Cue
from apps.renders.models import Render
Render.objects.update(captions=[Cue(0, 2, "Hello from the tea house.").as_json()])
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: what it says is of no use here."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """`elsewhere(code)` is the address of a page of somebody else that has that code in it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = Thread(target=server.serve_forever)
    thread.start()

    def put(code: str) -> str:
        (tmp_path / "tea.html").write_text(f"<!doctype html><title>Tea</title><h1>Our tea</h1>{code}")
        return f"http://127.0.0.1:{server.server_port}/tea.html"

    yield put
    server.shutdown()
    thread.join()
    server.server_close()


def plays(page: Page) -> None:
    """Start it as its own controls do from the keyboard, and see that it goes on."""
    video = page.frame_locator("iframe").locator("video")
    expect(video).to_have_attribute("controls", "")
    video.focus()
    video.press("Space")
    wait_for(lambda: video.evaluate("video => video.currentTime") > 0.2, 15, "the film to play")


def make_code(page: Page, studio: Studio) -> str:
    page.goto(f"{studio.base_url}/videos/1/")
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("It may be embedded in other web pages").check()
    dialog.get_by_label("Passphrase").fill("oolong")
    dialog.get_by_role("button", name="Make a link").click()
    expect(dialog).to_contain_text("Other web pages cannot ask for a passphrase")
    dialog.get_by_label("Passphrase").fill("")
    dialog.get_by_role("button", name="Make a link").click()
    return dialog.get_by_label(re.compile("Code for other web pages")).input_value()


def test_the_code_plays_the_film_elsewhere_without_a_cookie_until_the_link_ends(studio, browser, person, elsewhere):
    page = person()
    found_studio(page, studio)
    expect(page.locator(".empty")).to_be_visible()
    fill(studio, 2)
    write(studio, CAPTIONED)
    code = make_code(page, studio)
    examine(page, "#share-code")
    (address,) = re.findall(r'src="([^"]+)"', code)
    there = elsewhere(code)

    context = browser.new_context()
    answers: list[Response] = []
    context.on("response", lambda answer: answers.append(answer))
    guest = context.new_page()
    guest.goto(there)
    expect(guest.frame_locator("iframe").get_by_text("AI-generated")).to_be_visible()
    plays(guest)
    assert {urlsplit(answer.url).path.rsplit("/", 1)[-1] for answer in answers} >= {"", "film.mp4", "poster.jpg"}
    assert not [answer.url for answer in answers if "set-cookie" in answer.all_headers()]
    assert not [answer.url for answer in answers if "cookie" in answer.request.all_headers()]
    assert context.cookies() == []
    assert guest.frame_locator("iframe").locator("video").evaluate("video => video.textTracks.length") == 1

    plain = browser.new_context(java_script_enabled=False)
    guest_without_scripts = plain.new_page()
    guest_without_scripts.goto(there)
    plays(guest_without_scripts)
    leave(plain)

    page.goto(there)  # with the cookies of somebody who is signed in: it is the same site, on another port
    plays(page)
    page.goto(address)
    examine(page, "video")
    page.goto(f"{studio.base_url}/videos/1/share/")
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text("Stopped on")).to_be_visible()
    guest.goto(there)
    expect(guest.frame_locator("iframe").get_by_text("There is no video here just now")).to_be_visible()
    page.goto(address)
    examine(page, "h1")
    leave(context)


def test_no_other_page_of_the_studio_stands_in_a_frame(studio, browser, elsewhere):
    """Goes on with the studio of the test before."""
    refused: list[str] = []
    with browser.new_page() as page:
        page.on("requestfailed", lambda request: refused.append(request.failure or ""))
        page.goto(elsewhere(f'<iframe src="{studio.base_url}/account/login/"></iframe>'))
        page.wait_for_timeout(500)
    assert refused == ["net::ERR_BLOCKED_BY_RESPONSE"]


def test_chosen_videos_are_shared_together(studio, browser, person):
    """Goes on with the studio of the tests before."""
    page = person()
    sign_in(page, studio)
    page.goto(f"{studio.base_url}/share/")
    examine(page, ".note.warn")
    page.goto(f"{studio.base_url}/share/?videos=1&videos=2")
    page.get_by_text("Which ones").click()
    examine(page, ".which[open] li")
    page.get_by_role("button", name="Make a link").click()
    guest = person(390, 844)
    guest.goto(page.get_by_label(re.compile("Copy it now")).input_value())
    expect(guest.get_by_role("heading", name="2 videos")).to_be_visible()
    guest.get_by_role("link", name="Lesson 2").click()
    expect(guest.get_by_role("link", name="All videos")).to_be_visible()
