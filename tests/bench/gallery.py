"""What the gallery costs with many videos: `python -m tests.bench.gallery` prints tables. Nothing fails on a time.

Made-up studios (`manage.py seed`) are served as the product is: on a PostgreSQL of their own, where that is installed,
with few and with many videos and by two processes; and on SQLite by one. People of several teams look at pages, each
alone and then many at once, beside a bare list of the same rows in the same processes (`bare_list.py`). Everything
listens on 127.0.0.1 and ends by itself.
"""

import argparse
import http
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from tests.bench.databases import own_database
from tests.bench.review import THEIRS
from tests.bench.seeded import Page, Site, on_postgresql, on_sqlite
from tests.bench.visitors import ADDRESS, PAGE, PEOPLE, Visitor
from tests.servers import PostgreSQL

FEW, MANY, SQLITE, TEAMS, SECONDS, ROUNDS = 1_000, 100_000, 20_000, 50, 10.0, 15
DEPTH = 2_000
RATE, POLL_RATE, CHANGES = 40, 100, 5  # a second
ZIPPED, MEGABYTE = 50, 1024**2
OPEN_PAGES = 200  # that poll
BARE = "a bare list of the same rows"
WORDS = {"a spoken word": "jasmine", "a spoken word in Chinese": "茉莉花"}
SEARCHES = ("filter and search", *WORDS)
TITLE = f"{'':44}{'ms':>8}{'95 %':>8}{'x bare':>8}"
Best = dict[str, float]  # seconds for each page


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table after the other."""
    options = _options(arguments)
    for name in THEIRS:
        os.environ.pop(name, None)
    began = time.monotonic()
    if options.many:
        _with_postgresql(options)
    with on_sqlite(options.teams, options.sqlite) as site:
        _say(f"\nSQLite, {options.sqlite:,} videos in {options.teams} teams; one look at a time")
        _alone(site, options, {}, limit=1000)
        _crowd(site, options, RATE / 4, POLL_RATE / 4)
    _say(f"\nAll of it took {time.monotonic() - began:.0f} s.")


def _with_postgresql(options: argparse.Namespace) -> None:
    """Few videos first, so that the tables of many can say how much longer they take."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        _say("PostgreSQL is not installed here: its tables are left out.")
        return
    with tempfile.TemporaryDirectory(prefix="avatarstudio-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database's own user passes through
        with PostgreSQL(folder / "postgres") as server:
            few = _on_postgresql(server, options, options.few, {})
            _on_postgresql(server, options, options.many, few)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What the gallery costs with many videos.")
    parser.add_argument("--few", type=int, default=FEW, help="videos of the small studio")
    parser.add_argument("--many", type=int, default=MANY, help="videos of the large studio; 0 leaves out PostgreSQL")
    parser.add_argument("--sqlite", type=int, default=SQLITE, help="videos of the studio on SQLite")
    parser.add_argument("--teams", type=int, default=TEAMS, help="in each")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long many people look at once")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each page is looked at alone")
    return parser.parse_args(arguments)


def _on_postgresql(server: PostgreSQL, options: argparse.Namespace, videos: int, before: Best) -> Best:
    """Print the tables of a studio with so many videos; returns how long each page took there at best."""
    with ExitStack() as stack:
        url = stack.enter_context(own_database(server.url))
        site = stack.enter_context(on_postgresql(options.teams, videos, url, server.pid))
        _say(f"\nPostgreSQL, {videos:,} videos in {options.teams} teams; one look at a time")
        best = _alone(site, options, before)
        if before:
            _crowd(site, options, RATE, POLL_RATE)
    return best


def _pages(site: Site, people: list[Visitor]) -> dict[str, list[Page]]:
    """What these people look at."""
    everybody = {
        BARE: ADDRESS,
        "home": "/",
        "all videos, first page": "/videos/",
        "a project, first page": "/projects/{project}/",
        "filter and search": "/videos/?show=approved&q=tea",
        "the dearest first": "/videos/?sort=dearest",
        **{name: f"/videos/?q={quote(word)}" for name, word in WORDS.items()},
    }
    pages = {
        name: [site.page(person, path.format(project=person.project)) for person in people]
        for name, path in everybody.items()
    }
    deep = [site.deep(person, "/videos/", DEPTH, PAGE) for person in people[:PEOPLE]]
    return {**pages, f"“Show more” at {DEPTH:,}": deep}


