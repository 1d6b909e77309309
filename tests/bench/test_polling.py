"""The bench runs, on whatever this run's stack is. What it measures is no matter of passing or failing."""

import subprocess
import sys

import pytest

from tests.processes import ROOT


@pytest.mark.stack
def test_it_looks_in_every_way_and_prints_what_that_cost():
    ended = subprocess.run(
        [sys.executable, "-m", "tests.bench.polling", "--renders", "200"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    rows = [line for line in ended.stdout.splitlines() if line.startswith(("httpx", "one task", "ours"))]
    requests = [line[34:].split()[1] for line in rows]
    assert requests == ["200"] * 5 + ["1"]
    assert "of the bare loop" in ended.stdout
