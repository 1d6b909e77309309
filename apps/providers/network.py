"""Where connections are made: addresses that are not public are refused at that moment, and no call outlasts its time.

A name is resolved once and the connection goes to the address that was looked at, so that a name which means one
address while it is checked and another one afterwards gets nowhere.
"""

import ipaddress
import math
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import httpcore
import httpx

from apps.core import faults

Place = tuple[str, int]
Resolve = Callable[[str, int], list[str]]

KEEP_SECONDS = 5.0  # an idle connection; later, something on the way may have dropped it without a word
PRIVATE_PLACES = 32  # gateways on our own network whose doors are kept

# Python 3.11 calls these public as well: protocol addresses, the old relay of 6to4, several ways to write an address of
# the one internet in the other, and the site-local ones.
NOT_PUBLIC = [
    ipaddress.ip_network(block)
    for block in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b:1::/48",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "fec0::/10",
    )
]
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # how networks without IPv4 write its addresses

_end: ContextVar[float] = ContextVar("end", default=math.inf)


class NotPublic(httpcore.ConnectError):
    """The address is in a private network (or none at all), and nobody allowed it. Nothing was sent."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything that is read and written in this block, by this thread, ends in time: a TimeoutException else."""
    token = _end.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them. Raises httpcore.ConnectError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} is not known: {error}") from error
    return [str(address[0]) for *_, address in found]


def is_public(address: str) -> bool:
    """Whether `address`, a number and no name, belongs to somebody on the internet."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if ip in TRANSLATED:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    is_listed = any(ip in block for block in NOT_PUBLIC if block.version == ip.version)
    return ip.is_global and not (is_listed or ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class Network(httpcore.NetworkBackend):
    """Connects to public addresses, and to one private place: the host and port that staff allowed for an account."""

    def __init__(
        self,
        allowed: Place | None = None,
        *,
        resolve: Resolve = resolve,
        backend: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._backend = backend or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers. One that is not public spoils all of them."""
        addresses = self._resolve(host, port)
        refused = [address for address in addresses if not is_public(address)]
        if refused and (host, port) != self._allowed:
            raise NotPublic(f"{host} ({refused[0]}) is not a public address.")
        trouble: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError(f"{host} has no address.")
        for address in addresses:
            left = _left(timeout, httpcore.ConnectTimeout)
            try:
                return _Stream(self._backend.connect_tcp(address, port, left, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    """A connection that looks at the clock of `within` whenever bytes come or go, those of the headers too."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        faults.reached("connected")
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, late: type[httpcore.TimeoutException]) -> float | None:
    """How long the next step may take. Raises `late` when the call has no time left."""
    left = _end.get() - time.monotonic()
    if left <= 0:
        raise late("The call took longer than it may.")
    return left if timeout is None else min(timeout, left)


class Door(httpx.HTTPTransport):
    """httpx's own way out, but for where it connects: that can only be said by giving it a pool.

    It is used without a client of httpx: redirects, cookies, passwords and settings of the environment, which a client
    would bring, are what nobody wants here (a cookie that one account is given must never go out with another one's
    request), and they take a tenth of the time of a look.
    """

    def __init__(self, allowed: Place | None) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, network_backend=Network(allowed), keepalive_expiry=KEEP_SECONDS
        )


_making = threading.Lock()
_make_door = lru_cache(PRIVATE_PLACES)(Door)


def door(allowed: Place | None) -> Door:
    """The one that all share, or the one of a private place: a connection that was allowed to one is not lent out.

    A new one costs 20 ms, so the first call makes it, and only one thread at a time.
    """
    with _making:
        return _make_door(allowed)
