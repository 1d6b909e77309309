"""What checking files costs: `python -m tests.bench.media` prints a table. Nothing fails on a time.

Each line has the same file decoded barely, then checked as the studio does, in milliseconds of processor time, and how
many times longer that took. The files are made here.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench import photos, recordings
from tests.bench.beside import timed

HALVES = (photos.rows, recordings.rows)  # each writes its files into a folder and tells its rows
ROUNDS = 9


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, line by line."""
    parser = argparse.ArgumentParser(description="What checking a file costs beside decoding it.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is timed; the best one counts")
    rounds = parser.parse_args(arguments).rounds
    sys.stdout.write(f"{'':44}{'bare ms':>9}{'ours ms':>9}{'times':>9}\n")
    with tempfile.TemporaryDirectory(prefix="avatarstudio-bench-") as folder:
        for row in [row for half in HALVES for row in half(Path(folder))]:
            sys.stdout.write(f"{timed(row, rounds)}\n")


if __name__ == "__main__":
    main()
