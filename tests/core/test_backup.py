import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from apps.core.backup import copy_database

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="copies SQLite databases only")


@pytest.mark.django_db(transaction=True)
class TestCopyDatabase:
    def test_copies_every_table(self, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        copy = copy_database(NOON)
        assert copy == tmp_path / "backups" / "studio-2026-11-21T120000.sqlite3"
        with closing(sqlite3.connect(copy)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables >= set(connection.introspection.table_names())

    def test_keeps_the_last_five_where_only_the_owner_may_look(self, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        copies = [copy_database(NOON + timedelta(days=day)) for day in range(7)]
        assert sorted((tmp_path / "backups").iterdir()) == copies[2:]
        assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700
