"""A PostgreSQL and a Redis of one's own, on free ports of 127.0.0.1, for tests that kill, stop and restart them.

Both are children of whoever starts them, and end with it, however it ends (`setpriv --pdeathsig`).
`python -m tests.servers make test-full` runs a command on a new pair of them.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import redis

from tests.processes import free_port, wait_for

START_SECONDS = 30
OPTIONS = ("listen_addresses=127.0.0.1", "fsync=off", "max_connections=300")


class Server:
    """One process. A context manager: entered when it answers, left when it is gone."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:  # one that runs but does not answer would be left behind
            self.kill()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, _: TracebackType | None) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = self._started()
        wait_for(self.answers, START_SECONDS, type(self).__name__)

    def kill(self) -> None:
        """Kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def pause(self) -> None:
        """Make it hang: whoever is connected waits."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def answers(self) -> bool:
        raise NotImplementedError

    def _started(self) -> subprocess.Popen[bytes]:
        raise NotImplementedError

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)


class Redis(Server):
    """`is_kept`: with a file of everything that was done, as in `compose.yaml`. Otherwise a kill loses all messages."""

    def __init__(self, folder: Path, *, is_kept: bool = False) -> None:
        super().__init__()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        keep = ["--appendonly", "yes", "--appendfsync", "everysec"] if is_kept else ["--appendonly", "no"]
        self._options = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(folder), "--save", "", *keep]

    def answers(self) -> bool:
        with suppress(redis.RedisError):
            return bool(self.client.ping())
        return False

    @property
    def client(self) -> redis.Redis:
        return redis.from_url(self.url, socket_timeout=2)

    def _started(self) -> subprocess.Popen[bytes]:
        return _child(["redis-server", *self._options], "KILL")


class PostgreSQL(Server):
    """Its files are in `folder`; they are made where there are none, and may be a copy of another one's.

    As root it runs as "postgres", who must be able to reach the folder.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        if not (self._folder / "PG_VERSION").exists():
            self._make()
        super().start()

    def kill(self) -> None:
        """End at once, as in a power cut: connections break, and the next start recovers. No process is left."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)  # kill -9 would leave the processes of its connections
            self._process.wait(START_SECONDS)

    def stop(self) -> None:
        """End properly, so that the files can be copied."""
        self._signal(signal.SIGINT)
        assert self._process is not None
        self._process.wait(START_SECONDS)

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            psycopg.connect(self.url, connect_timeout=2).close()
            return True
        return False

    def _make(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "-D", str(self._folder)]
        made = _child([str(self._programs / "initdb"), *options], "KILL", user="postgres")
        assert made.wait(START_SECONDS) == 0

    def _started(self) -> subprocess.Popen[bytes]:
        options = [word for option in (*OPTIONS, f"unix_socket_directories={self._folder}") for word in ("-c", option)]
        command = [str(self._programs / "postgres"), "-D", str(self._folder), "-p", str(self.port), *options]
        return _child(command, "QUIT", user="postgres", log=self._folder / "server.log")


def _child(command: list[str], last_signal: str, user: str = "", log: Path = Path(os.devnull)) -> subprocess.Popen:
    """Run a command that gets `last_signal` when we die; as root, as `user`."""
    change = [f"--reuid={user}", f"--regid={user}", "--init-groups"] if user and os.geteuid() == 0 else []
    with log.open("ab") as output:
        return subprocess.Popen(
            ["setpriv", *change, "--pdeathsig", last_signal, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
        )


def main(command: list[str]) -> int:
    """Run `command` with `DATABASE_URL` and `BROKER_URL` of servers that nobody else uses; returns how it ended."""
    with tempfile.TemporaryDirectory(prefix="avatarstudio-servers-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database's own user passes through
        (folder / "redis").mkdir()
        with PostgreSQL(folder / "postgres") as database, Redis(folder / "redis") as broker:
            addresses = {"DATABASE_URL": database.url, "BROKER_URL": broker.url}
            return subprocess.run(command, env={**os.environ, **addresses}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
