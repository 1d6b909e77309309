"""Drawing on the paused film with a finger, marking a part of it with the keyboard, and what is kept of either."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_accessibility import examine
from tests.browser.test_comments import SOON, door, room_for_two, thread

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
room = pytest.fixture(room_for_two, scope="module", name="room")
enter = pytest.fixture(door, name="enter")

FIRST = [(0.2, 0.25), (0.5, 0.2), (0.75, 0.6)]  # fractions of the picture
SECOND = [(0.1, 0.9), (0.4, 0.8)]
PICTURE = """video => {
    const { x, y, width, height } = video.getBoundingClientRect();
    const scale = Math.min(width / video.videoWidth, height / video.videoHeight);
    const [wide, high] = [video.videoWidth * scale, video.videoHeight * scale];
    return [x + (width - wide) / 2, y + (height - high) / 2, wide, high];
}"""
ENDS = """path => [0, path.getTotalLength()].map((length) => {
    const { x, y } = path.getPointAtLength(length).matrixTransform(path.getScreenCTM());
    return [x, y];
})"""


def on_screen(page: Page, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Fractions of the picture, in pixels of the window."""
    left, top, width, height = page.locator("video").evaluate(PICTURE)
    return [(left + x * width, top + y * height) for x, y in points]


def finger(page: Page, points: list[tuple[float, float]]) -> None:
    """Draw with a finger."""
    touch = page.context.new_cdp_session(page)
    send = lambda kind, *at: touch.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in at]}
    )
    first, *others = on_screen(page, points)
    send("touchStart", first)
    for (x, y), (to_x, to_y) in zip([first, *others], others, strict=False):
        for step in (0.25, 0.5, 0.75, 1):
            send("touchMove", (x + (to_x - x) * step, y + (to_y - y) * step))
    send("touchEnd")


def mouse(page: Page, points: list[tuple[float, float]]) -> None:
    first, *others = on_screen(page, points)
    page.mouse.move(*first)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def lies_right(page: Page, path: Locator, points: list[tuple[float, float]]) -> None:
    """The line begins and ends over those points of the picture."""
    _, _, width, height = page.locator("video").evaluate(PICTURE)
    for seen, meant in zip(path.evaluate(ENDS), on_screen(page, [points[0], points[-1]]), strict=True):
        assert abs(seen[0] - meant[0]) <= 0.01 * width
        assert abs(seen[1] - meant[1]) <= 0.01 * height


def stored(said: Locator, line: int) -> list[tuple[float, float]]:
    """The fractions of a line, as the page has them from the studio."""
    svg = said.locator("svg[data-drawn]")
    _, _, width, height = map(float, (svg.get_attribute("viewBox") or "").split())
    numbers = re.findall(r"[\d.]+", svg.locator("path:not(.edge)").nth(line).get_attribute("d") or "")
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [(float(x) / width, float(y) / height) for x, y in pairs]


def stand_at(page: Page, seconds: float) -> None:
    page.locator("video").evaluate("(video, seconds) => { video.currentTime = seconds }", seconds)
    expect(page.locator("[data-from]")).to_have_value(f"0:0{seconds:.2f}")


