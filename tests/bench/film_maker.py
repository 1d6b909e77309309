"""The process that makes one film for `preview.py`: `python -m tests.bench.film_maker still|draft <portrait> <voice>`.

Prints what that took as JSON: seconds of processor time without the start, and megabytes of memory at the peak.
"""

import json
import resource
import sys
import time
from pathlib import Path

from apps.preview.draft import make_draft
from apps.preview.still import make_still_film

PER_MEGABYTE = 1024 * 1024 if sys.platform == "darwin" else 1024  # in what the system counts memory


def main() -> None:
    how, portrait, voice = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    target = portrait.with_name("film.mp4")
    began = time.process_time()
    if how == "still":
        make_still_film(portrait, voice, target)
    elif not make_draft(portrait, voice, target, label="DRAFT").talks:
        raise RuntimeError("There is no face in this picture.")
    taken = {
        "seconds": time.process_time() - began,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PER_MEGABYTE,
    }
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main()
