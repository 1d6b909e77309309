"""A web server on this machine that answers as a test tells it to: `with scripted(reply(200, {...})) as server:`."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[["Handler"], None]


@dataclass
class Seen:
    """One request that arrived whole."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Scripted:
    """The running server: where it is, and what it was asked."""

    url: str
    seen: list[Seen] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Reads a request whole and lets the script answer."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.scripted.seen.append(Seen(self.command, self.path, dict(self.headers), body))
        self.server.script(self)

    do_POST = do_GET  # noqa: N815 - the name is the base class's

    def handle(self) -> None:
        if self.server.script in (reset_unread, sluggish):
            self.server.script(self)
        else:
            super().handle()

    def log_message(self, *args: object) -> None:
        pass

    def answer(self, status: int, body: bytes, headers: dict[str, str], announced: int | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(announced or len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def reply(status: int, body: Any, **headers: str) -> Script:
    """A whole answer; anything but bytes is sent as JSON. Header names are written with underscores."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.answer(status, content, named)


def cut_short(status: int, body: bytes, announced: int) -> Script:
    """An answer that promises more bytes than it brings."""

    def script(handler: Handler) -> None:
        handler.answer(status, body, {}, announced)
        handler.close_connection = True

    return script


def endless(handler: Handler) -> None:
    """Megabyte after megabyte without saying how many, until nobody listens."""
    handler.send_response(200)
    handler.end_headers()
    handler.close_connection = True
    try:
        for _ in range(100):
            handler.wfile.write(bytes(1024 * 1024))
    except OSError:
        pass


def dripping(handler: Handler) -> None:
    """A byte now and then: never silent, never done."""
    handler.send_response(200)
    handler.end_headers()
    handler.close_connection = True
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            time.sleep(0.05)
    except OSError:
        pass


def saying(line: bytes) -> Script:
    """A line instead of an answer."""

    def script(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(line + b"\r\n\r\n")

    return script


def dripping_headers(handler: Handler) -> None:
    """A header line now and then, and never the last one."""
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    try:
        for number in range(100):
            handler.wfile.write(b"X-%d: 1\r\n" % number)
            time.sleep(0.05)
    except OSError:
        pass


def leading_to(path: str, body: bytes) -> Script:
    """`body` at `path`, and everywhere else the way to it."""
    found, elsewhere = reply(200, body), reply(302, b"", Location=path)
    return lambda handler: (found if handler.path == path else elsewhere)(handler)


def asking_for_a_key(body: bytes) -> Script:
    """`body` for whoever brings a key."""
    given, refused = reply(200, body), reply(401, b"")
    return lambda handler: (given if "Authorization" in handler.headers else refused)(handler)


def by_path(answers: dict[str, Script], otherwise: Script) -> Script:
    """The answer for the start of a path (the first that fits); `otherwise` everywhere else."""

    def script(handler: Handler) -> None:
        next((answer for path, answer in answers.items() if handler.path.startswith(path)), otherwise)(handler)

    return script


def in_turn(*scripts: Script) -> Script:
    """One answer after the other; the last one stays."""
    left = list(scripts)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def silent(handler: Handler) -> None:
    """The request is taken, and nothing comes back for longer than a test waits."""
    time.sleep(1)
    handler.close_connection = True


def reset_unread(handler: Handler) -> None:
    """Hang up on a request that nobody read, once its first byte is here: earlier, nothing would have been sent."""
    handler.connection.recv(1, socket.MSG_PEEK)
    _reset(handler)


def sluggish(handler: Handler) -> None:
    """Take a request a piece at a time, 1.5 MB a second."""
    while handler.connection.recv(32 * 1024):
        time.sleep(0.02)


def reset_read(handler: Handler) -> None:
    """Hang up after the whole request was read: perhaps it was acted upon."""
    _reset(handler)


def _reset(handler: Handler) -> None:
    """Close at once, with RST instead of FIN."""
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: object) -> None:
        """A client that hangs up is part of the test."""


@contextmanager
def scripted(script: Script) -> Iterator[Scripted]:
    """Serve on a free port of 127.0.0.1."""
    with _Server(("127.0.0.1", 0), Handler) as server:
        server.scripted = Scripted(f"http://127.0.0.1:{server.server_port}")
        server.script = script
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.scripted
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def nobody() -> Iterator[str]:
    """An address where nobody listens: the port is ours, and closed."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
