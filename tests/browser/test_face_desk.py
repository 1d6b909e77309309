"""A photo is mended in a real browser: by keyboard alone, by mouse, by touch, and without scripts."""

import re
from collections.abc import Iterator
from pathlib import Path

import matplotlib.cbook as matplotlib
import numpy as np
import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Locator, Page, expect
from skimage import data

from tests.browser.conftest import QUICK, found_studio, sign_in
from tests.browser.test_accessibility import PHONE, examine, press, tab_to
from tests.media_files import couple, jpeg, nobody
from tests.processes import Studio

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LOOKING = 20_000  # milliseconds in which a photo is looked at, on a busy machine


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with Studio(**QUICK) as studio:
        yield studio


@pytest.fixture
def page(studio, person) -> Page:
    """The page of a new video, signed in."""
    page = person()
    start(page, studio)
    return page


def start(page: Page, studio: Studio) -> None:
    page.goto(studio.base_url)
    if page.url.endswith("/welcome/"):
        found_studio(page, studio)
        page.wait_for_url(f"{studio.base_url}/")
    else:
        sign_in(page, studio)
    page.wait_for_url(f"{studio.base_url}/")


def two_people_sideways(path: Path) -> Path:
    """Eileen Collins and Grace Hopper (NASA, US Navy; in the public domain): 12 MB, on its side, with a place."""
    height = 2400
    with Image.open(matplotlib.get_sample_data("grace_hopper.jpg")) as opened:
        hopper = opened.convert("RGB")
    people = [each.resize((each.width * height // each.height, height)) for each in (_collins(), hopper)]
    both = Image.new("RGB", (sum(each.width for each in people), height))
    both.paste(people[0], (0, 0))
    both.paste(people[1], (people[0].width, 0))
    grain = np.random.default_rng(1).normal(0, 13, (height, both.width, 3))
    grainy = Image.fromarray(np.clip(np.asarray(both) + grain, 0, 255).astype(np.uint8))
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    grainy.rotate(90, expand=True).save(path, "JPEG", quality=95, subsampling=0, exif=exif)
    return path


def _collins() -> Image.Image:
    return Image.fromarray(data.astronaut())


def choose(page: Page, photo: Path) -> None:
    page.locator("#photo").set_input_files(photo)


def new_video(page: Page) -> None:
    press(page, "New video" if page.get_by_role("button", name="New video").count() else re.compile("first video"))
    page.wait_for_url(re.compile("/edit/"))


def numbers(page: Page) -> list[int]:
    """Left, top, width and height of the crop box."""
    return [int(page.locator(f"#crop-{side}").input_value()) for side in ("left", "top", "width", "height")]


def middle(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


class TestKeyboardAlone:
    def test_repairs_a_sideways_photo_of_12_mb_with_two_people(self, page, tmp_path):
        photo = two_people_sideways(tmp_path / "IMG_2041.jpg")
        assert 12_000_000 < photo.stat().st_size < 20_000_000
        new_video(page)
        page.on("filechooser", lambda _: None)  # else the browser hears that we want choosers only after the press
        tab_to(page, "^Choose a photo")
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Space")
        chooser.value.set_files(photo)
        face = page.locator("#face")
        expect(face).to_contain_text("lies on its side", timeout=LOOKING)
        expect(face).to_contain_text(re.compile(r"Made smaller: 1\d(\.\d)? MB to "))
        expect(face).to_contain_text("Place and camera data removed")
        expect(page.locator("#missing")).to_contain_text("Mend the photo")

        tab_to(page, "^Turn upright", "Enter")
        expect(page.locator("#desk-done")).to_be_focused(timeout=LOOKING)
        expect(page.locator("#desk-done")).to_contain_text("The photo was turned.")
        expect(face).to_contain_text("We see 2 faces")

        tab_to(page, "^Person 2 from the left", "Space")
        expect(page.locator("#desk-done")).to_contain_text("This photo works.", timeout=LOOKING)
        expect(page.locator("#missing")).not_to_contain_text("Mend the photo")

        tab_to(page, "^Crop it yourself", "Enter")
        tab_to(page, "^The part that is kept", "ArrowRight")
        before = numbers(page)
        page.keyboard.press("Shift+ArrowLeft")
        assert numbers(page)[2] < before[2]
        assert [*numbers(page)[:2], numbers(page)[3]] == [*before[:2], before[3]]
        page.keyboard.press("Escape")
        expect(page.get_by_text("Crop it yourself")).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, "^The part that is kept", "Shift+ArrowUp")
        smaller = numbers(page)
        page.keyboard.press("Enter")
        expect(page.locator("#face .filehead small")).to_have_text(
            f"{smaller[2]} × {smaller[3]} pixels", timeout=LOOKING
        )
        tab_to(page, "^Undo", "Enter")
        expect(page.locator("#face .filehead small")).not_to_have_text(f"{smaller[2]} × {smaller[3]} pixels")
        expect(page.locator("#desk-done")).to_contain_text("This photo works.")


class TestCropBox:
    def test_is_dragged_by_its_middle_and_by_its_corners(self, page, tmp_path):
        new_video(page)
        choose(page, couple(tmp_path / "both.jpg"))
        page.get_by_text("Crop it yourself").click()
        page.locator(".cropstage").scroll_into_view_if_needed()
        assert numbers(page) == [0, 0, 1280, 800]
        x, y = middle(page.locator("[data-edges='right bottom'] path"))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 200, y - 60, steps=4)
        page.mouse.up()
        left, top, width, height = numbers(page)
        assert (left, top) == (0, 0)
        assert width < 1000
        assert height < 800
        page.mouse.move(*middle(page.locator(".cropbox rect")))
        page.mouse.down()
        page.mouse.move(2000, 2000, steps=4)
        page.mouse.up()
        assert numbers(page) == [1280 - width, 800 - height, width, height]  # it stops at the edges
        examine(page, ".cropper[open]")

    def test_is_dragged_with_a_finger(self, studio, browser, tmp_path):
        with browser.new_page(has_touch=True, viewport={"width": PHONE, "height": 844}) as page:
            start(page, studio)
            new_video(page)
            choose(page, couple(tmp_path / "both.jpg"))
            page.get_by_text("Crop it yourself").tap()
            page.locator(".cropstage").scroll_into_view_if_needed()
            x, y = middle(page.locator("[data-edges='left top'] path"))
            touch = page.context.new_cdp_session(page)
            points = [(x, y), (x + 30, y + 10), (x + 60, y + 30)]
            for place, (left, top) in enumerate(points):
                kind = "touchMove" if place else "touchStart"
                touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": left, "y": top}]})
            touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
            left, top, width, height = numbers(page)
            assert left > 100
            assert top > 40
            assert (left + width, top + height) == (1280, 800)


class TestUseAnyway:
    def test_a_drawing_is_used_and_it_is_said_who_said_so(self, page, tmp_path):
        new_video(page)
        choose(page, nobody(tmp_path / "drawing.jpg"))
        expect(page.locator("#face")).to_contain_text("We could not find a face", timeout=LOOKING)
        examine(page, "#desk-anyway")
        press(page, "Use it anyway")
        expect(page.locator("#face-checks")).to_contain_text("Mei Lin said on")
        expect(page.locator("#missing")).not_to_contain_text("Mend the photo")


class TestLibrary:
    def test_a_face_is_added_allowed_withdrawn_deleted_and_brought_back(self, page, studio, tmp_path):
        page.goto(f"{studio.base_url}/faces/new/")
        examine(page, "#photo")
        choose(page, jpeg(tmp_path / "tiny.jpg", (50, 60)))
        examine(page, ".drop.bad")
        choose(page, jpeg(tmp_path / "anna.jpg"))
        page.wait_for_url(re.compile(r"/faces/\d+/$"))
        examine(page, "#consent")
        page.get_by_role("link", name="Record the permission").click()
        page.get_by_label("Who agreed").fill("Anna Maria Bell")
        press(page, "Record it")  # without saying what for
        page.locator("[name=scope]").evaluate("(field) => field.removeAttribute('required')")
        press(page, "Record it")
        examine(page, "#problems")
        page.get_by_label("What they agreed to").fill("Our courses")
        press(page, "Record it")
        expect(page.locator("#consent")).to_contain_text("Permission given")
        page.get_by_role("link", name="Withdraw it").click()
        examine(page, "[name=why]")
        page.get_by_label("Why").fill("She left")
        press(page, "Withdraw it")
        expect(page.locator("#consent")).to_contain_text("Permission withdrawn")
        press(page, "Delete")
        examine(page, ".gone")
        page.goto(f"{studio.base_url}/faces/?show=deleted")
        examine(page, ".faces")
        page.get_by_role("link", name="anna").click()
        press(page, "Bring it back")
        page.goto(f"{studio.base_url}/faces/")
        examine(page, ".faces")


class TestWithoutScripts:
    def test_one_of_two_people_is_chosen_and_cropped_in_numbers(self, studio, browser, tmp_path):
        with browser.new_page(java_script_enabled=False) as page:
            start(page, studio)
            new_video(page)
            choose(page, couple(tmp_path / "both.jpg"))
            press(page, "Send the photo")
            expect(page.locator("#face")).to_contain_text("We see 2 faces")
            press(page, "Person 1 from the left")
            expect(page.locator("#face")).to_contain_text("This photo works.")
            page.get_by_text("Crop it yourself").click()
            for side, value in {"left": 0, "top": 0, "width": 640, "height": 800}.items():
                page.locator(f"#crop-{side}").fill(str(value))
            press(page, "Use this part")
            expect(page.locator("#face .filehead")).to_contain_text("640 × 800 pixels")
            press(page, "Undo")
            press(page, "Undo")
            expect(page.locator("#face")).to_contain_text("We see 2 faces")
