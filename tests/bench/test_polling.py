"""The bench runs. What it measures is no matter of passing or failing.

On the embedded stack alone: on a Redis that other tests empty at the same time its messages would get lost.
"""

import subprocess
import sys

from tests.processes import ROOT


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
