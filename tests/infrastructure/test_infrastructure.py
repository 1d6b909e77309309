"""One scene of many. `python -m tests.infrastructure` plays all of them, on both stacks."""

import subprocess
import sys

import pytest

from tests.processes import ROOT


@pytest.mark.timeout(240)
def test_a_studio_whose_messages_are_all_lost_goes_on_and_nothing_is_lost_or_paid_twice():
    command = [sys.executable, "-m", "tests.infrastructure", "--stack", "embedded", "--only", "broker-emptied"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=230, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "All is well." in found.stdout
