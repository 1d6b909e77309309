"""The practice service on a port of its own, for tests that speak real HTTP to it from this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from apps.practice.server import Server


class _Server(Server):
    """Also serves the studio's own pages, each in a thread that closes its connection to the database."""

    def process_request_thread(self, *request: Any) -> None:
        try:
            super().process_request_thread(*request)
        finally:
            connections.close_all()


@contextmanager
def practice_server() -> Iterator[str]:
    """Serve on a free port of 127.0.0.1; yields the origin, for example "http://127.0.0.1:40001"."""
    with _Server(0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.origin
        finally:
            server.shutdown()
            thread.join()
