"""A data folder of the run's own, named in the environment before Django reads its settings (`-p` in pyproject)."""

import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="avatarstudio-tests-"))

for name in ("PUBLIC_BASE_URL", "HOST", "PORT", "EMAIL_HOST", "ALLOWED_HOSTS", "DEBUG"):
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = str(FOLDER)
(FOLDER / "static").mkdir()  # whitenoise wants to see it


def pytest_unconfigure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
