"""A few kills of the matrix. `make test-faults` runs all of them."""

import subprocess
import sys

import pytest

from tests.processes import ROOT


@pytest.mark.timeout(180)
def test_takes_whose_worker_is_killed_in_the_middle_of_sending_are_paid_once_and_not_lost():
    command = [sys.executable, "-m", "tests.faults", "--only", "K7:worker+broker", "--takes", "0"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "authoritative: ready, look-up: ready, none: unknown" in found.stdout
