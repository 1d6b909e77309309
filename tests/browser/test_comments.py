"""Two people in one room, in real browsers: threads that change while somebody writes, and what a lost line keeps."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import found_studio, sign_in
from tests.browser.test_accessibility import examine, invitation
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
MAKING = 60_000  # milliseconds in which a draft is made, with room for a busy machine
SOON = 20_000  # in which a page hears what others did


def room_for_two(studio, browser) -> str:
    """The address of a video with a free draft, to which Rita was invited."""
    with browser.new_page() as owner:
        found_studio(owner, studio)
        owner.get_by_role("button", name=re.compile("^Make my first")).first.click()
        owner.get_by_role("button", name="Use a sample face and voice").click()
        owner.get_by_role("button", name="Try a free draft").locator("visible=true").first.click()
        expect(owner.locator("#draft video")).to_be_visible(timeout=MAKING)
        link = invitation(owner, studio)
    with browser.new_page() as guest:
        guest.goto(link)
        guest.get_by_label("Your name").fill("Rita Moss")
        guest.get_by_label("E-mail").fill("rita@example.com")
        guest.get_by_label("Password").fill(PASSWORD)
        guest.get_by_role("button", name=re.compile("^Join")).click()
        expect(guest.locator(".vcard")).to_be_visible()
    return f"{studio.base_url}/videos/1/"


def door(studio, person, room):
    """`enter("rita@example.com")` is that person's page, in the room."""

    def arrive(email: str = "mei@example.com", **size: int) -> Page:
        page = person(**size)
        sign_in(page, studio, email)
        expect(page.locator(".vcard").first).to_be_visible()
        page.goto(room)
        return page

    return arrive


room = pytest.fixture(room_for_two, scope="module", name="room")
enter = pytest.fixture(door, name="enter")


def say(page: Page, text: str) -> Locator:
    """Say it, and wait until it stands in the thread."""
    page.locator("[data-composer]").fill(text)
    page.locator("#composer-send").click()
    return thread(page, text)


def thread(page: Page, text: str) -> Locator:
    found = page.locator("#thread > .cmt", has_text=text)
    expect(found).to_be_visible(timeout=SOON)
    return page.locator(f"#{found.get_attribute('id')}")  # whatever it says later


def focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_others_change_everything_and_what_somebody_is_writing_and_watching_stays(enter):
    mei, rita = enter(), enter("rita@example.com", width=390, height=844)
    said = say(mei, "The pause is long")
    hers = thread(rita, "The pause is long")
    rita.locator("video").evaluate("video => { video.marked = true; video.muted = true; video.play(); }")
    hers.get_by_role("link", name="Reply").click()
    rita.locator(".slot textarea").fill("Half a second le")

    said.get_by_role("link", name="Edit").click()
    mei.locator(".slot textarea").fill("The pause is too long")
    mei.get_by_role("button", name="Save").click()
    expect(hers).to_contain_text("The pause is too long", timeout=SOON)
    said.get_by_role("link", name="Reply").click()
    mei.locator(".slot textarea").fill("By half a second?")
    mei.locator(".slot").get_by_role("button", name="Send").click()
    expect(hers).to_contain_text("By half a second?", timeout=SOON)
    said.get_by_role("button", name="Delete").first.click()
    expect(hers).to_contain_text("This comment was deleted.", timeout=SOON)
    said.get_by_role("button", name="Undo").click()
    expect(hers).to_contain_text("The pause is too long", timeout=SOON)

    said.get_by_role("button", name="Mark as done").click()
    expect(hers).to_contain_text("marked this as done", timeout=SOON)

    assert rita.locator(".slot textarea").is_visible()  # though what is done is not shown any more
    assert rita.locator(".slot textarea").input_value() == "Half a second le"
    assert focus(rita) == rita.locator(".slot textarea").get_attribute("id")
    assert rita.evaluate("document.querySelector('video').marked")
    rita.keyboard.type("ss, yes.\n\nRita")
    rita.locator(".slot").get_by_role("button", name="Send").click()
    expect(said).to_contain_text("Half a second less, yes.", timeout=SOON)
    assert rita.locator(".slot textarea").count() == 0


def test_a_part_is_marked_while_the_film_moves_and_its_pin_leads_to_it_once_it_is_done(enter):
    page = enter()
    page.locator("video").evaluate("video => { video.currentTime = 2.5 }")
    expect(page.locator("[data-from]")).to_have_value("0:02.50")
    page.get_by_role("button", name="Until", exact=True).click()
    page.locator("video").evaluate("video => { video.currentTime = 4.25 }")
    expect(page.locator("[data-until]")).to_have_value("0:04.25")
    said = say(page, "Slower in this part")
    expect(said.locator(".stamp")).to_have_text("0:02 – 0:04")
    expect(page.locator("[data-until]")).to_have_value("")

    open_ones = int(page.locator("#open-count").inner_text())
    said.get_by_role("button", name="Mark as done").press("Enter")
    expect(said).to_be_hidden()
    expect(page.locator("#open-count")).to_have_text(str(open_ones - 1))
    expect(page.locator("#show-open")).to_be_focused()  # not lost with the button
    page.locator(".pin.done").click()
    expect(said).to_be_visible()
    expect(page.locator(".reach")).to_be_visible()
    said.get_by_role("button", name="Reopen").click()
    expect(said).to_be_hidden()


