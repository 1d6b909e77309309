"""A data folder and environment of the run's own, made before Django reads its settings (loaded with `-p`, see pyproject)."""

import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="avatarstudio-tests-"))

for name in ("PUBLIC_BASE_URL", "HOST", "PORT", "EMAIL_HOST", "ALLOWED_HOSTS", "DEBUG"):
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = str(FOLDER)


def pytest_unconfigure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
