"""The only door to the outside world: one shared client, total deadlines, capped bodies and two kinds of trouble.

"Nothing was sent" and "it may have arrived" are kept apart, because only the first may be tried again without asking.
A key goes out with `send` alone; a download never carries one. Redirects are never followed.
"""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from json import dumps
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from apps.providers.base import ProviderError, Reason, RefusedAccount, Unavailable

T = TypeVar("T")

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 30.0  # in the middle of a file
ANSWER_BYTES = 1024 * 1024
SLICE_BYTES = 64 * 1024
CALLS_AT_ONCE = 8  # the client slows down beyond about ten connections


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds one call may take: `read` for a silence in between, `total` for all of it.

    `total` is looked at between pieces of both bodies, so a call may outlast it by one `read`; only headers that come
    byte by byte escape it. Nothing may therefore rely on a call being over: leases and look-ups do not.
    """

    read: float
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever the HTTP status. `retry_after` is in seconds."""

    status: int
    body: bytes = field(repr=False)
    retry_after: float | None = None


def is_web_address(url: str) -> bool:
    """Whether `url` is a whole http(s) address."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def send(
    method: str,
    url: str,
    *,
    key: str,
    json: Mapping[str, Any] | None = None,
    params: Mapping[str, str] | None = None,
    patience: Patience,
) -> Answer:
    """One request, never repeated. Raises Unavailable, or RefusedAccount for a key that no header can carry."""
    deadline = _Deadline(patience.total)
    headers = {"Authorization": f"Bearer {_header_safe(key)}"}
    content = None
    if json is not None:
        body = dumps(json).encode()
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        content = _slices(body, deadline)
    with _stream(method, url, patience.read, headers=headers, content=content, params=params) as response:
        answer = b"".join(_pieces(response, ANSWER_BYTES, deadline))
        return Answer(response.status_code, _without(key, answer), _seconds(response.headers.get("Retry-After")))


def download(url: str, target: Path, *, max_bytes: int, deadline: float) -> int:
    """Save `url` as `target` by way of `target` + ".part", within `deadline` seconds; returns the size in bytes.

    Raises Unavailable when the file does not arrive whole, and OSError when our own disk does not take it.
    """
    part = target.with_name(f"{target.name}.part")
    clock = _Deadline(deadline)
    try:
        with _stream("GET", url, min(deadline, SILENCE_SECONDS)) as response:
            if response.status_code != httpx.codes.OK:
                raise Unavailable(Reason.UNCLEAR, f"The file was answered with HTTP {response.status_code}.", sent=True)
            size = _save(_pieces(response, max_bytes, clock), part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return size


def gather(calls: Sequence[Callable[[], T]]) -> list[T | ProviderError]:
    """The results of `calls` in their order, a few made at the same time; the three errors come back as values."""

    def guarded(call: Callable[[], T]) -> T | ProviderError:
        try:
            return call()
        except ProviderError as error:
            return error

    with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
        return list(pool.map(guarded, calls))


class _Deadline:
    """A moment that `check` does not let pass."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() > self._end:
            raise Unavailable(Reason.UNCLEAR, f"No whole answer within {self._seconds:g} seconds.", sent=True)


_making = threading.Lock()


@cache
def _make_client() -> httpx.Client:
    return httpx.Client(
        trust_env=False,
        follow_redirects=False,
        headers={"Accept-Encoding": "identity", "User-Agent": "AvatarStudio"},
        # No cookie is kept: what one account is given must never go out with another one's request.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


def _client() -> httpx.Client:
    """The shared client; a new one costs 20 ms, so the first call makes it, and only one thread at a time."""
    with _making:
        return _make_client()


@contextmanager
def _stream(method: str, url: str, read: float, **request: Any) -> Iterator[httpx.Response]:
    """An open answer; trouble in between comes out as Unavailable."""
    if not is_web_address(url):
        raise Unavailable(Reason.DOWN, "That is not a web address.", sent=False)
    timeout = httpx.Timeout(read, connect=CONNECT_SECONDS)
    try:
        with _client().stream(method, url, timeout=timeout, **request) as response:
            yield response
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:  # TLS trouble is a ConnectError
        raise Unavailable(Reason.DOWN, _told(error), sent=False) from error
    except (httpx.InvalidURL, UnicodeError) as error:  # a host name that cannot be looked up
        raise Unavailable(Reason.DOWN, "That is not a web address.", sent=False) from error
    except httpx.HTTPError as error:
        raise Unavailable(Reason.UNCLEAR, _told(error), sent=True) from error


def _slices(body: bytes, deadline: _Deadline) -> Iterator[bytes]:
    """`body` piece by piece, so that a slow upload meets the deadline too."""
    for start in range(0, len(body), SLICE_BYTES):
        deadline.check()
        yield body[start : start + SLICE_BYTES]


def _pieces(response: httpx.Response, max_bytes: int, deadline: _Deadline) -> Iterator[bytes]:
    """The body as it came over the wire (nothing is unpacked), at most `max_bytes` of it.

    A body shorter than its Content-Length is a RemoteProtocolError of httpx.
    """
    too_much = Unavailable(Reason.UNCLEAR, f"The answer is larger than {max_bytes} bytes.", sent=True)
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise too_much
    received = 0
    for piece in response.iter_raw():
        deadline.check()
        received += len(piece)
        if received > max_bytes:
            raise too_much
        yield piece


def _save(pieces: Iterator[bytes], part: Path) -> int:
    with part.open("wb") as file:
        size = sum(file.write(piece) for piece in pieces)
        file.flush()
        os.fsync(file.fileno())
    return size


def _header_safe(key: str) -> str:
    """`key` if it can be sent; checked here because a library's own complaint would quote it."""
    if not re.fullmatch(r"[!-~]+", key):
        raise RefusedAccount(Reason.KEY, "The key is empty or has characters that cannot be sent.")
    return key


def _without(key: str, body: bytes) -> bytes:
    """`body` without our key: a service that repeats it must not put it into our records."""
    return body.replace(key.encode(), b"[key]") if len(key) >= 16 else body


def _seconds(retry_after: str | None) -> float | None:
    """A `Retry-After` given in seconds; dates are ignored."""
    return float(retry_after) if retry_after and re.fullmatch(r"[0-9]{1,6}", retry_after) else None


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