def _alone(site: Site, options: argparse.Namespace, before: Best, limit: int = 0) -> Best:
    """One look after the other by people of the largest team, at each page in turn, so that what else happens hits all.

    What it took at best is compared with `before`: whatever else the computer does only makes things slower.
    """
    lookers = site.people[:PEOPLE]
    pages = _pages(site, lookers)
    pages["a poll without news"] = [site.poll(person, "/videos/") for person in lookers]
    times: dict[str, list[float]] = {name: [] for name in pages}
    for number in range(-1, options.rounds):  # the first time what is loaded once is loaded
        for name, asked in pages.items():
            answer = site.ask(asked[number % len(asked)])
            assert answer.status in (200, 204), (name, answer.status)
            times[name].extend([answer.seconds] * (number >= 0))
    best = {name: min(taken) for name, taken in times.items()}
    _say(TITLE + (f"{'x before':>10}" if before else ""))
    for name, taken in times.items():
        growth = f"{best[name] / before[name]:10.2f}" if before else ""
        _say(f"{name:44}{_numbers(taken)}{best[name] / best[BARE]:8.1f}{growth}{_aim(name, before, limit)}")
    return best


def _aim(name: str, before: Best, limit: int) -> str:
    if limit:
        return f"  (aim: {limit:,} ms)"
    aims = (["1.5 x before"] if before else []) + (["1,000 ms"] if name in WORDS else [])
    return f"  (aim: {', '.join(aims)})" if aims and name != BARE else ""


def _crowd(site: Site, options: argparse.Namespace, rate: float, poll_rate: float) -> None:
    """Many at once, at a steady rate."""
    pages = _pages(site, site.people)
    bare = pages.pop(BARE)
    mixed = [page for asked in zip(*(_around(asked) for asked in pages.values()), strict=True) for page in asked]
    polls = [site.poll(site.people[number % len(site.people)], "/videos/") for number in range(OPEN_PAGES)]
    _say(f"\n{'many at once':44}{'ms':>8}{'95 %':>8}{'lost':>8}{'CPU ms':>10}{'database':>10}  a request")
    _row(site, options, f"{BARE}, {rate:g}/s", bare, rate, "")
    _row(site, options, f"the pages above, {rate:g}/s", mixed, rate, "95 % in 300 ms")
    _row(site, options, f"polls without news, {poll_rate:g}/s", polls, poll_rate, "95 % in 100 ms")
    with site.changing(CHANGES, options.seconds + 5):
        _row(site, options, f"polls while {CHANGES}/s change, {poll_rate:g}/s", polls, poll_rate, "95 % in 100 ms")
    _zip(site, Path(site.environment["DATA_DIR"]) / "files")


def _zip(site: Site, folder: Path) -> None:
    """Films as one file, beside as many bytes of films read from the disk."""
    told = [site.zipped(site.people[0], ZIPPED) for _round in range(3)]
    best = min(told, key=lambda answer: answer.seconds)
    assert best.status == http.HTTPStatus.OK, best.status
    films, began, read = itertools.cycle(sorted(folder.rglob("*.mp4"))), time.perf_counter(), 0
    while read < len(best.body):
        read += len(next(films).read_bytes())
    plain = len(best.body) / (time.perf_counter() - began)
    rate = len(best.body) / best.seconds
    _say(
        f"{f'zip of {ZIPPED}':44}{best.wait * 1000:8.1f} to the first byte; {len(best.body) / MEGABYTE:.1f} MB at "
        f"{rate / MEGABYTE:.0f} MB/s, read plainly at {plain / MEGABYTE:.0f}"
    )


def _around(pages: list[Page], count: int = 12) -> list[Page]:
    return [pages[number % len(pages)] for number in range(count)]


def _row(site: Site, options: argparse.Namespace, name: str, pages: list[Page], rate: float, aim: str) -> None:
    before = site.cpu()
    told = site.load(pages, rate, options.seconds)
    web, database = (after - then for after, then in zip(site.cpu(), before, strict=True))
    lost = sum(answer.status not in (200, 204) for answer in told)
    costs = f"{lost:8}{web / len(told) * 1000:10.1f}{database / len(told) * 1000:10.1f}"
    _say(f"{name:44}{_numbers([answer.seconds for answer in told])}{costs}{f'  (aim: {aim})' * bool(aim)}")


def _numbers(taken: list[float]) -> str:
    tail = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    return f"{statistics.median(taken) * 1000:8.1f}{tail * 1000:8.1f}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
