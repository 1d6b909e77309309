"""Keeps a few programs running: restarts one that dies, ends all of them together, leaves none behind.

Each program is a session and process group of its own, so that Ctrl-C in a terminal reaches the supervisor alone, and
runs on a leash (`apps.core.leash`), so that it ends even when the supervisor is killed.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

TICK_SECONDS = 0.1
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 10.0
AT_ONCE_SECONDS = 5.0  # a program that ends sooner has not really started
GIVE_UP_AFTER = 5  # of those in a row
STEADY_SECONDS = 60.0  # a program that ran this long starts again after the first, short pause
GRACE_SECONDS = 10.0  # between asking a program to end and killing it


@dataclass(frozen=True)
class Program:
    """A Python module and its arguments. What it prints goes to our error output, or nowhere when it is `quiet`."""

    name: str
    module: str
    arguments: Sequence[str] = ()
    quiet: bool = False


@dataclass
class Child:
    """One program, and the process that runs it at the moment."""

    program: Program
    leash: int
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    next_start_at: float = 0.0
    pause_seconds: float = FIRST_PAUSE_SECONDS
    ends_at_once: int = 0

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - the programs are our own
            [sys.executable, "-m", "apps.core.leash", str(self.leash), self.program.module, *self.program.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if self.program.quiet else sys.stderr,
            pass_fds=[self.leash],
            start_new_session=True,
        )

    def ask_to_end(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def kill(self) -> None:
        """Kill what is left of the program, children of its own included."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):  # macOS refuses to signal a group that has just ended
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def note_end(self) -> None:
        """Plan the next start: at once the first time, later and later for a program that keeps ending."""
        now = time.monotonic()
        lived_seconds = now - self.started_at
        self.ends_at_once = self.ends_at_once + 1 if lived_seconds < AT_ONCE_SECONDS else 0
        if lived_seconds > STEADY_SECONDS:
            self.pause_seconds = FIRST_PAUSE_SECONDS
        self.next_start_at = now + self.pause_seconds
        self.pause_seconds = min(2 * self.pause_seconds, LONGEST_PAUSE_SECONDS)


class Supervisor:
    """Runs `programs`; `say` gets the sentences for the person at the terminal."""

    def __init__(
        self, programs: Sequence[Program], say: Callable[[str], None], grace_seconds: float = GRACE_SECONDS
    ) -> None:
        self._leash, self._held_end = os.pipe()  # only we hold the writing end: it is not inheritable
        self._children: list[Child] = []
        self.add(programs)
        self._say = say
        self._grace_seconds = grace_seconds
        self._asked_to_stop = False

    def add(self, programs: Sequence[Program]) -> None:
        """Run these too, from the next tick on."""
        self._children += [Child(program, self._leash) for program in programs]

    def run(self, each_tick: Callable[[], None] = lambda: None) -> int:
        """Block until SIGINT or SIGTERM (returns 0), or until a program cannot be kept running (returns 1).

        `each_tick` is called about ten times a second, between looks at the programs.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            while not self._asked_to_stop:
                for child in self._children:
                    if not self._keep_running(child):
                        return 1
                each_tick()
                time.sleep(TICK_SECONDS)
        finally:
            self._end_all()
        return 0

    def _stop(self, *_: object) -> None:
        self._asked_to_stop = True

    def _keep_running(self, child: Child) -> bool:
        """Start or restart `child` where that is due; False when it ended at once too often."""
        if child.alive:
            return True
        if child.process is not None:
            child.kill()
            child.note_end()
            if child.ends_at_once == GIVE_UP_AFTER:
                self._say(f"The {child.program.name} cannot start. The lines above say why.")
                return False
            self._say(f"The {child.program.name} has stopped unexpectedly. We start it again.")
        if time.monotonic() >= child.next_start_at:
            child.start()
        return True

    def _end_all(self) -> None:
        for child in self._children:
            child.ask_to_end()
        deadline = time.monotonic() + self._grace_seconds
        while any(child.alive for child in self._children) and time.monotonic() < deadline:
            time.sleep(TICK_SECONDS / 2)
        for child in self._children:
            child.kill()
