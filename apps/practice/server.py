"""A small web server of its own for the practice service: no database, no sessions, one thread a request."""

from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.handlers.wsgi import WSGIHandler


class Server(ThreadingMixIn, WSGIServer):
    """Serves Django as it is set up in this process, on 127.0.0.1 alone. Port 0 is a free one.

    Raises OSError where the port cannot be had.
    """

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Quiet)
        self.set_app(WSGIHandler())

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Requests stand in `calls.jsonl`."""
