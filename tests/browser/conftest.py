"""A studio as `make run` starts it, and people with browsers of their own."""

import os
import secrets
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, find
from tests.cast import PASSWORD
from tests.processes import Studio

QUICK = {
    "PRACTICE_SECONDS": "2",
    "PRACTICE_MAX_SIDE": "320",
    "DRAFT_MAX_SIDE": "480",
    "LOOK_SECONDS": "1",
    "SWEEP_SECONDS": "0.5",
    "LEASE_SECONDS": "4",
    "UNDO_SECONDS": "1",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a file: as long as it runs, an event loop does, which Django's database minds."""
    path = find()
    assert path, "No browser that plays H.264 was found: run `make test`, which installs one."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def own_servers() -> Iterator[dict[str, str]]:
    """Nothing for the embedded stack; under `make test-full` a database of the test's own, and Redis emptied."""
    address = os.environ.get("DATABASE_URL")
    if not address:
        yield {}
        return
    name = f"studio_{secrets.token_hex(6)}"
    broker = os.environ["BROKER_URL"]
    redis.from_url(broker).flushdb()
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield {"DATABASE_URL": urlsplit(address)._replace(path=f"/{name}").geturl(), "BROKER_URL": broker}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with Studio(**QUICK) as studio:
        yield studio


@pytest.fixture
def person(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`person(width=390)` is somebody new with a fresh profile; what the page complains about fails the test.

    They like little motion, since every picture of it is drawn by a processor; `motion="no-preference"` is the others.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def arrive(width: int = 1440, height: int = 900, scheme: str = "light", motion: str = "reduce") -> Page:
        look = {"color_scheme": scheme, "reduced_motion": motion}
        context = browser.new_context(viewport={"width": width, "height": height}, **look)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        # Chromium calls a page transition that was overtaken by the next one an error; it is none of ours.
        page.on("pageerror", lambda error: "Transition was" in str(error) or complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: "Content Security" in said.text and complaints.append(said.text))
        return page

    yield arrive
    heard = list(complaints)  # an empty page has none of ours
    for context in contexts:
        leave(context)
    assert heard == []


def leave(context: BrowserContext) -> None:
    """Close it once its pages are empty: asked to close one that is just going elsewhere, Chromium may never answer.

    One that does not get there stays, until the browser goes at the end of the file.
    """
    try:
        for page in context.pages:
            page.goto("about:blank", timeout=10_000)
    except Error:
        return
    context.close()


def found_studio(page: Page, studio: Studio) -> None:
    """The empty install: welcome, and the practice service."""
    page.goto(studio.base_url)
    page.get_by_label("name", exact=False).first.fill("Mei Lin")
    page.get_by_label("e-mail", exact=False).fill("mei@example.com")
    page.get_by_label("password", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="Create my studio").click()
    page.get_by_role("button", name="Try it free").click()


def sign_in(page: Page, studio: Studio, email: str = "mei@example.com") -> None:
    page.goto(f"{studio.base_url}/account/login/")
    page.get_by_label("e-mail", exact=False).fill(email)
    page.get_by_label("password", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
