"""The database itself refuses to change the ledger: updates everywhere; deletions on PostgreSQL.

(SQLite has no way to empty a table that would not count as deleting, and the tests empty theirs.)
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER ledger_only_grows BEFORE UPDATE ON spending_entry
BEGIN SELECT RAISE(ABORT, 'The ledger is only ever added to.'); END;
"""
POSTGRESQL = """
CREATE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'The ledger is only ever added to.'; END $$;
CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE ON spending_entry
FOR EACH ROW EXECUTE FUNCTION ledger_only_grows();
"""


def forwards(apps, editor):
    editor.execute(POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE)


def backwards(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER ledger_only_grows ON spending_entry; DROP FUNCTION ledger_only_grows();")
    else:
        editor.execute("DROP TRIGGER ledger_only_grows;")


class Migration(migrations.Migration):
    dependencies = [("spending", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