def test_what_a_finger_draws_on_a_phone_lies_over_the_picture_of_everybody(enter):
    mei, rita = enter(width=390, height=844), enter("rita@example.com")
    stand_at(mei, 1.5)
    mei.get_by_role("button", name="Draw", exact=True).click()
    for line in (FIRST, SECOND):
        finger(mei, line)
    expect(mei.locator(".sheet path")).to_have_count(4)
    finger(mei, [(-0.05, 0.5), (0.5, 0.5)])  # begins beside the picture
    expect(mei.locator(".sheet path")).to_have_count(4)
    mei.get_by_role("button", name="Done", exact=True).click()
    mei.locator("[data-composer]").fill("Here and there")
    mei.locator("#composer-send").click()

    said = thread(mei, "Here and there")
    for number, line in enumerate((FIRST, SECOND)):
        for point, meant in zip(stored(said, number), line, strict=True):
            assert point == pytest.approx(meant, abs=0.01)
    expect(mei.locator(".sheet")).to_have_count(0)
    expect(mei.locator("[data-drawing]")).to_have_value("")
    mei.set_viewport_size({"width": 1440, "height": 900})
    said.get_by_role("button", name="Drawing by Mei Lin at 0:01").click()
    lies_right(mei, mei.locator(".sheet path").nth(1), FIRST)
    mei.set_viewport_size({"width": 390, "height": 844})
    lies_right(mei, mei.locator(".sheet path").nth(3), SECOND)

    hers = thread(rita, "Here and there")  # it came by itself
    rita.locator(".pin").click()
    expect(hers.get_by_role("button", name="Drawing by")).to_have_attribute("aria-pressed", "true")
    assert rita.locator("video").evaluate("video => video.paused && video.currentTime") == 1.5
    lies_right(rita, rita.locator(".sheet path").nth(1), FIRST)
    said.get_by_role("link", name="Edit").click()
    mei.locator(".slot textarea").fill("Here, and there")
    mei.get_by_role("button", name="Save").click()
    expect(hers).to_contain_text("Here, and there", timeout=SOON)
    expect(rita.locator(".sheet path")).to_have_count(4)  # though the comment came again
    rita.get_by_role("button", name="Play", exact=True).click()
    expect(rita.locator(".sheet")).to_have_count(0)
    hers.get_by_role("button", name="Drawing by").click()
    expect(rita.locator(".sheet")).to_have_count(1)
    hers.get_by_role("button", name="Drawing by").click()
    expect(rita.locator(".sheet")).to_have_count(0)


def test_with_the_keyboard_a_part_of_the_picture_is_marked(enter):
    page = enter()
    stand_at(page, 2.5)
    page.locator("[data-composer]").press_sequentially("Too dark")
    for key in ("Tab", "Tab", "Enter", "Tab", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.get_by_label("Top right")).to_be_checked()
    expect(page.get_by_label("Top right")).to_be_focused()
    expect(page.locator(".sheet .region")).to_have_count(1)
    page.locator("#draw").press("Enter")
    expect(page.get_by_role("button", name="Pen")).to_be_focused()
    examine(page, ".sheet.open")
    page.keyboard.press("Escape")
    expect(page.locator("#draw")).to_be_focused()
    page.locator("#composer-send").press("Enter")
    said = thread(page, "Too dark")
    expect(said).to_contain_text("Marked: top right")
    said.get_by_role("button", name="Marked: top right").press("Enter")
    expect(page.locator(".sheet .region")).to_have_count(1)
    examine(page, ".sketch")


def test_what_is_drawn_is_undone_cleared_and_kept(enter):
    page = enter()
    stand_at(page, 0.5)
    page.get_by_role("button", name="Draw", exact=True).click()
    mouse(page, FIRST)
    for tool, colour in (("Arrow", "Yellow"), ("Box", "Blue")):
        page.get_by_role("button", name=tool).click()
        page.get_by_role("button", name=colour).click()
        mouse(page, SECOND)
    expect(page.locator(".sheet path:not(.edge)")).to_have_count(3)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".sheet .blue")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".pens")).to_have_count(0)
    expect(page.locator(".sheet path:not(.edge)")).to_have_count(2)

    page.reload()
    expect(page.locator("[data-undraw]")).to_be_visible()
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.locator(".sheet .yellow")).to_have_count(1)
    assert page.locator("video").evaluate("video => video.currentTime") == 0.5
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".sheet path")).to_have_count(0)
    mouse(page, SECOND)
    page.get_by_role("button", name="Done", exact=True).click()
    page.get_by_role("button", name="Remove the drawing").click()
    expect(page.locator(".sheet")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-undraw]")).to_be_hidden()
