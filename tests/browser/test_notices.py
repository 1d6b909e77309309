"""Somebody chooses which mails they get, tries whether mails arrive, and ends some by the link under a mail."""

from collections.abc import Iterator

import pytest
from django.core import signing
from playwright.sync_api import Page, expect

from apps.notices.tokens import SALT
from tests.browser.conftest import QUICK, found_studio
from tests.browser.test_accessibility import examine, press
from tests.notices.smtp_server import MailServer
from tests.processes import Studio, free_port, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture(scope="module")
def studio(server: MailServer) -> Iterator[Studio]:
    """A studio with a mail server."""
    port = str(free_port())
    mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port), "EMAIL_USE_TLS": "false"}
    with Studio(**QUICK, **mail, PORT=port, PUBLIC_BASE_URL=f"http://127.0.0.1:{port}") as studio:
        yield studio


def choice(page: Page, name: str):
    return page.get_by_role("radio", name=name)


def test_mails_are_chosen_tried_and_ended(studio: Studio, server: MailServer, person):
    page = person(width=390, height=844)
    found_studio(page, studio)
    page.get_by_role("button", name="Me", exact=True).click()
    page.get_by_role("link", name="Mails to you").click()
    page.wait_for_load_state()  # with its styles, which say what is seen
    expect(choice(page, "Comments: Once a day")).to_be_checked()
    page.get_by_text("At once", exact=True).locator("visible=true").nth(2).click()  # the words beside the circle
    expect(choice(page, "Comments: At once")).to_be_checked()
    choice(page, "Ready: At once").focus()
    page.keyboard.press("ArrowRight")
    expect(choice(page, "Ready: Once a day")).to_be_checked()
    press(page, "Save")
    expect(page.locator("#toasts")).to_contain_text("Saved.")
    expect(choice(page, "Comments: At once")).to_be_checked()
    examine(page, ".wishes")
    press(page, "Send me a test mail")
    expect(page.locator("#toasts")).to_contain_text("A mail is on its way to mei@example.com.")
    wait_for(lambda: server.to("mei@example.com"), 10, "the mail")

    key = (studio.data_dir / "secret_key").read_text().strip()
    token = signing.dumps([1, ["commented", "ready"]], key=key, salt=SALT)
    visitor = person(width=390, height=844)
    visitor.goto(f"{studio.base_url}/mails/stop/{token}/")
    examine(visitor, "form .btn.primary")
    press(visitor, "Turn them off")
    expect(visitor.get_by_role("heading", name="Done")).to_be_visible()
    page.reload()
    expect(choice(page, "Comments: Never")).to_be_checked()
    visitor.goto(f"{studio.base_url}/mails/stop/{token[:-1]}/")
    examine(visitor, "h1")
