"""A guest with a phone: one tap to a film that plays, three more to a comment that the team sees; and an approval."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.sharing.speaking import AT_ONCE
from tests.browser.conftest import found_studio, sign_in
from tests.browser.test_accessibility import PHONE, WIDE, examine
from tests.processes import Studio, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MAKING = 60_000  # milliseconds in which a draft is made, with room for a busy machine
SOON = 20_000  # in which a page hears what others did
TALL = 844


@pytest.fixture(scope="module")
def room(studio: Studio, browser) -> str:
    """The address of a video with a free draft, in a team of one person."""
    with browser.new_page() as owner:
        found_studio(owner, studio)
        owner.get_by_role("button", name=re.compile("^Make my first")).first.click()
        owner.get_by_role("button", name="Use a sample face and voice").click()
        owner.get_by_role("button", name="Try a free draft").locator("visible=true").first.click()
        expect(owner.locator("#draft video")).to_be_visible(timeout=MAKING)
    return f"{studio.base_url}/videos/1/"


def make_link(page: Page, person: str = "") -> str:
    """Press "Share" in the room; returns the address of the link, which is for that person, who may approve."""
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog")
    if person:
        dialog.get_by_label("may approve").check()
        dialog.get_by_role("button", name="Make a link").click()
        expect(dialog.get_by_text("write the name of the person")).to_be_visible()
        dialog.get_by_label("For one person").fill(person)
    dialog.get_by_role("button", name="Make a link").click()
    address = dialog.get_by_label(re.compile("Copy it now")).input_value()
    dialog.get_by_role("button", name="Done").click()
    return address


@contextmanager
def another_film(studio: Studio) -> Iterator[None]:
    """As if somebody had changed the one stored film."""
    [path] = studio.data_dir.glob("files/**/films/*.mp4")
    film = path.read_bytes()
    path.write_bytes(film + b"more")
    yield
    path.write_bytes(film)


class Taps:
    """Taps what is seen, and counts."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, place: Locator) -> None:
        place.click()
        self.count += 1


def is_playing(page: Page) -> bool:
    return bool(page.locator("video").evaluate("film => !film.paused && film.currentTime > 0.2"))


def test_one_tap_plays_the_film_and_three_more_send_a_comment_which_the_team_sees_at_once(studio, room, person):
    mei = person()
    sign_in(mei, studio)
    expect(mei.locator(".vcard")).to_be_visible()
    mei.goto(room)
    address = make_link(mei)

    guest, tap = person(PHONE, TALL), Taps()
    guest.goto(address)
    tap(guest.locator("video"))
    wait_for(lambda: is_playing(guest), 15, "the film to play")
    assert tap.count == 1
    tap(guest.get_by_label("Write a comment"))
    guest.keyboard.type("The first word is swallowed.")
    assert not is_playing(guest)
    at = guest.locator("[data-from]").input_value()
    assert at != "0:00.00"
    tap(guest.get_by_label("Your name"))
    guest.keyboard.type("Mei Lin")
    guest.context.set_offline(True)
    guest.get_by_role("button", name="Send").click()
    guest.context.set_offline(False)
    guest.goto(address)  # what was written is still there, with its moment and the name
    expect(guest.get_by_label("Write a comment")).to_have_value("The first word is swallowed.")
    expect(guest.get_by_label("Your name")).to_have_value("Mei Lin")
    tap(guest.get_by_role("button", name="Send"))
    assert tap.count == 1 + 3
    said = guest.locator("#thread > .cmt", has_text="The first word is swallowed.")
    expect(said).to_be_visible()
    expect(guest.locator(".pin")).to_have_count(1)
    expect(guest.locator("[data-from]")).to_have_value(at)  # the film is where it was
    expect(guest.get_by_label("Write a comment")).to_have_value("")

    heard = mei.locator("#thread > .cmt", has_text="The first word is swallowed.")
    expect(heard).to_be_visible(timeout=SOON)  # in a room that nobody loaded again
    expect(heard.get_by_text("Guest", exact=True)).to_be_visible()
    expect(mei.locator(".pin")).to_have_count(1)
    heard.get_by_role("link", name="Reply").click()
    mei.locator(".slot textarea").fill("Thank you.")
    mei.locator(".slot").get_by_role("button", name="Send").click()
    expect(heard.get_by_text("Thank you.")).to_be_visible(timeout=SOON)

    guest.reload()
    expect(said.get_by_text("Thank you.")).to_be_visible()
    said.locator("summary").click()
    examine(guest, "details[open] textarea")
    guest.set_viewport_size({"width": PHONE, "height": TALL})
    said.locator("textarea").evaluate("(field) => field.removeAttribute('required')")
    said.get_by_role("button", name="Send").click()
    examine(guest, ".write .errorlist")
    guest.set_viewport_size({"width": PHONE, "height": TALL})
    guest.get_by_role("link", name="Cancel").click()
    said.get_by_role("link", name="Edit").click()
    examine(guest, ".box.write")
    guest.get_by_label("Your comment").fill("The first word is cut off.")
    guest.get_by_role("button", name="Save").click()
    expect(heard).to_have_count(0, timeout=SOON)
    guest.get_by_role("button", name="Delete").click()
    examine(guest, ".cmt :text('Undo')")
    guest.get_by_role("button", name="Undo").click()
    expect(guest.locator(".cmt").get_by_text("The first word is cut off.")).to_be_visible()
    assert guest.get_by_label("Write a comment").input_value() == ""


