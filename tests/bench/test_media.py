"""The bench runs. What it measures is no matter of passing or failing."""

import subprocess
import sys

from tests.processes import ROOT


def test_prints_a_line_for_each_way_to_check_a_file():
    command = [sys.executable, "-m", "tests.bench.media", "--rounds", "1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert run.returncode == 0, run.stderr
    assert "12 MP JPG, checked " in run.stdout
    assert "(aim: 2)" in run.stdout
