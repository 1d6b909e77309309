"""What guests who watch cost the others: `python -m tests.bench.review` prints a table. Nothing fails on a time.

A page of the studio is asked for again and again: while nobody watches, then while 200 guests play one film by a link,
part after part. Each line is a studio of its own as `make run` starts it; where `DATABASE_URL` and `BROKER_URL` are
given, one on those follows; and each of them once more behind nginx, where that is installed. "held": how many
connections the web server has open while everybody watches: what the system has taken over from it is not among them.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.bench.databases import own_database
from tests.nginx import PROGRAM, nginx
from tests.processes import ROOT, Studio

GUESTS, PAGES, ROUNDS = 200, 80, 3
THEIRS = ("PUBLIC_BASE_URL", "HOST", "PORT", "ALLOWED_HOSTS", "DEBUG", "STACK", "DATABASE_URL", "BROKER_URL")
STORED = "/stored/"
ESTABLISHED = "01"  # in /proc/net/tcp
TITLE = f"{'':30}{'page ms':>9}{'watched':>9}{'times':>7}{'95 %':>7}{'held':>6}{'MB/s':>6}{'wait s':>8}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, line by line."""
    parser = argparse.ArgumentParser(description="What guests who watch a film cost those who look at pages.")
    parser.add_argument("--guests", type=int, default=GUESTS, help="how many watch at once")
    parser.add_argument("--pages", type=int, default=PAGES, help="how often a page is asked for, in a round")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="the best one counts")
    options = parser.parse_args(arguments)
    sys.stdout.write(f"{TITLE}\n")
    for name, environment in _stacks():
        for behind in (False, True) if PROGRAM else (False,):
            line = _measured(environment, options, is_behind=behind)
            sys.stdout.write(f"{name + ', behind nginx' * behind:30}{line}\n")
            sys.stdout.flush()


def _stacks() -> Iterator[tuple[str, dict[str, str]]]:
    theirs = {name: os.environ.pop(name, None) for name in THEIRS}
    database, broker = theirs["DATABASE_URL"], theirs["BROKER_URL"]
    yield "embedded", {}
    if database and broker:
        yield "PostgreSQL and Redis", {"DATABASE_URL": database, "BROKER_URL": broker}


def _measured(environment: dict[str, str], options: argparse.Namespace, *, is_behind: bool) -> str:
    """The numbers of one line. A `DATABASE_URL` in the environment says beside which one its own is made."""
    extra = {"X_ACCEL_PREFIX": STORED, "TRUSTED_PROXIES": "1"} if is_behind else {}
    with ExitStack() as stack:
        if url := environment.get("DATABASE_URL"):
            environment = {**environment, "DATABASE_URL": stack.enter_context(own_database(url))}
        studio = stack.enter_context(Studio(**environment, **extra))
        files = studio.data_dir / "files"
        door = stack.enter_context(nginx(studio.port, files) if is_behind else nullcontext(studio.port))
        address, film = _shared(studio)
        page, cookie = _enter(door, address)
        sizes = (options.guests, options.pages)
        rounds = [_round(studio.port, door, page, film, cookie, *sizes) for _ in range(options.rounds)]
    return _line_of(rounds)


@dataclass(frozen=True)
class _Round:
    """Seconds for each page while nobody watches, and while all do; connections; megabytes a second; seconds."""

    alone: list[float]
    watched: list[float]
    held: int
    rate: float
    wait: float


def _round(web: int, door: int, page: str, film: str, cookie: str, guests: int, pages: int) -> _Round:
    alone = _times(door, page, cookie, pages)
    with _watching(door, film, cookie, guests) as report:
        watched = _times(door, page, cookie, pages)
        held = _open_connections(web)
    megabytes, seconds, wait = map(float, report)
    return _Round(alone, watched, held, megabytes / seconds, wait)


def _line_of(rounds: list[_Round]) -> str:
    """The best median of each counts: whatever else the computer does only makes things slower."""
    alone, watched = (min(map(statistics.median, times)) for times in _both(rounds))
    tails = [min(statistics.quantiles(times, n=20)[-1] for times in each) for each in _both(rounds)]
    times = f"{alone * 1000:9.1f}{watched * 1000:9.1f}{watched / alone:7.2f}{tails[1] / tails[0]:7.2f}"
    held, wait = max(each.held for each in rounds), max(each.wait for each in rounds)
    return f"{times}{held:6}{statistics.mean(each.rate for each in rounds):6.1f}{wait:8.2f}  (aim: 1.2)"


def _both(rounds: list[_Round]) -> tuple[list[list[float]], list[list[float]]]:
    return [each.alone for each in rounds], [each.watched for each in rounds]


def _shared(studio: Studio) -> list[str]:
    """The addresses of the link, and of its film."""
    environment = {**studio.environment, "DJANGO_SETTINGS_MODULE": "avatarstudio.settings"}
    command = [sys.executable, "-m", "tests.bench.shared_film"]
    made = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=120
    )
    return made.stdout.split()


def _enter(port: int, address: str) -> tuple[str, str]:
    """The page that a link leads to, and the cookie that opens it."""
    answer = _ask(port, address)
    return answer.headers["Location"], answer.headers["Set-Cookie"].partition(";")[0]


def _times(port: int, path: str, cookie: str, pages: int) -> list[float]:
    """Seconds for each of so many looks at a page."""
    _ask(port, path, cookie)
    times = []
    for _page in range(pages):
        began = time.perf_counter()
        assert _ask(port, path, cookie).status == http.HTTPStatus.OK
        times.append(time.perf_counter() - began)
    return times


def _ask(port: int, path: str, cookie: str = "") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "Host": f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@contextmanager
def _watching(port: int, film: str, cookie: str, guests: int) -> Iterator[list[str]]:
    """Everybody watches inside; afterwards the yielded list holds what they said in the end."""
    report: list[str] = []
    command = [sys.executable, "-m", "tests.bench.watching", str(port), film, cookie, str(guests)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert _line(process.stdout) == "watching"
            yield report
            _close(process.stdin)
            report.extend(_line(process.stdout).split())
        finally:
            process.kill()


def _line(stream: IO[str] | None) -> str:
    assert stream
    return stream.readline().strip()


def _close(stream: IO[str] | None) -> None:
    assert stream
    stream.close()


def _open_connections(port: int) -> int:
    """How many the web server on that port has not closed yet (Linux tells)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(int(row[1].partition(":")[2], 16) == port and row[3] == ESTABLISHED for row in rows)


if __name__ == "__main__":
    main()
