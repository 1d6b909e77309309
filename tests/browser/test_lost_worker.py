"""Kill -9 in the middle of a take: the video still becomes ready, and the service was asked to make it once.

On the embedded stack, and by `make test-full` on PostgreSQL and Redis.
"""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import QUICK, found_studio, sign_in
from tests.processes import Studio, wait_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.stack,
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        not (os.environ.get("THOROUGH") or os.environ.get("DATABASE_URL")),
        reason="`make test-full` does that, and the samples of tests.faults; here THOROUGH=1 does",
    ),
]


def bill(studio: Studio) -> list[str]:
    path = studio.data_dir / "practice" / "bill.jsonl"
    return path.read_text().splitlines() if path.exists() else []


def make_sample(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(Make my first|New) video")).first.click()
    page.get_by_role("button", name="Use a sample face and voice").click()
    page.get_by_role("button", name=re.compile("Make video for")).click()


@pytest.fixture
def slow_studio(tmp_path, own_servers):
    settings = {**QUICK, **own_servers, "PRACTICE_SECONDS": "6"}
    with Studio(data_dir=tmp_path / "data", **settings) as studio:
        yield studio


def test_the_worker_dies_and_the_video_is_finished_all_the_same(slow_studio, person):
    page = person()
    found_studio(page, slow_studio)
    make_sample(page)
    wait_for(lambda: bill(slow_studio), 20, "the service to accept the video")
    assert slow_studio.kill("worker")
    expect(page.locator("a.play")).to_be_visible(timeout=60_000)
    assert len(bill(slow_studio)) == 1


def test_everything_dies_and_the_next_start_finishes_the_video(slow_studio, own_servers, person):
    page = person()
    found_studio(page, slow_studio)
    make_sample(page)
    wait_for(lambda: bill(slow_studio), 20, "the service to accept the video")
    slow_studio.kill("studio")
    wait_for(lambda: not slow_studio.left_over(), 15, "the end of all programs")
    with Studio(data_dir=slow_studio.data_dir, **QUICK, **own_servers) as again:
        page = person()
        sign_in(page, again)
        page.goto(f"{again.base_url}/projects/1/")
        expect(page.locator("a.play")).to_be_visible(timeout=60_000)
        assert len(bill(again)) == 1
