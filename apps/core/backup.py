"""A copy of the database before it changes its shape."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

KEPT_COPIES = 5


def copy_database(now: datetime) -> Path | None:
    """Copy the SQLite database to ``DATA_DIR/backups`` and return the copy; older copies beyond five are removed.

    None when there is nothing to copy: no table yet, or a database server, which has backups of its own.
    """
    if connection.vendor != "sqlite" or not connection.introspection.table_names():
        return None
    folder = settings.DATA_DIR / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = folder / f"studio-{now:%Y-%m-%dT%H%M%S}.sqlite3"
    part = copy.with_suffix(".part")  # a copy that is cut short never bears the name
    with closing(sqlite3.connect(part)) as target, connection.cursor():
        connection.connection.backup(target)
    part.replace(copy)
    for old in sorted(folder.glob("studio-*.sqlite3"))[:-KEPT_COPIES]:
        old.unlink()
    return copy
