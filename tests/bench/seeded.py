"""A seeded studio that runs as `make run` starts it, with people who look at it: what `gallery.py` measures."""

import gzip
import html
import http.client
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from tests.bench.visitors import Visitor
from tests.processes import ROOT, Studio, free_port, prepared_folder, tree_of, wait_for

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.bench.gallery_settings"}
WEB = "--interface wsgi --host 127.0.0.1 --workers 2 --blocking-threads 32 --no-ws --log-level error"  # compose.yaml
SEED_SECONDS, START_SECONDS = 1200.0, 60.0  # more than that, and something hangs
LIVE = re.compile(r'id="live"[^>]*?hx-get="([^"]+)"', re.DOTALL)
MORE = re.compile(r'href="\?([^"]*after=[^"]*)"')
CARD = re.compile(r'<li class="vcard[^"]*" id="v-(\d+)"')
HTMX = {"HX-Request": "true", "HX-Target": "more"}
TICKS = os.sysconf("SC_CLK_TCK")  # of a processor, a second


@dataclass(frozen=True)
class Page:
    """Something to ask for, as one person. `follows`: what it answers says what to ask for next."""

    path: str
    headers: dict[str, str]
    follows: bool = False


@dataclass(frozen=True)
class Answer:
    """`wait` seconds until the first byte, `seconds` until the last one."""

    status: int
    body: bytes
    wait: float
    seconds: float


@dataclass(frozen=True)
class Told:
    """What `arrivals` tells about an answer: to which page, after how many seconds, its status and its bytes."""

    page: int
    seconds: float
    status: int
    size: int


@dataclass
class Site:
    """Where the studio answers, with what in its environment, and who looks at it: the largest team first.

    `web` and `database` are the processes from which theirs came; there is none for a database that is a file.
    """

    port: int
    environment: dict[str, str]
    people: list[Visitor]
    web: int
    database: int | None

    def page(self, person: Visitor, path: str, *, is_live: bool = False, is_more: bool = False) -> Page:
        browser = {"Cookie": f"sessionid-{self.port}={person.session}", "Accept-Encoding": "gzip"}
        return Page(path, browser | (HTMX if is_live or is_more else {}), follows=is_live)

    def ask(self, page: Page, form: str = "") -> Answer:
        """Look once, or send a form, over a connection of its own."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST" if form else "GET", page.path, body=form or None, headers=page.headers)
        answer = connection.getresponse()
        first = answer.read(1)
        wait = time.perf_counter() - began
        body = first + answer.read()
        connection.close()
        seconds = time.perf_counter() - began
        is_packed = answer.headers["Content-Encoding"] == "gzip"
        return Answer(answer.status, gzip.decompress(body) if is_packed else body, wait, seconds)

    def poll(self, person: Visitor, path: str) -> Page:
        """What the page at that address asks for again and again."""
        found = LIVE.search(self.ask(self.page(person, path)).body.decode())
        assert found, path
        return self.page(person, html.unescape(found[1]), is_live=True)

    def deep(self, person: Visitor, path: str, depth: int, size: int) -> Page:
        """What "Show more" asks for below that many videos, or below as many as there are."""
        page = self.page(person, path)
        for _step in range(depth // size):
            found = MORE.search(self.ask(page).body.decode())
            if found is None:
                break
            page = self.page(person, f"{path}?{html.unescape(found[1])}", is_more=True)
        return page

    def zipped(self, person: Visitor, films: int) -> Answer:
        """Download so many films, the newest ones that are approved, as one file."""
        page, found = self.page(person, "/videos/?show=approved"), dict[str, None]()
        while len(found) < films:
            body = self.ask(page).body.decode()
            found.update(dict.fromkeys(CARD.findall(body)))
            more = MORE.search(body)
            if more is None:
                break
            page = self.page(person, f"/videos/?{html.unescape(more[1])}", is_more=True)
        secret = secrets.token_hex(16)
        fields = [("csrfmiddlewaretoken", secret), *(("videos", pk) for pk in list(found)[:films])]
        cookies = f"{page.headers['Cookie']}; csrftoken-{self.port}={secret}"
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        return self.ask(Page("/videos/zip/", headers), urlencode(fields))

    def load(self, pages: list[Page], rate: float, seconds: float) -> list[Told]:
        """Ask for the pages in turn, at that rate."""
        slots = [{"path": page.path, "headers": page.headers, "follows": page.follows} for page in pages]
        wanted = {"port": self.port, "rate": rate, "seconds": seconds, "slots": slots}
        command = [sys.executable, "-m", "tests.bench.arrivals"]
        words = json.dumps(wanted)
        told = subprocess.run(
            command, cwd=ROOT, input=words, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds + 60
        )
        return [Told(*line) for line in json.loads(told.stdout)]

    @contextmanager
    def changing(self, rate: float, seconds: float) -> Iterator[None]:
        """So many videos a second change meanwhile, of all teams that somebody looks at."""
        teams = ",".join(str(team) for team in {person.team for person in self.people})
        command = [sys.executable, "-m", "tests.bench.changes", teams, str(rate), str(seconds)]
        with subprocess.Popen(command, cwd=ROOT, env=self.environment) as process:
            try:
                time.sleep(1.5)  # until it is there
                yield
            finally:
                process.kill()

    def cpu(self) -> tuple[float, float]:
        """Seconds that the web server, and the database, have used so far."""
        return _used(self.web), _used(self.database) if self.database else 0.0


def _used(root: int) -> float:
    """Seconds of a processor that a process and its children used (Linux tells)."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in tree_of(root)]
    return sum(sum(map(int, stat[11:15])) for stat in stats) / TICKS  # with those of children that have ended


