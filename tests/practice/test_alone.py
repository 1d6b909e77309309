"""`manage.py practice`: the service as a process of its own."""

import http.client
import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.practice.conftest import TASKS
from tests.processes import ROOT, free_port, wait_for


class Alone:
    """The running process, and calls to it with the right key."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.log = folder / "output.txt"
        environment = {
            "DATA_DIR": str(folder / "data"),
            "SECRET_KEY": settings.SECRET_KEY,
            "PRACTICE_SECONDS": "0.2",
            "SWEEP_SECONDS": "0.1",
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "practice", "--port", str(port)],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def ask(self, path: str, body: Any = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Authorization": f"Bearer {settings.PRACTICE_KEY}"}
        connection.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def status(self, number: str) -> str:
        return json.loads(self.ask(f"{TASKS}/{number}")[1])["data"]["task_status"]


@pytest.fixture
def alone(tmp_path) -> Iterator[Alone]:
    alone = Alone(tmp_path, free_port())
    try:
        wait_for(lambda: "is ready" in alone.log.read_text() or alone.process.poll() is not None, 30, "the service")
        yield alone
    finally:
        alone.process.kill()
        alone.process.wait()


class TestAlone:
    def test_it_makes_films_and_ends_at_ctrl_c(self, alone, made, tmp_path):
        files = {name: b64encode(content).decode() for name, content in made.items()}
        assert alone.ask(TASKS, {**files, "external_task_id": "ours"})[0] == 200
        wait_for(lambda: alone.status("ours") == "succeed", 30, "the film")
        data = json.loads(alone.ask(f"{TASKS}/ours")[1])["data"]
        url = data["task_result"]["videos"][0]["url"]
        prefix = f"http://127.0.0.1:{alone.port}"
        assert url.startswith(prefix)
        assert alone.ask(url.removeprefix(prefix))[1][4:8] == b"ftyp"
        assert list((tmp_path / "data").glob("*.sqlite3")) == []
        alone.process.send_signal(signal.SIGINT)
        assert alone.process.wait(15) == 0
        assert alone.log.read_text().endswith("The practice service has stopped.\n")

    def test_nothing_else_is_there(self, alone):
        assert [alone.ask(path)[0] for path in ("/", "/admin/", "/practice/", "/healthz")] == [404] * 4

    def test_the_bill_survives_a_kill(self, alone, made, tmp_path):
        files = {name: b64encode(content).decode() for name, content in made.items()}
        assert alone.ask(TASKS, {**files, "external_task_id": "ours"})[0] == 200
        alone.process.kill()
        alone.process.wait()
        again = Alone(tmp_path, alone.port)
        try:
            wait_for(lambda: "is ready" in again.log.read_text(), 30, "the service")
            wait_for(lambda: again.status("ours") == "succeed", 30, "the film")
            assert again.ask(TASKS, {**files, "external_task_id": "ours"})[0] == 400
        finally:
            again.process.kill()
            again.process.wait()
        assert len((tmp_path / "data/practice/bill.jsonl").read_text().splitlines()) == 1

    def test_a_taken_port_is_said_in_a_sentence(self, alone, tmp_path):
        (tmp_path / "second").mkdir()
        second = Alone(tmp_path / "second", alone.port)
        assert second.process.wait(30) == 1
        assert second.log.read_text().startswith(f"Port {alone.port} cannot be had")
