"""The bench runs. What it measures is no matter of passing or failing."""

import subprocess
import sys

from tests.processes import ROOT


def test_prints_a_line_for_a_portrait():
    command = [sys.executable, "-m", "tests.bench.preview", "--rounds", "1", "--seconds", "1", "--rows", "1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert run.returncode == 0, run.stderr
    title, line = run.stdout.splitlines()
    assert "1 seconds of film" in title
    assert line.startswith("astronaut, 1280x720, face 288 ")
    assert line.endswith("(aim: 2, 400 MB)")