@contextmanager
def on_sqlite(teams: int, videos: int) -> Iterator[Site]:
    """A studio with so many videos as `make run` starts it."""
    with _folder() as folder:
        environment = {**SETTINGS, "DATA_DIR": str(folder)}
        people = _filled(environment, teams, videos)
        with Studio(folder, **SETTINGS) as studio:
            yield Site(studio.port, studio.environment, people, studio.pids("web")[0], None)


@contextmanager
def on_postgresql(teams: int, videos: int, url: str, database: int) -> Iterator[Site]:
    """The same on an empty database at `url`, whose process is `database`, served as `compose.yaml` does."""
    port = free_port()
    with _folder() as folder, ExitStack() as stack:
        environment = {**SETTINGS, "DATA_DIR": str(folder), "DATABASE_URL": url, "PORT": str(port)}
        people = _filled(environment, teams, videos)
        with psycopg.connect(url, autocommit=True) as server:  # as the database does by itself after a while
            server.execute("VACUUM ANALYZE")
        words = f"-m granian {WEB} --port {port} avatarstudio.wsgi:application".split()
        process = stack.enter_context(
            subprocess.Popen([sys.executable, *words], cwd=ROOT, env={**os.environ, **environment})
        )
        stack.callback(process.terminate)
        site = Site(port, {**os.environ, **environment}, people, process.pid, database)
        wait_for(lambda: _answers(site), START_SECONDS, "the web server")
        yield site


def _answers(site: Site) -> bool:
    with suppress(OSError):
        return site.ask(Page("/healthz", {})).status == http.HTTPStatus.OK
    return False


@contextmanager
def _folder() -> Iterator[Path]:
    """A data folder in which the files of the pages are ready."""
    with tempfile.TemporaryDirectory(prefix="avatarstudio-bench-") as name:
        folder = Path(name).resolve()
        shutil.copytree(prepared_folder(), folder, dirs_exist_ok=True)
        yield folder


def _filled(environment: dict[str, str], teams: int, videos: int) -> list[Visitor]:
    """Make the tables and the videos; returns who will look at them."""
    _run(environment, "manage.py migrate -v 0")
    _run(environment, f"manage.py seed --teams {teams} --videos {videos}")
    return [Visitor(**each) for each in json.loads(_run(environment, "-m tests.bench.visitors"))]


def _run(environment: dict[str, str], words: str) -> str:
    ended = subprocess.run(
        [sys.executable, *words.split()],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=SEED_SECONDS,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"{words}: {ended.stderr[-4000:]}")
    return ended.stdout
