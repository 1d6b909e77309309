"""The processes of a studio, one by one, so that each can be taken away and brought back."""

import os
import signal
import subprocess
import sys
from contextlib import suppress

from django.conf import settings

from apps.console.management.commands.studio import CELERY, answers, background_worker, timer, web_server
from apps.core.supervisor import Program
from tests.processes import ROOT, wait_for


class Programs:
    """Started by name: "service", "web", "worker", "beat". A second "worker" or "beat" is "worker 2", "beat 2"."""

    def __init__(self) -> None:
        self._programs = {
            "service": Program("practice service", "tests.faults.service"),
            "web": web_server("127.0.0.1"),
            "worker": background_worker(),
            "worker 2": background_worker(),
            "beat": timer(),
            "beat 2": Program("timer", "celery", [*CELERY, "--skip-checks", "beat", "-s", _schedule(), "--pidfile="]),
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._leash, self._held_end = os.pipe()
        self.logs = settings.DATA_DIR / "logs"
        self.logs.mkdir()

    def start(self, *names: str) -> None:
        for name in names:
            self._processes[name] = self._started(name)
        if "web" in names:
            wait_for(lambda: answers("127.0.0.1", settings.PORT), 30, "the web server")

    def kill(self, *names: str) -> None:
        """Kill -9, with everything that came from it."""
        for name in names:
            with suppress(ProcessLookupError):
                os.killpg(self._processes[name].pid, signal.SIGKILL)
            self._processes[name].wait()

    def ended(self) -> list[str]:
        """Those that are not running any more, though nobody killed them."""
        return [name for name, process in self._processes.items() if process.poll() not in (None, -signal.SIGKILL)]

    def stop(self) -> None:
        self.kill(*self._processes)
        os.close(self._held_end)
        os.close(self._leash)

    def _started(self, name: str) -> subprocess.Popen[bytes]:
        program = self._programs[name]
        with (self.logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "apps.core.leash", str(self._leash), program.module, *program.arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[self._leash],
                start_new_session=True,
            )


def _schedule() -> str:
    return str(settings.DATA_DIR / "second-schedule")
