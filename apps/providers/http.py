"""The only door to the outside world: total deadlines, capped bodies, no private addresses, and two kinds of trouble.

"Nothing was sent" and "it may have arrived" are kept apart, because only the first may be tried again without asking.
A key goes to its own account's origin and nowhere else.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import lru_cache
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from apps.core import faults
from apps.providers import tokens
from apps.providers.base import Account
from apps.providers.errors import Reason, RefusedAccount, Unavailable
from apps.providers.network import NotPublic, door, within
from apps.providers.redaction import secrets_sent, without

Origin = tuple[str, str, int]

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 30.0  # in the middle of a file
ANSWER_BYTES = 1024 * 1024
SLICE_BYTES = 64 * 1024
HOPS = 5  # of a download: redirects, and one more try with the key
PORTS = {"http": 80, "https": 443}
HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "AvatarStudio"}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds one call may take: `read` for a silence in between, `total` for all of it."""

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
    return _origin(url) is not None


def send(
    method: str,
    url: str,
    *,
    account: Account,
    json: Mapping[str, Any] | None = None,
    params: Mapping[str, str] | None = None,
    patience: Patience,
    max_bytes: int = ANSWER_BYTES,
) -> Answer:
    """One request with the account's key, never repeated; an answer of more than `max_bytes` counts as none.

    Raises Unavailable; or RefusedAccount for a key that no header can carry, and for an address that is not the
    account's own.
    """
    if _origin(url) != _origin(account.base_url):
        raise RefusedAccount(Reason.SETUP, "This path leads to another address than the service's own.")
    headers = _authorization(account)
    secrets = secrets_sent(account, headers)
    content = None
    if json is not None:
        body = dumps(json).encode()
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        content = _slices(body)
    with (
        within(patience.total),
        _stream(method, url, account, patience.read, headers, content=content, params=params) as response,
    ):
        answer = b"".join(_pieces(response, max_bytes))
        return Answer(response.status_code, without(secrets, answer), _seconds(response.headers))


def notify(url: str, body: bytes, headers: Mapping[str, str], *, account: Account, patience: Patience) -> int:
    """Post `body` without a key, as services do when they call back; returns the HTTP status. Raises Unavailable."""
    with (
        within(patience.total),
        _stream("POST", url, account, patience.read, headers, content=body) as response,
    ):
        return response.status_code


def download(url: str, target: Path, *, account: Account, max_bytes: int, deadline: float) -> int:
    """Save `url` as `target` by way of `target` + ".part", within `deadline` seconds; returns the size in bytes.

    Raises Unavailable when the file does not arrive whole, and OSError when our own disk does not take it.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with within(deadline), _file(url, account, min(deadline, SILENCE_SECONDS)) as response:
            size = _save(_pieces(response, max_bytes), part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return size


@contextmanager
def _stream(
    method: str, url: str, account: Account, read: float, headers: Mapping[str, str], **request: Any
) -> Iterator[httpx.Response]:
    """An open answer; trouble in between comes out as Unavailable."""
    known = {**HEADERS, **headers}
    try:
        prepared = httpx.Request(
            method, url if is_web_address(url) else "", headers=known, extensions=_timeout(read), **request
        )
    except (httpx.InvalidURL, UnicodeError) as error:  # a host name that cannot be looked up
        raise Unavailable(Reason.DOWN, "That is not a web address.", sent=False) from error
    try:
        with closing(door(_private(account)).handle_request(prepared)) as response:
            yield response
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
        reason = Reason.SETUP if isinstance(error.__cause__, NotPublic) else Reason.DOWN  # TLS trouble is among them
        raise Unavailable(reason, _told(error, secrets_sent(account, known)), sent=False) from None
    except httpx.HTTPError as error:
        raise Unavailable(Reason.UNCLEAR, _told(error, secrets_sent(account, known)), sent=True) from None


@lru_cache
def _timeout(read: float) -> dict[str, Any]:
    return {"timeout": httpx.Timeout(read, connect=CONNECT_SECONDS).as_dict()}


@contextmanager
def _file(url: str, account: Account, read: float) -> Iterator[httpx.Response]:
    """An open answer with a whole file. Redirects are followed without the key.

    The key goes along only where the account's own origin does not give the file without it.
    """
    headers: dict[str, str] = {}
    for _ in range(HOPS):
        with _stream("GET", url, account, read, headers) as response:
            if response.status_code == httpx.codes.OK:
                yield response
                return
            if response.has_redirect_location:
                url, headers = _joined(url, response.headers["Location"]), {}
            elif response.status_code in {401, 403} and not headers and _origin(url) == _origin(account.base_url):
                headers = _authorization(account)
            else:
                said = f"The file was answered with HTTP {response.status_code}."
                raise Unavailable(Reason.UNCLEAR, said, sent=True)
    raise Unavailable(Reason.UNCLEAR, "The address of the file leads on and on.", sent=True)


@lru_cache
def _origin(url: str) -> Origin | None:
    """Scheme, host and port of an address; None for what is no address. A key may go there and nowhere else."""
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in PORTS and parts.hostname and parts.port != 0
        return (parts.scheme, str(parts.hostname), parts.port or PORTS[parts.scheme]) if is_one else None
    except ValueError:
        return None


def _private(account: Account) -> tuple[str, int] | None:
    """The one private place (host and port) to which calls for this account may go."""
    origin = _origin(account.base_url)
    return origin[1:] if origin and account.may_be_private else None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _authorization(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {_header_safe(tokens.bearer(account))}"}


def _slices(body: bytes) -> Iterator[bytes]:
    """`body` piece by piece, so that a slow upload meets the deadline too."""
    for start in range(0, len(body), SLICE_BYTES):
        faults.reached("half-written")
        yield body[start : start + SLICE_BYTES]
    faults.reached("written")


def _pieces(response: httpx.Response, max_bytes: int) -> Iterator[bytes]:
    """The body as it came over the wire (nothing is unpacked), at most `max_bytes` of it.

    A body shorter than its Content-Length is a RemoteProtocolError of httpx.
    """
    too_much = Unavailable(Reason.UNCLEAR, f"The answer is larger than {max_bytes} bytes.", sent=True)
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise too_much
    received = 0
    for piece in response.iter_raw():
        received += len(piece)
        if received > max_bytes:
            raise too_much
        yield piece


def _save(pieces: Iterator[bytes], part: Path) -> int:
    with part.open("wb") as file:
        size = sum(file.write(piece) for piece in pieces)
        faults.reached("mid-download")
        file.flush()
        os.fsync(file.fileno())
    return size


def _header_safe(key: str) -> str:
    """`key` if it can be sent; checked here because a library's own complaint would quote it."""
    if not re.fullmatch(r"[!-~]+", key):
        raise RefusedAccount(Reason.KEY, "The key is empty or has characters that cannot be sent.")
    return key


def _seconds(headers: httpx.Headers) -> float | None:
    """How long `Retry-After` asks us to wait, given in seconds or as a date."""
    given = headers.get("Retry-After", "")
    if re.fullmatch(r"[0-9]{1,6}", given):
        return float(given)
    try:
        return max(0.0, parsedate_to_datetime(given).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _told(error: Exception, secrets: Sequence[str]) -> str:
    return f"{type(error).__name__}: {without(secrets, str(error).encode(errors='replace')).decode()}"
