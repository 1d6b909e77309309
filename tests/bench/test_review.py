"""The bench runs. What it measures is no matter of passing or failing."""

import os
import subprocess
import sys

from tests.bench.review import THEIRS
from tests.nginx import PROGRAM
from tests.processes import ROOT


def test_prints_a_line_for_each_way_to_send_a_film():
    command = [sys.executable, "-m", "tests.bench.review", "--guests", "3", "--pages", "3", "--rounds", "1"]
    environment = {name: value for name, value in os.environ.items() if name not in THEIRS}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100)
    assert run.returncode == 0, run.stderr
    title, *lines = run.stdout.splitlines()
    assert "page ms" in title
    assert [line.startswith("embedded") for line in lines] == [True] * (2 if PROGRAM else 1)
    assert all(float(line.split()[-4]) > 0 for line in lines)  # megabytes a second
