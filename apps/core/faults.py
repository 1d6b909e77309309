"""Named places where a test can stop a process, in order to kill it right there.

In the product they do nothing: only the settings of the fault tests call `arm`, and no environment variable does.
"""

import os
import time
from pathlib import Path

LONGEST_SECONDS = 60.0  # whoever set the trap has died if nobody comes
TICK_SECONDS = 0.02

_folder: Path | None = None


def arm(folder: Path | None) -> None:
    """From now on traps lie in `folder`, as files named `<place>.<anything>`; with None, nowhere."""
    global _folder
    _folder = folder


def reached(place: str) -> None:
    """Stop here if a trap is set, until what is caught is killed or set free.

    A trap catches one process or thread: its file is moved to `caught-<place>.<anything>-<process id>`, and whoever
    removes that sets it free.
    """
    if _folder is None:
        return
    for trap in sorted(_folder.glob(f"{place}.*")):
        caught = trap.with_name(f"caught-{trap.name}-{os.getpid()}")
        try:
            trap.rename(caught)
        except FileNotFoundError:  # another one was caught in it
            continue
        _wait_while(caught)
        return


def _wait_while(caught: Path) -> None:
    ends = time.monotonic() + LONGEST_SECONDS
    while caught.exists() and time.monotonic() < ends:
        time.sleep(TICK_SECONDS)
