"""Secrets that an installation makes for itself on its first start and keeps in its data folder."""

import os
from collections.abc import Callable
from pathlib import Path


def stored_key(path: Path, make: Callable[[], str]) -> str:
    """The secret kept in `path`; made and written there (readable by its owner only) when there is none yet.

    Two processes that start together agree: the file is linked into place only where none stands.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text().strip()
