"""``manage.py studio``, which `make run` calls: the whole studio on one machine, until Ctrl-C."""

import errno
import fcntl
import http.client
import ipaddress
import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from apps.connections.actions import ensure_practice
from apps.core.backup import copy_database
from apps.core.health import installation_id
from apps.core.supervisor import Program, Supervisor
from apps.teams.welcome import one_time_code

CELERY = ["--quiet", "-A", "avatarstudio"]


class Command(BaseCommand):
    help = "Run the whole studio: the web server, the background worker and the timer, until Ctrl-C."
    requires_system_checks = ()  # the worker runs them, and the first page need not wait for that

    def handle(self, *arguments: Any, **options: Any) -> None:
        os.umask(0o077)  # what we and our programs write is for this user alone
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with only_one_on(settings.DATA_DIR) as lock:
            address = free_address(settings.HOST, settings.PORT)
            lock.write(site_url(address))
            lock.flush()
            self.say("Avatar Studio is starting.")
            try:
                prepare_database()
                collect_static_files()
            except KeyboardInterrupt:
                sys.exit(0)
            sys.exit(self.run_programs(address))

    def run_programs(self, address: str) -> int:
        """Run everything until it is stopped; returns the exit code."""
        os.chdir(settings.BASE_DIR)  # the programs import their modules from here
        os.environ["DATA_DIR"] = str(settings.DATA_DIR)  # and mean the same folder, wherever we were started
        os.environ["TMPDIR"] = str(fresh_folder(settings.DATA_DIR / "tmp"))  # what a killed program left goes away
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning:celery.platforms")  # about root, in containers
        supervisor = Supervisor([web_server(address)], self.say)
        ready = False

        def when_ready() -> None:  # the first page comes first: the others would share its processor until it is there
            nonlocal ready
            if not ready and answers(address, settings.PORT):
                ready = True
                supervisor.add([background_worker(), timer()])
                self.announce(address)

        code = supervisor.run(when_ready)
        self.say("Avatar Studio has stopped.")
        return code

    def announce(self, address: str) -> None:
        self.say(f"\nAvatar Studio is ready: {site_url(address)}")
        if not ipaddress.ip_address(address).is_loopback:
            self.tell_about_other_computers()
        self.say(f"Press Ctrl-C to stop. Your files are in {settings.DATA_DIR}.")

    def tell_about_other_computers(self) -> None:
        if not set(settings.ALLOWED_HOSTS) - {*settings.LOCAL_HOSTS, *settings.EVERY_ADDRESS}:
            self.say("To let other computers in, name this computer's address too: ALLOWED_HOSTS=192.168.1.5 make run")
        code = one_time_code()
        connection.close()
        if code:
            self.say(f"To set up from another computer, you need this code: {code}")

    def say(self, sentence: str) -> None:
        with suppress(OSError):  # the terminal may be gone
            self.stdout.write(sentence)
            self.stdout.flush()


@contextmanager
def only_one_on(folder: Path) -> Iterator[TextIO]:
    """Hold the lock file of a data folder, where a second studio reads our address; it ends with a sentence."""
    with (folder / "studio.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            sys.exit(f"Avatar Studio already runs on the files in {folder}. Open {lock.read()}, or stop it first.")
        lock.truncate(0)
        yield lock


def free_address(host: str, port: int) -> str:
    """The numeric address of `host`, on which `port` is free; ends with a sentence when it is not ours to take."""
    if not 0 < port < 65536:
        sys.exit(f"PORT={port} is not a port. Choose a number up to 65535: PORT=8000 make run")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as error:
        sys.exit(why_not(getattr(error, "errno", None), host, port))
    return str(address[0])


def why_not(number: int | None, host: str, port: int) -> str:
    """The sentence for an error number of the operating system."""
    if number == errno.EADDRINUSE:
        other = 8000 if port == 9000 else 9000
        return f"Port {port} is taken by another program. Choose another one: PORT={other} make run"
    if number == errno.EACCES:
        return f"Port {port} needs administrator rights. Choose one above 1023: PORT=8000 make run"
    return f"HOST={host} is not a name or address of this computer. Use HOST=127.0.0.1 or HOST=0.0.0.0"


def fresh_folder(folder: Path) -> Path:
    """An empty folder in the place of whatever was there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def prepare_database() -> None:
    """Bring the tables and the practice connections up to date, after a copy is made. Does nothing on most starts."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        copy_database(timezone.now())
        call_command("migrate", verbosity=0, interactive=False)
        ensure_practice()
    connection.close()


def collect_static_files() -> None:
    """Collect and compress the files of the pages again when one of them changed."""
    stamp = settings.DATA_DIR / "static.stamp"
    state = state_of_static_files()
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(state)


def state_of_static_files() -> str:
    """A hash over name, size and time of every source file."""
    sources = sorted(Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    return sha256(repr([(path, path.stat().st_size, path.stat().st_mtime_ns) for path in sources]).encode()).hexdigest()


def web_server(address: str) -> Program:
    options = f"--interface wsgi --workers 1 --blocking-threads 32 --no-ws --log-level error --port {settings.PORT}"
    return Program("web server", "granian", [*options.split(), "--host", address, "avatarstudio.wsgi:application"])


def background_worker() -> Program:
    options = "--without-gossip --without-mingle --without-heartbeat -l warning"
    return Program("background worker", "celery", [*CELERY, "worker", *options.split()], quiet=True)


def timer() -> Program:
    schedule = settings.DATA_DIR / "beat" / "schedule"
    schedule.parent.mkdir(exist_ok=True)
    options = ["-s", str(schedule), "--pidfile=", "-l", "warning"]
    return Program("timer", "celery", [*CELERY, "--skip-checks", "beat", *options], quiet=True)


def answers(address: str, port: int) -> bool:
    """Whether this installation, and no other program, answers there."""
    try:
        server = http.client.HTTPConnection(address, port, timeout=1)
        server.request("GET", "/healthz", headers={"Host": "localhost"})
        return bool(json.load(server.getresponse())["studio"] == installation_id())
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return False


def site_url(address: str) -> str:
    host = ipaddress.ip_address(address)
    if host.is_loopback or host.is_unspecified:
        return f"http://localhost:{settings.PORT}"
    return f"http://{settings.HOST}:{settings.PORT}"
