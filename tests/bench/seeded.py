"""A seeded studio that runs as `make run` starts it, with people who look at it: what `gallery.py` measures."""

import html
import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.visitors import Visitor
from tests.processes import ROOT, Studio, tree_of

SEED_SECONDS = 600.0
LIVE = re.compile(r'id="live"[^>]*?hx-get="([^"]+)"', re.DOTALL)
MORE = re.compile(r'href="\?([^"]*after=[^"]*)"')
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
    """The studio, who looks at it (the largest team first), and the process of its database, if that is another one."""

    studio: Studio
    people: list[Visitor]
    database: int | None

    def page(self, person: Visitor, path: str, *, is_live: bool = False, is_more: bool = False) -> Page:
        cookie = {"Cookie": f"sessionid-{self.studio.port}={person.session}"}
        return Page(path, cookie | (HTMX if is_live or is_more else {}), follows=is_live)

    def ask(self, page: Page) -> Answer:
        """Look once, over a connection of its own."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.studio.port, timeout=60)
        connection.request("GET", page.path, headers=page.headers)
        answer = connection.getresponse()
        first = answer.read(1)
        wait = time.perf_counter() - began
        body = first + answer.read()
        connection.close()
        return Answer(answer.status, body, wait, time.perf_counter() - began)

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

    def load(self, pages: list[Page], rate: float, seconds: float) -> list[Told]:
        """Ask for the pages in turn, at that rate."""
        slots = [{"path": page.path, "headers": page.headers, "follows": page.follows} for page in pages]
        wanted = {"port": self.studio.port, "rate": rate, "seconds": seconds, "slots": slots}
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
        with subprocess.Popen(command, cwd=ROOT, env=self.studio.environment) as process:
            try:
                time.sleep(1.5)  # until it is there
                yield
            finally:
                process.kill()

    def cpu(self) -> tuple[float, float]:
        """Seconds that the web server, and the database, have used so far."""
        web = [pid for root in self.studio.pids("web") for pid in tree_of(root)]
        return _used(set(web)), _used(set(tree_of(self.database))) if self.database else 0.0


def _used(pids: set[int]) -> float:
    """Seconds of a processor (Linux tells)."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS


@contextmanager
def seeded(teams: int, videos: int, url: str = "", database: int | None = None) -> Iterator[Site]:
    """A studio with so many videos: on SQLite, or on the empty database at `url`, which is that process."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.bench.gallery_settings", **({"DATABASE_URL": url} if url else {})}
    studio = Studio(**settings)
    _run(studio, ["manage.py", "migrate", "-v", "0"])
    _run(studio, ["manage.py", "seed", "--teams", str(teams), "--videos", str(videos)])
    if url:
        with psycopg.connect(url, autocommit=True) as server:  # as the database does by itself after a while
            server.execute("VACUUM ANALYZE")
    with studio:
        people = json.loads(_run(studio, ["-m", "tests.bench.visitors"]))
        yield Site(studio, [Visitor(**each) for each in people], database)


def _run(studio: Studio, words: list[str]) -> Any:
    command = [sys.executable, *words]
    ended = subprocess.run(
        command, cwd=ROOT, env=studio.environment, capture_output=True, text=True, timeout=SEED_SECONDS, check=False
    )
    if ended.returncode:
        raise RuntimeError(f"{' '.join(words)}: {ended.stdout[-2000:]}{ended.stderr[-4000:]}")
    return ended.stdout
