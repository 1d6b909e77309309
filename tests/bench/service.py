"""A service that always says the same: every take is being made. It stands in for thousands of them.

A WSGI application for a process of its own. What it says is in the words of the practice service, written once and
filled in by hand, so that answering costs next to nothing. Task `n` is number `n`, and our own id for it `uuid(n)`.
`TAKES` in the environment says how many there are; the list has the newest first. `/requests` tells how many were
answered so far.
"""

import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from apps.practice.dialect import Dialect
from apps.practice.looks import Look

TAKES = int(os.environ.get("TAKES", "0"))
PLACE = "/v1/videos/avatar/image2video"  # where Kling's dialect looks
HEADERS = [("Content-Type", "application/json")]
REQUESTS = "/requests"

Environ = dict[str, Any]

_answered: list[None] = []


def uuid(number: int) -> UUID:
    """Our own id for a task."""
    return UUID(int=number)


def app(environ: Environ, start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    """Answer a look at one task, or at a page of the list."""
    body = str(len(_answered)).encode() if environ["PATH_INFO"] == REQUESTS else _answer(environ)
    start("200 OK", [*HEADERS, ("Content-Length", str(len(body)))])
    return [body]


def _answer(environ: Environ) -> bytes:
    _answered.append(None)  # of several threads, none gets lost
    _, is_one, name = environ["PATH_INFO"].partition(f"{PLACE}/")
    return _one(int(name)) if is_one else _page(environ["QUERY_STRING"])


def _look(number: int) -> Look:
    line = {"task_id": str(number), "external_task_id": str(uuid(number)), "at": 1_700_000_000_000}
    return Look(line=line, status="processing", changed_at=1_700_000_000_000)


def _one(number: int) -> bytes:
    before, between, after = _form()
    return b"%b%d%b%b%b" % (before, number, between, str(uuid(number)).encode(), after)


@lru_cache
def _form() -> tuple[bytes, ...]:
    """What stands around the two numbers in an answer."""
    whole = Dialect().looked(_look(123_456_789)).content
    before, _, rest = whole.partition(b"123456789")
    between, _, after = rest.partition(str(uuid(123_456_789)).encode())
    return before, between, after


@lru_cache
def _page(query: str) -> bytes:
    asked = parse_qs(query)
    page, size = int(asked["pageNum"][0]), int(asked["pageSize"][0])
    newest = TAKES - (page - 1) * size
    return Dialect().listed([_look(number) for number in range(newest, max(0, newest - size), -1)]).content
