"""Run a module that never outlives its parent: ``python -m apps.core.leash <descriptor> <module> [arguments]``.

The parent keeps the writing end of a pipe and hands the reading end, `<descriptor>`, to its children. However the
parent ends, by ``kill -9`` too, the system closes the writing end; then the child ends all processes of its group.
"""

import os
import runpy
import signal
import sys
import threading


def follow(descriptor: int) -> None:
    """Wait until the writing end of the pipe is closed, then kill the whole process group."""
    while os.read(descriptor, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    descriptor, module = int(sys.argv[1]), sys.argv[2]
    threading.Thread(target=follow, args=[descriptor], daemon=True).start()
    sys.argv = sys.argv[2:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
