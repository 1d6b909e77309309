"""Settings that make no sense end every command with a sentence."""

import os
import subprocess
import sys

import pytest

from tests.processes import ROOT


@pytest.mark.parametrize(
    ("changed", "named"),
    [({"PORT": "abc"}, "PORT"), ({"DATABASE_URL": "somewhere"}, "DATABASE_URL"), ({"STACK": "full"}, "SECRET_KEY")],
)
def test_a_setting_that_makes_no_sense_is_named(changed: dict[str, str], named: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
    ended = subprocess.run(
        [sys.executable, "manage.py", "studio"],
        cwd=ROOT,
        env={**environment, **changed},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("A setting needs another value")
    assert f'"{named}"' in ended.stderr
    assert "Traceback" not in ended.stderr
