"""What looking costs: `python -m tests.bench.polling` prints a table. It is no test of time, and nothing fails on one.

Thousands of takes are in flight at a service that always says the same (`service.py`, a process of its own). Who asks
about them (`rounds.py`, another one) is timed. Everything happens in a temporary folder and on 127.0.0.1: on SQLite
and the embedded broker, or where `DATABASE_URL` and `BROKER_URL` say; then in a database of its own.
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from tests.bench.databases import own_database
from tests.bench.service import REQUESTS
from tests.processes import ROOT, free_port, wait_for

RENDERS = 10_000
START_SECONDS, SECONDS_A_RENDER = 120.0, 0.1  # more than that, and something hangs
THEIRS = ("PUBLIC_BASE_URL", "HOST", "PORT", "ALLOWED_HOSTS", "DEBUG", "STACK")  # settings of a studio of one's own
ROUNDS = "import django; django.setup(); from tests.bench import rounds; rounds.main()"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; returns what the asking process ended with."""
    parser = argparse.ArgumentParser(description="What it costs to look at videos that are being made.")
    parser.add_argument("--renders", type=int, default=RENDERS, help="how many are in flight")
    renders = parser.parse_args(arguments).renders
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="avatarstudio-bench-"))
        environment = {name: value for name, value in os.environ.items() if name not in THEIRS}
        environment |= {"DJANGO_SETTINGS_MODULE": "avatarstudio.settings", "DATA_DIR": folder, "TAKES": str(renders)}
        if given := os.environ.get("DATABASE_URL"):
            environment["DATABASE_URL"] = stack.enter_context(own_database(given))
        environment["SERVICE"] = stack.enter_context(_service(environment))
        limit = START_SECONDS + SECONDS_A_RENDER * renders
        return subprocess.run([sys.executable, "-c", ROUNDS], cwd=ROOT, env=environment, timeout=limit).returncode


@contextmanager
def _service(environment: dict[str, str]) -> Iterator[str]:
    """The service in a process of its own, so that its work is nobody else's; yields its origin."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    options = ["--blocking-threads", "4", "--no-ws", "--log-level", "error", "tests.bench.service:app"]
    with subprocess.Popen([*command, *options], cwd=ROOT, env=environment) as process:
        try:
            wait_for(lambda: _answers(port), 30, "the service")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", REQUESTS)
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
