"""A program for the tests of the leash and the supervisor: says who it is and who its own child is, then waits.

`python -m tests.core.programs.child <folder>`; with `stubborn` as a second word it does not end when it is asked to.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    if "stubborn" in sys.argv:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    grandchild = subprocess.Popen(["sleep", "100"])
    aside = Path(sys.argv[1], f"{os.getpid()}.part")
    aside.write_text(str(grandchild.pid))
    aside.rename(aside.with_suffix(".child"))
    time.sleep(100)