def test_what_the_team_says_comes_by_itself_and_the_end_of_the_link_is_said(studio, room, person):
    mei = person()
    sign_in(mei, studio)
    expect(mei.locator(".vcard")).to_be_visible()
    mei.goto(room)
    guest = person(PHONE, TALL)
    guest.goto(make_link(mei))
    guest.get_by_label("Write a comment").fill("I am still wri")
    guest.locator("video").evaluate("film => { film.marked = true; film.muted = true; return film.play(); }")
    mei.locator("video").evaluate("film => { film.currentTime = 6; }")  # its pin lies over no other
    mei.locator("[data-composer]").fill("The pause is long")
    mei.locator("#composer-send").click()
    expect(guest.locator("#thread")).to_contain_text("The pause is long", timeout=SOON)
    assert guest.locator("video").evaluate("film => film.marked && film.currentTime > 0")
    expect(guest.get_by_label("Write a comment")).to_have_value("I am still wri")
    mei.goto(f"{room}share/")
    for _ in range(mei.get_by_role("button", name="End now").count()):
        mei.get_by_role("button", name="End now").first.click()
        mei.wait_for_load_state()
    expect(guest.get_by_text("This link has ended.")).to_be_visible(timeout=SOON)
    examine(guest, '[data-live-notice="gone"]')
    expect(guest.get_by_label("Write a comment")).to_have_value("I am still wri")


def test_somebody_with_a_link_of_their_own_approves_and_takes_it_back(studio, room, person):
    mei = person()
    sign_in(mei, studio)
    expect(mei.locator(".vcard")).to_be_visible()
    mei.goto(room)
    address = make_link(mei, "Pieter Vos")
    guest = person(PHONE, TALL)
    guest.goto(address)
    examine(guest, ".two")
    guest.get_by_role("link", name="Approve").click()
    expect(guest.get_by_role("heading", name="Approve this draft?")).to_be_visible()
    examine(guest, ".actions")
    guest.get_by_role("button", name="Approve").click()
    expect(guest.get_by_text("You approved: Draft 1")).to_be_visible()
    expect(mei.get_by_text("Pieter Vos (invited guest) approved this draft")).to_be_visible(timeout=SOON)
    examine(guest, ".answer .note.ok")
    guest.get_by_role("button", name="Undo").click()
    expect(guest.get_by_text("You approved")).to_have_count(0)
    guest.get_by_role("link", name="Ask for changes").click()
    guest.locator("textarea").evaluate("(field) => field.removeAttribute('required')")
    guest.get_by_role("button", name="Ask for changes").click()
    examine(guest, ".errorlist")
    guest.get_by_label("What should change?").fill("Say twenty-five.")
    guest.get_by_role("button", name="Ask for changes").click()
    examine(guest, ".answer .note")
    mei.set_viewport_size({"width": WIDE, "height": 900})
    expect(mei.get_by_text("Pieter Vos (invited guest) asked for changes")).to_be_visible(timeout=SOON)
    mei.goto(f"{room}share/")
    examine(mei, ".list .chip")

    with another_film(studio):
        guest.get_by_role("link", name="Approve").click()
        guest.get_by_role("button", name="Approve").click()
        examine(guest, ".told :text('not the one that was made')")
    comments = guest.locator("form[data-keep]").get_attribute("action")
    for _turn in range(AT_ONCE):
        guest.request.post(f"{studio.base_url}{comments}", form={"text": "Louder."})
    guest.get_by_role("link", name="Ask for changes").click()
    guest.get_by_label("What should change?").fill("Say twenty-five, slowly.")
    guest.get_by_role("button", name="Ask for changes").click()
    examine(guest, ".form .note")
    expect(guest.get_by_label("What should change?")).to_have_value("Say twenty-five, slowly.")


def test_without_scripts_a_comment_is_sent_too(studio, room, browser, person):
    mei = person()
    sign_in(mei, studio)
    expect(mei.locator(".vcard")).to_be_visible()
    mei.goto(room)
    address = make_link(mei)
    with browser.new_page(java_script_enabled=False) as guest:
        guest.goto(address)
        guest.get_by_label("Write a comment").fill("Without scripts")
        guest.get_by_label("From, in minutes").fill("0:01")
        guest.get_by_label("Your name").first.fill("Noor")
        guest.get_by_role("button", name="Send").click()
        said = guest.locator("#thread > .cmt", has_text="Without scripts")
        expect(said.locator(".stamp")).to_have_text("0:01")
        said.locator("summary").click()
        said.get_by_label("Write a reply").fill("And an answer")
        said.get_by_role("button", name="Send").click()
        expect(said).to_contain_text("And an answer")
        said.get_by_role("button", name="Delete").last.click()
        said.get_by_role("button", name="Undo").click()
        expect(said).to_contain_text("And an answer")
    expect(mei.locator("#thread > .cmt", has_text="Without scripts")).to_be_visible(timeout=SOON)
