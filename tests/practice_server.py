"""The practice service on a port of its own, for tests that speak real HTTP to it from this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from apps.practice.server import Server


@contextmanager
def practice_server() -> Iterator[str]:
    """Serve on a free port of 127.0.0.1; yields the origin, for example "http://127.0.0.1:40001"."""
    with Server(0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.origin
        finally:
            server.shutdown()
            thread.join()
