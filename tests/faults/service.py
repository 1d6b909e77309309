"""``python -m tests.faults.service``: the practice service on SERVICE_PORT, which outlives the studio beside it.

The way into the studio from outside leads through here as well: photos and recordings are fetched, and callbacks
made, on the same port. `orders.log` in the data folder gets a line for every photo that an order made it fetch.
"""

from wsgiref.simple_server import WSGIRequestHandler

import django
from django.conf import settings
from django.db import connections

from apps.practice.management.commands.practice import Worker
from apps.practice.server import Server
from apps.practice.tasks import work


class _Handler(WSGIRequestHandler):
    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - the name is the base class's
        """A photo that is fetched tells that an order has arrived."""
        if self.path.endswith("/photo.jpg"):
            with (settings.DATA_DIR / "orders.log").open("a") as file:
                file.write(f"{self.path.split('/')[2]}\n")


class Service(Server):
    """Serves everything the studio does, each request in a thread that closes its connection to the database."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.RequestHandlerClass = _Handler

    def process_request_thread(self, *request: object) -> None:
        try:
            super().process_request_thread(*request)
        finally:
            connections.close_all()


class Maker(Worker):
    """Makes films, but for while there is a file named `pause`."""

    def _run(self) -> None:
        while not self._stop.wait(settings.SWEEP_SECONDS):
            if not (settings.DATA_DIR / "pause").exists():
                work()


if __name__ == "__main__":
    django.setup()
    with Service(settings.SERVICE_PORT) as server, Maker():
        server.serve_forever(poll_interval=0.1)
