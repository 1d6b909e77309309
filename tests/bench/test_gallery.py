"""The bench runs. What it measures is no matter of passing or failing."""

import os
import subprocess
import sys

import pytest

from tests.bench.review import THEIRS
from tests.processes import ROOT


@pytest.mark.timeout(240)
def test_prints_how_long_each_page_takes_beside_a_bare_list():
    sizes = ["--many", "0", "--sqlite", "60", "--teams", "2", "--seconds", "1", "--rounds", "1"]
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.gallery", *sizes],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in THEIRS},
        capture_output=True,
        text=True,
        timeout=220,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    first = [line for line in lines if line.startswith(("a bare list", "all videos, first page", "a spoken word"))]
    assert len(first) == 5  # the bare list a second time, when many look at once
    crowd = [line for line in lines if "/s" in line[:44]]
    assert [line[60:68].strip() for line in crowd] == ["0"] * 4  # none was lost
    assert any(line.startswith("zip of 50") for line in lines)
