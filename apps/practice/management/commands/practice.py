"""``manage.py practice``: the practice service alone, on a port of its own, until Ctrl-C."""

import logging
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.practice.server import Server
from apps.practice.tasks import work

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run the practice service alone, with its own port and no database, until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8100)
        parser.add_argument(
            "--studio",
            default=settings.PRACTICE_ORIGIN,
            help="Where the studio answers: files are fetched from there, and callbacks go there (%(default)s).",
        )

    def handle(self, *arguments: Any, port: int, studio: str, **options: Any) -> None:
        settings.PRACTICE_ENABLED = True
        settings.PRACTICE_ORIGIN = studio.rstrip("/")
        settings.ROOT_URLCONF = "apps.practice.alone"
        settings.MIDDLEWARE = []
        try:
            server = Server(port)
        except (OSError, OverflowError):
            sys.exit(f"Port {port} cannot be had: it is taken, or you may not use it. Choose another one with --port.")
        # No KeyboardInterrupt: raised while something is being cleared away, it would be swallowed.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        self.stdout.write(
            f"The practice service is ready: {server.origin}/practice/ (its key: {settings.PRACTICE_KEY})"
        )
        self.stdout.flush()
        with server, Worker():
            server.serve_forever(poll_interval=0.1)
        self.stdout.write("The practice service has stopped.")


class Worker:
    """Does the work that beat would call for, in a thread, as long as the context lasts."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(settings.SWEEP_SECONDS):
            try:
                work()
            except OSError:  # a full disk may have room again
                log.exception("the practice service could not do its work")
