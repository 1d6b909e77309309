"""How a mail server is spoken to, as the settings have it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT

ASK = "from avatarstudio import settings; print(settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL)"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, "True False"),
        ({"EMAIL_USE_SSL": "true"}, "False True"),  # as on port 465; Django refuses both at once
        ({"EMAIL_USE_SSL": "true", "EMAIL_USE_TLS": "true"}, "False True"),
        ({"EMAIL_USE_TLS": "false"}, "False False"),
    ],
)
def test_one_way_of_encryption_is_used(given: dict[str, str], found: str, tmp_path: Path):
    words = {**os.environ, "DATA_DIR": str(tmp_path), **given}
    said = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=words, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == found
