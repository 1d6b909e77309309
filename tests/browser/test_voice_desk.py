"""A voice is recorded with a microphone, a part of it chosen, a video made of it: in a browser that hears a file."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, find
from tests.browser.conftest import QUICK, found_studio, sign_in
from tests.browser.test_accessibility import examine, tab_to
from tests.media_files import jpeg, silence, speech, wav
from tests.processes import Studio, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
MAKING = 60_000  # milliseconds in which the practice service makes a film, with room for a busy machine
LISTENING = 60_000  # milliseconds in which a recording is sent and listened to
RATE = 48_000


@pytest.fixture(scope="module")
def browser(tmp_path_factory) -> Iterator[Browser]:
    """A browser whose microphone plays a file: a little silence, then six seconds of speech, over and over."""
    spoken = np.concatenate([silence(0.5, RATE), speech(6, RATE), silence(0.5, RATE)])
    heard = wav(tmp_path_factory.mktemp("microphone") / "heard.wav", samples=spoken, rate=RATE)
    microphone = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={heard}",
    ]
    path = find()
    assert path, "No browser that plays H.264 was found: run `make test`, which installs one."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *microphone])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def studio(browser) -> Iterator[Studio]:
    with Studio(**QUICK) as studio:
        with browser.new_page() as page:
            found_studio(page, studio)
            page.get_by_role("button", name="Make my first video").click()
            page.wait_for_url(re.compile("/edit/"))  # before it is closed
        yield studio


def open_microphones(page: Page) -> int:
    return int(page.evaluate("window.tracks?.filter((each) => each.readyState === 'live').length ?? 0"))


def count_microphones(page: Page) -> None:
    page.add_init_script("""
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        window.tracks = [];
        navigator.mediaDevices.getUserMedia = async (wanted) => {
            const stream = await ask(wanted);
            window.tracks.push(...stream.getTracks());
            return stream;
        };
    """)


def new_video(page: Page, studio: Studio) -> None:
    sign_in(page, studio)
    page.get_by_role("button", name="New video").first.click()
    page.wait_for_url(re.compile("/edit/"))


def choose(page: Page, way: str) -> None:
    page.locator("#voice-ways").get_by_text(way).click()


def press(page: Page, name: str) -> None:
    page.locator("#voice").get_by_role("button", name=name).click()


def clock(page: Page) -> str:
    return page.locator("[data-clock]").inner_text()


def played(page: Page) -> float:
    """Where the line stands that shows what is heard, in seconds."""
    percent = page.locator("[data-head]").get_attribute("x") or ""
    seconds = float(page.locator("#trim").get_attribute("data-seconds") or "nan")
    return float(percent.removesuffix("%")) / 100 * seconds


def value(page: Page, name: str) -> float:
    return float(page.get_by_role("slider", name=name).get_attribute("aria-valuenow") or "nan")


class TestRecordTrimMake:
    """In order: each test goes on where the one before stopped."""

    def test_a_voice_is_recorded_with_a_pause_and_listened_to(self, studio, person):
        page = person()
        count_microphones(page)
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/edit/")
        choose(page, "Record")
        press(page, "Start recording")
        expect(page.locator("[data-clock]")).to_have_text("0:02", timeout=10_000)
        press(page, "Pause")
        expect(page.locator("#voice")).to_contain_text("Nothing is recorded until you go on.")
        held = clock(page)
        page.wait_for_timeout(1500)
        assert clock(page) == held
        press(page, "Go on")
        expect(page.locator("[data-clock]")).to_have_text("0:05", timeout=10_000)
        assert page.locator("[data-level]").get_attribute("d")
        assert open_microphones(page) == 1
        press(page, "Stop")
        expect(page.locator("[data-listen] audio")).to_be_visible()
        assert open_microphones(page) == 0
        heard = page.locator("[data-listen] audio")
        heard.evaluate("heard => heard.play()")
        wait_for(lambda: heard.evaluate("heard => heard.currentTime > 0.2"), 10, "the recording to play")
        press(page, "Use this recording")
        expect(page.locator("#clip")).to_contain_text("Recording", timeout=LISTENING)
        expect(page.locator("#clip")).to_contain_text("WebM")
        assert 4.5 <= float(page.locator("#trim").get_attribute("data-seconds") or 0) <= 7

    def test_a_part_of_it_is_chosen_by_keyboard_and_priced(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/edit/")
        before = value(page, "Where the part ends")
        page.get_by_role("slider", name="Where the part ends").focus()
        page.keyboard.press("Shift+ArrowLeft")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowRight")
        assert value(page, "Where the part ends") == pytest.approx(before - 1, abs=0.06)
        page.get_by_role("slider", name="Where the part begins").focus()
        page.keyboard.press("End")
        assert value(page, "Where the part begins") == pytest.approx(before - 3, abs=0.06)
        page.keyboard.press("Home")
        page.keyboard.press("PageUp")
        slider = page.get_by_role("slider", name="Where the part begins")
        expect(slider).to_have_attribute("aria-valuenow", "1")
        expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^At 1 second\. [\d.]+ seconds: it fits\.$"))
        press(page, "Listen to this part")
        wait_for(lambda: played(page) > 1.2, 10, "the part to play")
        expect(page.locator("[data-part=play].on")).to_have_count(0, timeout=20_000)
        assert played(page) == pytest.approx(value(page, "Where the part ends"), abs=0.5)
        press(page, "Use this part")
        expect(page.locator("#clip")).to_contain_text("Use the whole recording", timeout=LISTENING)
        assert page.evaluate("document.activeElement.id") == "clip"
        length = page.locator("#summary dd").nth(1).inner_text()
        assert length == f"{np.ceil(before - 2):.0f} seconds"

    def test_by_mouse_and_the_line_where_it_may_end_follows(self, studio, person):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/edit/")
        lane = page.locator("[data-lane]").bounding_box()
        assert lane
        end, middle = value(page, "Where the part ends"), lane["y"] + 20
        grip = page.get_by_role("slider", name="Where the part begins").bounding_box()
        assert grip
        page.mouse.move(grip["x"] + 7, middle)
        page.mouse.down()
        page.mouse.move(lane["x"] + 3, middle, steps=5)
        page.mouse.up()
        assert value(page, "Where the part begins") < 0.3
        assert value(page, "Where the part ends") == end
        page.mouse.click(lane["x"] + lane["width"] - 2, middle)  # beside the handle: it comes
        assert value(page, "Where the part ends") > end
        press(page, "Put back")
        assert value(page, "Where the part ends") == end
        expect(page.locator("#clip audio[controls]")).to_be_visible()

    def test_the_video_is_made_of_that_part(self, studio, person, tmp_path):
        page = person()
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/edit/")
        page.locator("#photo").set_input_files(jpeg(tmp_path / "anna.jpg"))
        page.get_by_label("I have permission").check()
        expect(page.locator("#summary")).not_to_contain_text("to do first")
        said = page.locator("#summary dd").nth(1).inner_text()
        page.get_by_role("button", name=re.compile("Make video for")).first.click()
        page.locator(".vcard a.play").first.click(timeout=MAKING)
        wait_for(lambda: page.locator("video").evaluate("film => film.duration > 0"), 20, "the film")
        assert f"{np.ceil(page.evaluate('document.querySelector(`video`).duration') - 0.1):.0f} seconds" == said


class TestRecorder:
    def test_lets_the_microphone_go_when_somebody_goes_elsewhere(self, studio, person):
        page = person()
        count_microphones(page)
        new_video(page, studio)
        choose(page, "Record")
        press(page, "Start recording")
        expect(page.locator("[data-clock]")).to_have_text("0:01", timeout=10_000)
        choose(page, "Upload")
        wait_for(lambda: open_microphones(page) == 0, 10, "the microphone to be let go")
        choose(page, "Record")
        expect(page.locator("[data-listen] audio")).to_be_visible()

    def test_ends_by_itself_and_says_so_before(self, studio, person):
        page = person()
        count_microphones(page)
        new_video(page, studio)
        choose(page, "Record")
        page.locator("[data-recorder]").evaluate("""(form) => {
            form.dataset.maxSeconds = 12;
            form.replaceWith(form.cloneNode(true)); // as if it came with the page
            document.body.dispatchEvent(new Event("htmx:afterSettle"));
        }""")
        press(page, "Start recording")
        expect(page.locator("[data-say]")).to_have_text("Ten seconds left.", timeout=10_000)
        expect(page.locator("[data-listen] audio")).to_be_visible(timeout=20_000)
        expect(page.locator("[data-say]")).to_contain_text("more cannot be used")
        assert open_microphones(page) == 0

    def test_a_recording_that_did_not_arrive_is_still_there(self, studio, person):
        page = person()
        new_video(page, studio)
        choose(page, "Record")
        press(page, "Start recording")
        expect(page.locator("[data-clock]")).to_have_text("0:03", timeout=10_000)
        press(page, "Stop")
        page.route("**/voice/", lambda route: route.abort())
        press(page, "Use this recording")
        expect(page.locator("#voice")).to_contain_text("It is still here.")
        page.unroute("**/voice/")
        press(page, "Use this recording")
        expect(page.locator("#clip")).to_contain_text("Recording", timeout=LISTENING)

    def test_is_not_swept_away_when_another_service_is_chosen(self, studio, person):
        page = person()
        new_video(page, studio)
        choose(page, "Record")
        press(page, "Start recording")
        expect(page.locator("[data-clock]")).to_have_text("0:01", timeout=10_000)
        with page.expect_response(re.compile("/save/$")):
            page.locator("#connection").select_option(label="Practice: CometAPI")
        expect(page.locator("[data-clock]")).to_have_text("0:03", timeout=10_000)
        press(page, "Stop")

    @pytest.mark.parametrize(
        ("error", "sentence"),
        [
            ("NotAllowedError", "The microphone is blocked"),
            ("NotFoundError", "There is no microphone"),
            ("NotReadableError", "The microphone gives no sound"),
        ],
    )
    def test_says_in_plain_words_what_is_wrong(self, studio, person, error, sentence):
        page = person()
        page.add_init_script(
            f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{error}'))"
        )
        new_video(page, studio)
        choose(page, "Record")
        press(page, "Start recording")
        expect(page.locator("#voice")).to_contain_text(sentence)
        assert page.evaluate("document.activeElement.innerText") == "Try again"

    @pytest.mark.parametrize(
        ("without", "sentence"),
        [
            ("delete window.MediaRecorder", "This browser cannot record"),
            (
                "Object.defineProperty(window, 'isSecureContext', {value: false})",
                "The microphone is off on this address",
            ),
        ],
    )
    def test_says_so_before_anybody_presses(self, studio, person, without, sentence):
        page = person()
        page.add_init_script(without)
        new_video(page, studio)
        choose(page, "Record")
        expect(page.locator("#voice")).to_contain_text(sentence)
        expect(page.get_by_role("button", name="Start recording")).to_be_hidden()

    def test_is_not_offered_without_scripts(self, studio, browser):
        with browser.new_page(java_script_enabled=False) as page:
            new_video(page, studio)
            expect(page.locator("#voice-ways").get_by_text("Record")).to_be_hidden()
            expect(page.locator("#voice-ways").get_by_text("Upload")).to_be_visible()


class TestLongRecording:
    def test_is_cut_into_one_video_for_each_part(self, studio, person, tmp_path):
        page = person()
        new_video(page, studio)
        page.get_by_label("Name", exact=True).fill("Tea tasting")
        page.locator("#connection").select_option(label="Practice: CometAPI")
        sounds = [piece for _ in range(10) for piece in (speech(7), silence(0.8))]
        page.locator("#recording").set_input_files(wav(tmp_path / "long.wav", samples=np.concatenate(sounds)))
        expect(page.locator("#voice")).to_contain_text("Shorten the recording to go on.", timeout=LISTENING)
        press(page, "Cut into 2 parts")
        page.wait_for_url(re.compile("/projects/"), timeout=LISTENING)
        expect(page.locator(".vcard").get_by_text("Tea tasting, part 1 of 2")).to_be_visible()
        expect(page.locator(".vcard").get_by_text("Tea tasting, part 2 of 2")).to_be_visible()

    def test_is_cut_to_what_was_typed_without_scripts(self, studio, browser, tmp_path):
        with browser.new_page(java_script_enabled=False) as page:
            new_video(page, studio)
            page.locator("#recording").set_input_files(wav(tmp_path / "talk.wav", 6))
            page.get_by_role("button", name="Send the recording").click(timeout=LISTENING)
            page.get_by_text("Type the times instead").click()
            page.get_by_label("From second").fill("1")
            page.get_by_label("to second").fill("4.5")
            page.get_by_role("button", name="Cut", exact=True).click(timeout=LISTENING)
            expect(page.locator("#summary")).to_contain_text("4 seconds")


class TestEverybody:
    def test_axe_finds_nothing_in_any_state(self, studio, person, tmp_path):
        page = person()
        new_video(page, studio)
        choose(page, "Record")
        examine(page, "[data-rec=start]")
        press(page, "Start recording")
        expect(page.locator("[data-clock]")).to_have_text("0:04", timeout=10_000)  # long enough for every service
        examine(page, "[data-rec=stop]")
        press(page, "Stop")
        examine(page, "[data-listen] audio")
        press(page, "Use this recording")
        expect(page.locator("#clip")).to_be_visible(timeout=LISTENING)
        examine(page, "#trim")
        page.get_by_role("slider", name="Where the part ends").focus()
        page.keyboard.press("ArrowLeft")
        page.get_by_text("Type the times instead").click()
        examine(page, "[data-changed]")

    def test_a_part_is_chosen_with_the_keyboard_alone(self, studio, person, tmp_path):
        page = person()
        new_video(page, studio)
        page.locator("#recording").set_input_files(wav(tmp_path / "talk.wav", 6))
        expect(page.locator("#trim")).to_be_visible(timeout=LISTENING)
        tab_to(page, "^Where the part ends", "PageDown")
        tab_to(page, "^Use this part", "Enter")
        expect(page.locator("#summary")).to_contain_text("5 seconds", timeout=LISTENING)
