"""Where a worker that sends mails is killed, and a process that makes such workers quickly.

`python -m tests.notices.kills` starts Django once and then forks a worker for each line that it reads: it says the
worker's process id, and when it has ended, how.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# In the order of a mail's way; "HELD" is not a place in our code: the mail server has the mail and has not answered.
BEFORE = ("mail-due", "mail-claimed", "mail-accepted")  # nothing is delivered, and the mail goes to the next worker
MARKED = "mail-marked"  # it says that it is being sent, and is not: nothing is delivered, and nobody can tell
HELD = "held by the mail server"
DELIVERED = "mail-delivered"
PLACES = (*BEFORE, MARKED, DELIVERED)


class Workers:
    """Makes workers, one at a time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def start(self) -> int:
        """Begin a sweep in a process of its own; returns its id."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return int(self._read())

    def wait(self) -> str:
        """How the worker ended: the number of its signal as a negative one, or what it returned."""
        return self._read()

    def run(self) -> str:
        self.start()
        return self.wait()

    def _read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "The maker of workers ended."
        return line.strip()


@contextmanager
def workers(root: Path, environment: dict[str, str]) -> Iterator[Workers]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.notices.kills"],
        cwd=root,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Workers(process)
    finally:
        process.kill()
        process.wait()


def main() -> None:
    import django  # noqa: PLC0415 - only this process needs it started

    django.setup()
    from apps.notices.sending import sweep  # noqa: PLC0415 - as above

    for _line in sys.stdin:
        worker = os.fork()
        if not worker:
            sweep()
            os._exit(0)
        print(worker, flush=True)  # noqa: T201 - the answer
        _pid, status = os.waitpid(worker, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
