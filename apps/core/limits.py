"""What a process of ours that works on what strangers sent may use, and where its answers go."""

import math
import os
import resource
import sys
from typing import TextIO


def take_standard_output() -> TextIO:
    """Keep the pipe for answers alone: whatever a library prints goes where errors go."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def limit_this_process(*, memory: int, written_file: int) -> None:
    """Bytes of address space, and of a file that it writes; it leaves no core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written_file, written_file))
    if sys.platform == "linux":  # elsewhere the system itself needs more, or does not keep to it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def allow_processor_time(seconds: int) -> None:
    """So much more from now on; the system ends the process when it is used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + seconds, hard))
