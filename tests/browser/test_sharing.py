"""A share link from the button in the room to a stranger's phone, and what the phone shows once the link has ended."""

import re
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import found_studio, sign_in
from tests.browser.test_accessibility import examine
from tests.browser.test_first_video import MAKING
from tests.processes import Studio, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SECONDS, FPS, SIDE = 24, 25, 240


def fill_with_noise(film: Path) -> None:
    """Make the stored film so large that no browser has all of it when it begins to play."""
    noise = np.random.default_rng(7)
    with av.open(str(film), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=FPS, width=SIDE, height=SIDE, pix_fmt="yuv420p")
        video.options = {"preset": "ultrafast", "crf": "1", "g": "25"}
        for number in range(SECONDS * FPS):
            picture = noise.integers(0, 255, (SIDE, SIDE, 3), dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            container.mux(video.encode(frame))
        container.mux(video.encode(None))


def make_link(page: Page) -> str:
    """Press "Share" in the room and make a link in the dialog; returns its address."""
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("The link ends")).to_have_value("14")
    dialog.get_by_role("button", name="Make a link").click()
    expect(dialog.get_by_role("img", name="The link as a QR code")).to_be_visible()
    expect(dialog).to_contain_text("Only people on this computer")
    return dialog.get_by_label(re.compile("Copy it now")).input_value()


def moment(page: Page) -> float:
    return page.locator("video").evaluate("video => video.currentTime")


def test_one_tap_plays_the_film_and_ending_the_link_stops_it_politely(studio: Studio, person):
    page = person()
    found_studio(page, studio)
    page.get_by_role("button", name=re.compile("Make my first video")).click()
    page.get_by_role("button", name="Use a sample face and voice").click()
    page.get_by_role("button", name=re.compile("Make video for")).click()
    expect(page.locator("a.play").first).to_be_visible(timeout=MAKING)
    page.goto(f"{studio.base_url}/videos/1/")
    address = make_link(page)
    examine(page, "dialog[open] .qrbox")
    (film,) = studio.data_dir.glob("files/**/films/*.mp4")
    fill_with_noise(film)

    guest = person(390, 844)
    guest.goto(address)
    assert re.fullmatch(rf"{studio.base_url}/s/[0-9a-f-]{{36}}/", guest.url)
    expect(guest.get_by_text("AI-generated").first).to_be_visible()
    guest.locator("video").click()  # the one tap
    wait_for(lambda: moment(guest) > 0.2, 15, "the film to play")
    page.get_by_role("dialog").get_by_role("link", name="All links").click()
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text("Stopped on")).to_be_visible()
    guest.get_by_label("Position in the video").fill("23")
    expect(guest.get_by_text("The video cannot be played any more")).to_be_visible()
    examine(page, ".list")
    examine(guest, "[data-trouble]")
    guest.reload()
    expect(guest.get_by_role("heading", name="This link leads nowhere")).to_be_visible()
    examine(guest, ".said")


def test_without_scripts_it_works_too_and_with_a_passphrase(studio: Studio, browser, person):
    """Goes on with the video of the test before."""
    with browser.new_page(java_script_enabled=False) as page:
        sign_in(page, studio)
        page.goto(f"{studio.base_url}/videos/1/")
        page.get_by_role("link", name="Share").click()
        page.get_by_label("Passphrase").fill("oolong")
        page.get_by_role("button", name="Make a link").click()
        address = page.get_by_label(re.compile("Copy it now")).input_value()
        page.goto(f"{studio.base_url}/projects/1/share/")
        page.get_by_role("button", name="Make a link").click()
        whole = page.get_by_label(re.compile("Copy it now")).input_value()
    with browser.new_page(java_script_enabled=False) as guest:
        guest.goto(address)
        guest.get_by_label("Passphrase").fill("oolong")
        guest.get_by_role("button", name="Watch").click()
        expect(guest.locator("video[controls]")).to_be_visible()
        expect(guest.locator(".deck")).to_be_hidden()
    other = person(390, 844)
    other.goto(address)
    other.get_by_label("Passphrase").fill("green tea")
    other.get_by_label("Passphrase").press("Enter")
    examine(other, ".errorlist")
    other.goto(whole)
    examine(other, ".shown")
    other.get_by_role("link", name="My first video").click()
    examine(other, ".about .btn")
    other.get_by_role("button", name="Play", exact=True).press("Enter")
    wait_for(lambda: moment(other) > 0.2, 15, "the film to play")
