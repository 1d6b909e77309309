"""The processes of a studio, started one by one as `manage.py studio` starts them, so that each can be killed alone."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress

from django.conf import settings

from apps.console.management.commands.studio import answers, background_worker, timer, web_server
from apps.core.supervisor import Program
from tests.processes import ROOT, wait_for
from tests.servers import Redis

STUDIO = ("web", "worker", "beat")


class Stack:
    """Web server, worker, timer and broker of a studio, and the practice service beside it."""

    def __init__(self, broker: Redis | None) -> None:
        self._broker = broker
        self._programs = {
            "web": web_server("127.0.0.1"),
            "worker": background_worker(),
            "beat": timer(),
            "service": Program("practice service", "tests.faults.service"),
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._leash, self._held_end = os.pipe()
        self.traps = settings.DATA_DIR / "traps"
        self.traps.mkdir()
        self.logs = settings.DATA_DIR / "logs"
        self.logs.mkdir()
        (settings.DATA_DIR / "tmp").mkdir()

    def start(self, names: Iterable[str]) -> None:
        for name in names:
            self._start(name)

    def wait_for_web(self) -> None:
        wait_for(lambda: answers("127.0.0.1", settings.PORT), 30, "the web server")

    def kill(self, victim: str, caught: Iterable[int]) -> None:
        """Kill -9, and start again what was killed. `caught` are the processes that stopped at the point."""
        name, _, with_broker = victim.partition("+")
        if name == "child":
            for pid in set(caught):
                _kill_one(pid)
            self._restart_what_ended()
            return
        killed = STUDIO if name == "studio" else (name,)
        for each in killed:
            self._kill_group(each)
        if with_broker:
            self.lose_messages()
        self.start(killed)

    def lose_messages(self) -> None:
        """Kill the broker with everything in it, and start it again."""
        if self._broker:
            self._broker.kill()
            self._broker.start()
        else:
            shutil.rmtree(settings.DATA_DIR / "queue", ignore_errors=True)

    def set_traps(self, place: str, number: int) -> None:
        for each in range(number):
            (self.traps / f"{place}.{each}").touch()

    def caught_at(self, place: str) -> list[int]:
        """The processes that have stopped there, one entry for each trap."""
        return [int(path.name.rpartition("-")[2]) for path in self.traps.glob(f"caught-{place}.*")]

    def clear_traps(self) -> None:
        """Set everybody free who is still there."""
        for path in self.traps.iterdir():
            path.unlink(missing_ok=True)

    def stop(self) -> None:
        for name in self._processes:
            self._kill_group(name)
        os.close(self._held_end)

    def _restart_what_ended(self) -> None:
        """As the supervisor does. The web server ends when its child does; a prefork worker makes itself a new one."""
        if self._program_ends("web"):
            self._kill_group("web")
            self._start("web")

    def _program_ends(self, name: str) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._processes[name].wait(0.5)
        return self._processes[name].poll() is not None

    def _start(self, name: str) -> None:
        program = self._programs[name]
        environment = {**os.environ, "TMPDIR": str(settings.DATA_DIR / "tmp")}
        if name != "service":
            environment["FAULT_FOLDER"] = str(self.traps)
        with (self.logs / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", "apps.core.leash", str(self._leash), program.module, *program.arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[self._leash],
                start_new_session=True,
            )

    def _kill_group(self, name: str) -> None:
        process = self._processes[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _kill_one(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
