"""Twenty videos at once, three lines of which are no good: pasted, files dropped, one OK, mended, stopped."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import QUICK, found_studio, sign_in
from tests.browser.test_accessibility import examine, tab_to
from tests.browser.test_lost_worker import bill
from tests.media_files import jpeg, mp3
from tests.processes import Studio

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
MAKING = 120_000  # milliseconds in which the practice service makes the films, with room for a busy machine
LISTENING = 90_000  # milliseconds in which files are sent and looked at
TEXT = "We open at nine, and the first pot of tea is on us."

HEAD = "Title\tPhoto\tScript or audio file\tStyle\tQuality"
GOOD = [f"Episode {number}\tmei.jpg\thello.mp3\t\t" for number in range(1, 15)]
SPOKEN = [f"Spoken {number}\tANNA\t{TEXT}\tcalm voice\tPro" for number in range(1, 4)]
BAD = ["Lost\tnobody.jpg\thello.mp3\t\t", "\tmei.jpg\thello.mp3\t\t", "Sharp\tmei.jpg\thello.mp3\t\t8K"]
TABLE = "\n".join([HEAD, *GOOD, *BAD, *SPOKEN])


@pytest.fixture(scope="module")
def studio(browser: Browser) -> Iterator[Studio]:
    with Studio(**QUICK) as studio:
        with browser.new_page() as page:
            found_studio(page, studio)
            page.get_by_role("button", name="Make my first video").click()
            page.wait_for_url(re.compile("/edit/"))  # before it is closed
        yield studio


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("files")
    photos = [jpeg(folder / name, (400, 500)) for name in ("mei.jpg", "anna.jpg")]
    return [*photos, mp3(folder / "hello.mp3", 2)]


def button(page: Page, name: str):
    return page.get_by_role("button", name=re.compile(name))


class TestTwentyLines:
    """In order: each test goes on where the one before stopped."""

    def test_are_pasted_and_their_files_dropped(self, studio, person, files):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/projects/1/batch/")
        examine(page, "#id_text")
        page.locator("#id_text").fill(TABLE)
        button(page, "Look at the lines").click()
        expect(page.locator(".bline")).to_have_count(20)
        expect(page.locator("#batch-offer")).to_contain_text("20 lines need a change")
        expect(page.get_by_text("There is no photo “mei.jpg” yet.")).to_have_count(16)
        dropped = page.evaluate_handle("() => new DataTransfer()")
        for path in files:
            content = list(path.read_bytes())
            page.evaluate(
                "([all, name, content]) => all.items.add(new File([new Uint8Array(content)], name))",
                [dropped, path.name, content],
            )
        page.dispatch_event("[data-files]", "drop", {"dataTransfer": dropped})
        expect(page.get_by_text("All files are here.")).to_be_visible(timeout=LISTENING)
        expect(page.locator("#batch-offer")).to_contain_text("3 lines need a change and are not made.")

    def test_show_all_problems_in_words_and_one_price(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/batches/1/")
        for words in (
            "There is no photo “nobody.jpg” yet.",
            "There is no title.",
            "“8K” is not a quality that there is.",
        ):
            expect(page.locator(".bline", has_text=words)).to_have_count(1)
        expect(page.locator("#estimate")).to_have_text("$2.58 – $3.25")
        expect(button(page, "Make 17 videos for \\$2.58 to \\$3.25")).to_be_visible()
        expect(page.locator("#batch-offer")).to_contain_text("use their face and voice: ")
        examine(page, "#batch-offer")
        page.get_by_role("link", name="Change line 16").click()
        examine(page, "#id_title")
        button(page, "Save").click()
        page.wait_for_url(re.compile(r"/batches/1/#line-\d+$"))

    def test_are_made_with_one_ok_by_the_keyboard_alone(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/batches/1/")
        tab_to(page, "^I have permission from these people", "Space")
        page.get_by_role("button", name="Leave out line 1", exact=True).click()
        expect(button(page, "Make 16 videos for")).to_be_visible()
        page.get_by_role("button", name="Take in line 1", exact=True).click()
        expect(button(page, "Make 17 videos for")).to_be_visible()
        expect(page.get_by_label(re.compile("I have permission"))).to_be_checked()
        page.locator("#main").focus()
        tab_to(page, "^Make 17 videos", "Enter")
        expect(page.locator("#toasts")).to_contain_text("17 videos are in line, for up to $3.25 together.")
        expect(page.locator("#progress-title")).to_contain_text("of 17 videos are ready")
        examine(page, "#batch-progress")

    def test_what_was_bad_is_mended_in_a_spreadsheet_and_made_too(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/batches/1/")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download what needs a change").click()
        text = Path(download.value.path()).read_text("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["line"] for row in rows] == ["15", "16", "17"]
        assert "There is no title." in rows[1]["what is wrong"]
        rows[0]["face"], rows[1]["title"], rows[2]["quality"] = "mei", "Named", "standard"
        mended = io.StringIO()
        writer = csv.DictWriter(mended, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        table = {"name": "mended.csv", "mimeType": "text/csv", "buffer": mended.getvalue().encode()}
        page.locator("#id_table").set_input_files(table)
        button(page, "Put the lines in").click()
        expect(page.locator("#toasts")).to_contain_text("3 lines were replaced.")
        button(page, "Make 3 videos for").click()
        expect(page.locator("#progress-title")).to_contain_text("of 20 videos are ready")

    def test_come_in_by_themselves(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/batches/1/")
        expect(page.locator("#progress-title")).to_have_text("20 of 20 videos are ready", timeout=MAKING)
        expect(page.locator(".bline .chip", has_text="Needs review")).to_have_count(20)
        page.goto(f"{studio.base_url}/spending/")
        expect(page.locator("body")).to_contain_text("Spent")


class TestLostWorker:
    def test_each_line_is_made_once_all_the_same(self, studio, person):
        """Kill -9 while lines are handed over and texts are spoken, three times."""
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/projects/1/batch/")
        rows = [f"Number {number}\tmei.jpg\thello.mp3\t\tstandard" for number in range(12)]
        page.locator("#id_text").fill("\n".join([HEAD, *rows, *(line.replace("Pro", "") for line in SPOKEN)]))
        button(page, "Look at the lines").click()
        paid = len(bill(studio))
        button(page, "Make 15 videos").click()
        for wait in (0.3, 3, 6):
            page.wait_for_timeout(wait * 1000)
            assert studio.kill("worker")
        expect(page.locator("#progress-title")).to_have_text("15 of 15 videos are ready", timeout=MAKING)
        assert len(bill(studio)) - paid == 15
        page.goto(f"{studio.base_url}/projects/1/")
        for number in range(12):
            expect(page.get_by_role("link", name=f"Number {number}", exact=True)).to_have_count(1)


class TestStop:
    def test_stops_what_was_not_sent_and_says_how_many(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/projects/1/batch/")
        page.locator("#id_text").fill("\n".join([HEAD, *GOOD, *GOOD]))
        button(page, "Look at the lines").click()
        button(page, "Make 28 videos").click()
        button(page, "Stop what is not sent yet").click()
        expect(page.locator("#toasts")).to_contain_text(re.compile(r"\d+ videos were stopped. They were not sent"))
        expect(page.locator(".bline", has_text="Stopped").first).to_be_visible()


class TestWithoutScripts:
    def test_a_batch_is_begun_and_made(self, studio, browser, files):
        with browser.new_page(java_script_enabled=False) as page:
            sign_in(page, studio)
            page.goto(f"{studio.base_url}/projects/1/batch/")
            page.locator("#id_text").fill("\n".join([HEAD, "Plain\tben.jpg\tben.mp3\t\t", GOOD[0]]))
            button(page, "Look at the lines").click()
            named = [
                {"name": "ben.jpg", "mimeType": "image/jpeg", "buffer": files[0].read_bytes()},
                {"name": "ben.mp3", "mimeType": "audio/mpeg", "buffer": files[2].read_bytes()},
            ]
            page.locator("input[name=files]").set_input_files(named)
            button(page, "Send the files").click()
            page.get_by_label(re.compile("I have permission")).check()
            button(page, "Make 2 videos for").click()
            expect(page.locator("#progress-title")).to_contain_text("of 2 videos")