def test_with_the_keyboard_a_field_opens_and_closes_and_the_focus_comes_back(enter):
    page = enter()
    said = say(page, "For the keyboard")
    for key, opens in (("Reply", "answer"), ("Edit", "change")):
        said.get_by_role("link", name=key).press("Enter")
        expect(page.locator(".slot textarea")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".slot textarea")).to_have_count(0)
        assert focus(page).endswith(opens)
    said.get_by_role("button", name="Delete").press("Enter")
    expect(said.get_by_role("button", name="Undo")).to_be_focused()
    expect(page.locator(".htmx-added")).to_have_count(0)  # until then it is a form like any other
    page.keyboard.press("Enter")
    expect(said.get_by_role("button", name="Delete")).to_be_focused()


def test_somebody_is_called_by_name_and_reads_it(enter):
    mei, rita = enter(), enter("rita@example.com")
    mei.locator("[data-composer]").press_sequentially("Is it loud enough, @ri")
    expect(mei.get_by_role("option", name="Rita Moss")).to_be_visible()
    mei.keyboard.press("Enter")
    expect(mei.locator("[data-composer]")).to_have_value("Is it loud enough, @Rita Moss ")
    mei.locator("#composer-send").click()
    expect(thread(rita, "Is it loud enough")).to_contain_text("Mentions you")


def test_everybody_can_use_it_in_every_state(enter):
    page = enter()
    first, second = say(page, "To be answered"), say(page, "To be edited")
    third = say(page, "To be deleted")
    third.get_by_role("button", name="Delete").click()
    expect(third.get_by_role("button", name="Undo")).to_be_visible()
    first.get_by_role("link", name="Reply").click()
    expect(page.get_by_label("Write a reply")).to_be_visible()
    second.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Your comment")).to_be_visible()
    page.get_by_role("button", name="Until", exact=True).click()
    page.locator("[data-composer]").press_sequentially("@")
    examine(page, "#people [role=option]")


def test_what_cannot_be_sent_is_kept_and_goes_out_by_itself(enter):
    page = enter()
    page.context.set_offline(True)
    page.locator("[data-composer]").fill("Sent from a train")
    page.locator("#composer-send").click()
    expect(page.locator("#composer [data-unsent]")).to_be_visible()
    expect(page.locator("#toasts .toast")).to_have_count(0)
    page.context.set_offline(False)
    thread(page, "Sent from a train")
    expect(page.locator("#composer [data-unsent]")).to_be_hidden()
    expect(page.locator("[data-composer]")).to_have_value("")
    page.locator("[data-composer]").fill("Not finished")
    page.reload()
    expect(page.locator("[data-composer]")).to_have_value("Not finished")
    say(page, "Finished")
    page.reload()
    expect(page.locator("[data-composer]")).to_have_value("")
    expect(page.locator("#thread > .cmt", has_text="Sent from a train")).to_have_count(1)


def test_without_scripts_everything_has_a_page_or_a_button(studio, room, browser):
    with browser.new_page(java_script_enabled=False) as page:
        sign_in(page, studio)
        page.goto(room)
        page.locator("[data-composer]").fill("Without scripts")
        page.locator("[data-from]").fill("0:01")
        page.locator("[data-until]").fill("0:02.5")
        page.get_by_role("button", name="Send").click()
        said = thread(page, "Without scripts")
        expect(said.locator(".stamp")).to_have_text("0:01 – 0:02")
        said.get_by_role("link", name="Reply").click()
        page.get_by_label("Write a reply").fill("An answer")
        page.get_by_role("button", name="Send").click()
        expect(said).to_contain_text("An answer")
        said.get_by_role("link", name="Edit").first.click()
        page.get_by_label("Your comment").fill("Without any scripts")
        page.get_by_role("button", name="Save").click()
        said = thread(page, "Without any scripts")
        said.get_by_role("button", name="Delete").first.click()
        said.get_by_role("button", name="Undo").click()
        said.get_by_role("button", name="Mark as done").click()
        expect(said).to_contain_text("marked this as done")  # it is what the address names
        page.goto(room)
        expect(said).to_be_hidden()
        page.get_by_text(re.compile("^Done")).click()
        said.get_by_role("button", name="Reopen").click()
        expect(said).to_be_visible()
