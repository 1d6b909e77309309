"""Many videos at once, with a mouse, a finger, the keyboard alone, and without scripts."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import QUICK, found_studio, sign_in
from tests.browser.filling import fill
from tests.browser.test_accessibility import examine
from tests.processes import Studio

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
FIFTY, SHOWN = 50, 24  # videos, and cards of a page
COMING = 15_000  # milliseconds in which a busy machine does something to fifty videos


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with Studio(**QUICK) as studio:
        yield studio


def look_at(page: Page, studio: Studio) -> None:
    """The project with all its videos."""
    page.goto(f"{studio.base_url}/projects/1/")
    expect(page.locator(".vcard").first).to_be_visible()


def title_of(page: Page, number: int) -> str:
    return page.locator(".vcard .title").nth(number).inner_text()


def box(page: Page, number: int):
    return page.locator(".pick").nth(number)


def chosen(page: Page) -> int:
    return page.locator(".pick:checked").count()


def expect_chosen(page: Page, count: int) -> None:
    words = {0: "", 1: "1 video chosen"}.get(count, f"{count} videos chosen")
    expect(page.locator("#bulk-bar [role=status]")).to_have_text(words)


def choose_all(page: Page) -> None:
    """All that are shown, then all that match: two clicks."""
    page.get_by_label("Choose all", exact=True).click()
    expect_chosen(page, SHOWN)
    page.get_by_label(re.compile(r"Choose all \d+ that match")).click()


def toast(page: Page, text: str) -> None:
    expect(page.locator("#toasts")).to_contain_text(text, timeout=COMING)


class TestMouse:
    """In order: each test goes on where the one before stopped."""

    def test_fifty_are_tagged_in_four_clicks(self, studio, person):
        page = person()
        found_studio(page, studio)
        fill(studio, FIFTY)
        look_at(page, studio)
        choose_all(page)
        expect_chosen(page, FIFTY)
        page.get_by_role("button", name="Tag", exact=True).click()
        page.keyboard.type("Spring")
        page.get_by_role("button", name="Add", exact=True).click()
        toast(page, f"“Spring” is on {FIFTY} more videos.")
        expect(page.locator(".vcard .tags")).to_have_count(SHOWN)
        page.get_by_role("button", name="Undo").click()
        toast(page, f"The tag is off {FIFTY} videos again.")
        expect(page.locator(".vcard .tags")).to_have_count(0, timeout=COMING)

    def test_fifty_are_deleted_and_undone(self, studio, person):
        page = person()
        sign_in(page, studio)
        look_at(page, studio)
        choose_all(page)
        page.get_by_role("button", name="Delete", exact=True).click()
        toast(page, f"{FIFTY} videos moved to the trash.")
        expect(page.locator(".vcard")).to_have_count(0, timeout=COMING)
        page.get_by_role("button", name="Undo").click()
        toast(page, f"{FIFTY} videos are back.")
        look_at(page, studio)
        expect(page.locator(".page-head")).to_contain_text(f"{FIFTY} videos")

    def test_what_is_shown_changes_in_the_open_page(self, studio, person):
        page = person()
        sign_in(page, studio)
        look_at(page, studio)
        page.get_by_role("link", name="Show more").click()
        expect(page.locator(".vcard")).to_have_count(2 * SHOWN)
        page.evaluate("document.body.dataset.same = ''")
        page.get_by_label("Choose all", exact=True).click()
        expect_chosen(page, 2 * SHOWN)
        page.get_by_role("button", name="Tag", exact=True).click()
        page.keyboard.type("Summer")
        page.keyboard.press("Enter")
        toast(page, f"“Summer” is on {2 * SHOWN} more videos.")
        expect(page.locator(".vcard .tags")).to_have_count(2 * SHOWN, timeout=COMING)
        expect_chosen(page, 2 * SHOWN)  # for what is to be done next
        page.get_by_role("button", name="Tag", exact=True).click()
        page.get_by_role("button", name="Take Summer off").click()
        toast(page, f"“Summer” is off {2 * SHOWN} videos.")
        page.get_by_role("button", name="Delete", exact=True).click()
        toast(page, f"{2 * SHOWN} videos moved to the trash.")
        expect(page.locator(".vcard")).to_have_count(0, timeout=COMING)
        expect_chosen(page, 0)
        page.locator(".toast", has_text="trash").get_by_role("button", name="Undo").click()
        toast(page, f"{2 * SHOWN} videos are back.")
        expect(page.locator(".vcard")).to_have_count(2 * SHOWN, timeout=COMING)
        expect_chosen(page, 0)
        assert page.locator("body[data-same]").count() == 1  # it was never loaded again

    def test_a_range_with_shift_and_none_with_escape(self, studio, person):
        page = person()
        sign_in(page, studio)
        look_at(page, studio)
        box(page, 1).click()
        box(page, 6).click(modifiers=["Shift"])
        expect_chosen(page, 6)
        box(page, 3).click()
        expect_chosen(page, 5)
        box(page, 5).click(modifiers=["Shift"])
        expect_chosen(page, 3)
        examine(page, "#bulk-bar .acts")
        page.keyboard.press("Escape")
        expect_chosen(page, 0)

    def test_a_card_that_comes_is_not_chosen_and_the_others_stay_so(self, studio, person):
        page = person()
        sign_in(page, studio)
        look_at(page, studio)
        page.get_by_label("Choose all", exact=True).click()
        fill(studio, 0, being_made=1)
        page.evaluate("htmx.trigger('#live', 'wake')")
        expect(page.locator(".vcard")).to_have_count(SHOWN + 1, timeout=COMING)
        expect_chosen(page, SHOWN)
        assert not box(page, 0).is_checked()
        page.get_by_role("button", name="Choose none").click()
        expect_chosen(page, 0)
        choose = page.get_by_label("Choose all", exact=True)
        choose.click()
        page.get_by_label(f"Choose all {FIFTY + 1} that match").click()  # it knows of the one that came
        page.get_by_role("button", name="Delete", exact=True).click()
        toast(page, f"{FIFTY} videos moved to the trash. 1 is being made and stayed.")
        page.get_by_role("button", name="Undo").click()
        toast(page, f"{FIFTY} videos are back.")

    def test_a_zip_of_fifty(self, studio, person):
        page = person()
        sign_in(page, studio)
        look_at(page, studio)
        choose_all(page)
        with page.expect_download() as coming:
            page.get_by_role("button", name="Download", exact=True).click()
        archive = zipfile.ZipFile(coming.value.path())
        assert archive.testzip() is None
        assert sum(name.endswith(".mp4") for name in archive.namelist()) == FIFTY
        lines = list(csv.reader(io.StringIO(archive.read("contents.csv").decode("utf-8-sig"))))
        assert len(lines) == 1 + FIFTY + 1
        assert sum(line[6] == "It has no film yet." for line in lines) == 1

    def test_the_trash(self, studio, person):
        page = person()
        sign_in(page, studio)
        look_at(page, studio)
        box(page, 1).click()
        box(page, 3).click(modifiers=["Shift"])
        page.get_by_role("button", name="Delete", exact=True).click()
        toast(page, "3 videos moved to the trash.")
        page.get_by_role("link", name="Trash").click()
        examine(page, ".list li")
        page.get_by_role("button", name=re.compile("^Bring back ")).first.click()
        toast(page, "1 video is back.")
        page.get_by_role("button", name=re.compile("^Delete for good now ")).first.click()
        examine(page, ".actions")
        page.get_by_role("button", name="Delete for good").click()
        toast(page, "1 video is deleted for good.")
        page.get_by_role("button", name="Bring all back").click()
        examine(page, ".empty")


class TestKeyboardAlone:
    def test_chooses_tags_and_deletes(self, studio, person):
        page = person()
        sign_in(page, studio)
        look_at(page, studio)
        box(page, 2).focus()
        expect(box(page, 2)).to_be_visible()
        page.keyboard.press("Space")
        expect_chosen(page, 1)
        box(page, 5).focus()
        page.keyboard.press("Shift+Space")
        expect_chosen(page, 4)
        page.keyboard.press("Enter")  # presses nothing
        expect_chosen(page, 4)
        page.get_by_role("button", name="Tag", exact=True).focus()
        page.keyboard.press("Enter")
        examine(page, "#bulk-tag:popover-open", within="#bulk-tag")
        page.keyboard.press("Escape")
        expect(page.locator("#bulk-tag")).to_be_hidden()
        expect_chosen(page, 4)
        page.keyboard.press("Enter")
        expect(page.get_by_label("New tag")).to_be_focused()
        page.keyboard.type("Autumn")
        page.keyboard.press("Enter")
        toast(page, "“Autumn” is on 4 more videos.")
        page.get_by_label("Choose all", exact=True).focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Delete", exact=True).focus()
        page.keyboard.press("Enter")
        toast(page, "moved to the trash.")
        page.get_by_role("button", name="Undo").last.focus()
        page.keyboard.press("Enter")
        toast(page, "videos are back.")

    def test_renames_from_the_menu_of_a_card(self, studio, person):
        page = person()
        sign_in(page, studio)
        look_at(page, studio)
        title = title_of(page, 2)
        more = page.get_by_role("button", name=f"More about {title}", exact=True)
        more.focus()
        page.keyboard.press("Enter")
        examine(page, "#card-menu a", within="#card-menu")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        field = page.get_by_role("dialog").get_by_label("Name")
        expect(field).to_be_focused()
        examine(page, "dialog[open] .field")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(more).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#card-menu a").first).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        field.fill("")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text("This is needed.")
        field.fill("The first lesson")
        page.keyboard.press("Enter")
        expect(page.locator(".vcard .title").nth(2)).to_have_text("The first lesson")

    def test_tags_and_moves_one_in_its_dialogs(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/projects/new/")
        page.get_by_label("Name").fill("Zen")
        page.get_by_role("button", name="Make the project").click()
        look_at(page, studio)
        title = title_of(page, 3)
        page.get_by_role("button", name=f"More about {title}", exact=True).click()
        page.get_by_role("link", name="Tags").locator("visible=true").click()
        examine(page, "dialog[open] .adding")
        page.keyboard.type("Winter")
        page.keyboard.press("Enter")
        toast(page, "“Winter” is on 1 more video.")
        page.get_by_role("button", name=f"More about {title}", exact=True).click()
        page.get_by_role("link", name="Move to another project").locator("visible=true").click()
        examine(page, "dialog[open] .offer")
        page.get_by_role("dialog").get_by_role("button", name="Zen").click()
        toast(page, "1 video moved to “Zen”.")


class TestPhoneAndNoScripts:
    def test_a_finger_finds_the_boxes_and_the_bar_is_under_the_thumb(self, studio, browser):
        look = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}
        page = browser.new_context(**look).new_page()
        sign_in(page, studio)
        look_at(page, studio)
        assert box(page, 0).evaluate("box => getComputedStyle(box.closest('label')).opacity") == "1"
        box(page, 0).tap()
        assert page.locator("#bulk-bar .acts").bounding_box()["y"] > 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for button in page.locator("#bulk-bar .acts > .btn").all():
            assert button.bounding_box()["height"] >= 44
        page.close()

    def test_without_scripts_forms_do_it_all(self, studio, browser):
        with browser.new_page(java_script_enabled=False) as page:
            sign_in(page, studio)
            page.goto(f"{studio.base_url}/projects/1/")
            box(page, 1).check()
            box(page, 2).check()
            page.get_by_role("button", name="Delete", exact=True).click()
            toast(page, "2 videos moved to the trash.")
            page.get_by_role("button", name="Undo").click()
            toast(page, "2 videos are back.")
            title = title_of(page, 2)
            page.get_by_role("link", name=f"More about {title}", exact=True).click()
            page.get_by_role("link", name="Rename").click()
            page.get_by_label("Name").fill("Without scripts")
            page.get_by_role("button", name="Save").click()
            expect(page.get_by_role("link", name="Without scripts", exact=True)).to_be_visible()
