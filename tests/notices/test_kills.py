"""Workers that send mails are killed at every point of a mail's way, and what is left goes on. See `kills.py`."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection as database

from apps.notices.models import Kind, Notice, Status
from apps.notices.telling import tell
from tests.notices import kills
from tests.notices.kills import Workers, workers
from tests.notices.smtp_server import MailServer
from tests.processes import ROOT, wait_for

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]
ROUNDS = 4  # kills at each point
CATCHING_SECONDS = 30


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture(scope="module")
def traps(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("traps")


@pytest.fixture(scope="module")
def makers(django_db_setup, server: MailServer, traps: Path, tmp_path_factory) -> Iterator[Workers]:
    """Workers on the database of these tests, with the mail server."""
    words = {
        "DJANGO_SETTINGS_MODULE": "tests.fault_settings",
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "DATABASE_URL": _address_of_database(),
        "SERVICE_PORT": "1",
        "FAULT_FOLDER": str(traps),
        "PUBLIC_BASE_URL": "https://studio.example",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.port),
        "EMAIL_USE_TLS": "false",
    }
    with workers(ROOT, {**os.environ, **words}) as makers:
        yield makers


@pytest.fixture
def kill(makers: Workers, server: MailServer, traps: Path):
    """Let a worker begin, and kill it when it has come to that place."""

    def run(place: str) -> None:
        if place == kills.HELD:
            server.orders.holds = True
            server.took.clear()
            server.may_answer.clear()
        else:
            (traps / f"{place}.0").touch()
        worker = makers.start()
        if place == kills.HELD:
            wait_for(server.took.is_set, CATCHING_SECONDS, "the mail")
        else:
            wait_for(lambda: list(traps.glob(f"caught-{place}.0-{worker}")), CATCHING_SECONDS, f"the trap {place}")
        os.kill(worker, signal.SIGKILL)
        assert makers.wait() == str(-signal.SIGKILL)
        server.orders.holds = False
        server.let_go()
        for caught in traps.iterdir():
            caught.unlink()

    return run


def _address_of_database() -> str:
    """As `DATABASE_URL` has it."""
    name = str(database.settings_dict["NAME"])
    if database.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.mark.parametrize(
    ("place", "arrives", "ends"),
    [
        *((place, 1, Status.SENT) for place in kills.BEFORE),
        (kills.MARKED, 0, Status.UNCLEAR),
        (kills.HELD, 1, Status.UNCLEAR),
        (kills.DELIVERED, 1, Status.UNCLEAR),
    ],
)
def test_nothing_arrives_twice_and_what_is_lost_is_said(
    place, arrives, ends, server, makers, kill, team, bob, become_due
):
    server.letters.clear()
    for nth in range(ROUNDS):
        about = {"about": f"step-{nth}", "topic": f"video-{nth}", "address": f"/videos/{nth}/"}
        tell([bob], Kind.ASKED, team=team, title=f"T{nth}", number=1, what="review", **about)
        become_due()
        kill(place)
        for _again in range(2):  # other workers, after the lease
            become_due()
            assert makers.run() == "0"
    subjects = [mail.subject for mail in server.letters]
    said = "Your turn: “T%d”, version 1 is ready and waits for your decision"
    assert subjects == [said % nth for nth in range(ROUNDS) if arrives]
    assert list(Notice.objects.values_list("status", flat=True)) == [ends] * ROUNDS


def test_killed_several_times_on_its_way_a_mail_of_many_notices_arrives_once(
    server, makers, kill, say, bob, become_due
):
    server.letters.clear()
    for nth in range(10):
        say(bob, f"step-{nth}", title=f"T{nth % 2}", topic="video-1")
    for place in kills.BEFORE:
        become_due()
        kill(place)
    become_due()
    makers.run()
    [mail] = server.letters
    assert mail.subject == "“T0”: 2 new things"
    assert set(Notice.objects.values_list("status", "attempts")) == {(Status.SENT, 2)}  # one try counted, then the last
