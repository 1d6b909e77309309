"""Processes that end by SIGKILL at a chosen moment."""

import os
import signal
from collections.abc import Callable


def kill_while(action: Callable[[], object]) -> None:
    """Run `action` in a child process, which must end by SIGKILL."""
    child = os.fork()
    if child == 0:
        action()
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def kill_self(*args: object) -> None:
    """End this process at once. It takes the place of what is not to happen any more, whatever that is given."""
    os.kill(os.getpid(), signal.SIGKILL)
