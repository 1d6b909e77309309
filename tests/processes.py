"""Real processes for tests: a free port, a studio of one's own, and what is left of it afterwards."""

import atexit
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
PREPARE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "avatarstudio.settings"
django.setup()
from apps.console.management.commands.studio import collect_static_files, prepare_database
prepare_database()
collect_static_files()
"""
NAMES = {"web": " granian ", "worker": " worker ", "beat": " beat "}  # a word of each command line


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Return as soon as `condition` holds; raises TimeoutError that names `what`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds} s for {what}.")
        time.sleep(0.05)


def process_table() -> dict[int, tuple[int, str]]:
    """Every living process: its id, its parent's id and its command line. Zombies do not live."""
    lines = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,command="], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    rows = [line.split(None, 3) for line in lines]
    return {int(row[0]): (int(row[1]), row[3]) for row in rows if len(row) == 4 and not row[2].startswith("Z")}


def still_running(pids: Iterable[int]) -> list[int]:
    table = process_table()
    return [pid for pid in pids if pid in table]


def tree_of(root: int) -> dict[int, str]:
    """The process `root` and all that came from it: id and command line."""
    table = process_table()
    tree = {root} & table.keys()
    grown = True
    while grown:
        children = {pid for pid, (parent, _) in table.items() if parent in tree} - tree
        tree |= children
        grown = bool(children)
    return {pid: table[pid][1] for pid in tree}


@cache
def prepared_folder() -> Path:
    """The data folder of a studio that nobody has used yet, made once for all tests of this process."""
    folder = Path(tempfile.mkdtemp(prefix="avatarstudio-prepared-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BROKER_URL")}
    subprocess.run([sys.executable, "-c", PREPARE], cwd=ROOT, env={**environment, "DATA_DIR": str(folder)}, check=True)
    return folder


class Studio:
    """`manage.py studio` on a free port, with a data folder of its own unless it is given one to go on with.

    Its own is one in which the tables and the pages are ready, which takes a first start some seconds.

    A context manager: entered when the studio says that it is ready, left when nothing of it runs any more.
    Words given by name go to its environment: ``Studio(PRACTICE_SECONDS="1")``.
    """

    def __init__(self, data_dir: Path | None = None, **environment: str) -> None:
        self._owned_folder = None if data_dir else Path(tempfile.mkdtemp(prefix="avatarstudio-studio-")).resolve()
        if self._owned_folder:
            shutil.copytree(prepared_folder(), self._owned_folder, dirs_exist_ok=True)
        self.data_dir = data_dir or self._owned_folder
        self.port = int(environment.get("PORT") or free_port())
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, **environment, "DATA_DIR": str(self.data_dir), "PORT": str(self.port)}
        self.installation = ""
        self._seen: set[int] = set()

    def __enter__(self) -> Self:
        try:
            self.start()
            self.wait_until_ready()
        except BaseException:  # an entered half would leave processes behind
            self.clean_up()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, _: TracebackType | None) -> None:
        self.clean_up()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def output(self) -> str:
        """What it printed so far, with the warnings of its programs."""
        return self._log.read_text()

    def start(self) -> None:
        self._log = Path(tempfile.mkstemp(prefix="avatarstudio-output-")[1])
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "studio"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self, seconds: float = 60) -> None:
        """The studio itself says so, once its own installation answers on the port."""
        wait_for(lambda: " is ready: " in self.output or self._process.poll() is not None, seconds, "the studio")
        if self._process.poll() is not None:
            raise RuntimeError(f"The studio ended: {self.output}")
        self.installation = self.who_answers()
        wait_for(lambda: all(self.pids(name) for name in NAMES), 10, "all programs")

    def who_answers(self) -> str:
        """The installation that answers on our port; empty when none does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return str(json.load(connection.getresponse())["studio"])
        except (OSError, http.client.HTTPException, ValueError):
            return ""
        finally:
            connection.close()

    def processes(self) -> dict[int, str]:
        """The ids and command lines of the studio and all its programs."""
        tree = tree_of(self.pid)
        self._seen |= tree.keys()
        return tree

    def pids(self, name: str) -> list[int]:
        """The processes of "web", "worker" or "beat"."""
        return [pid for pid, command in self.processes().items() if NAMES[name] in command]

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> list[int]:
        """Send a signal to "studio", "web", "worker" or "beat"; returns the ids it was sent to."""
        pids = [self.pid] if name == "studio" else self.pids(name)
        for pid in pids:
            os.kill(pid, number)
        return pids

    def stop(self, number: signal.Signals = signal.SIGINT, seconds: float = 20) -> int:
        """Ctrl-C, as a terminal sends it; returns the exit code."""
        self.processes()
        self._process.send_signal(number)
        return self._process.wait(seconds)

    def wait_for_end(self, seconds: float = 10) -> int:
        return self._process.wait(seconds)

    def left_over(self) -> list[int]:
        """Processes that this studio ever had, as far as we looked, and that still run."""
        return still_running(self._seen)

    def clean_up(self) -> None:
        if self._process.poll() is None:
            self.processes()
            self._process.kill()
            self._process.wait()
        wait_for(lambda: not self.left_over(), 10, "the end of all programs")
        self._log.unlink(missing_ok=True)
        if self._owned_folder:
            shutil.rmtree(self._owned_folder, ignore_errors=True)
