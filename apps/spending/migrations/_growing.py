"""Tables that the database itself lets only grow. Used by the migrations that make them."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER {name} BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{sentence}'); END;
"""
POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$;
CREATE TRIGGER {name} BEFORE {refused} ON {table}
FOR EACH ROW EXECUTE FUNCTION {name}();
"""


def only_grows(name, table, sentence, *, refused="UPDATE"):
    """A trigger that refuses updates, and on PostgreSQL whatever `refused` says."""
    words = {"name": name, "table": table, "sentence": sentence, "refused": refused}

    def forwards(apps, editor):
        editor.execute((POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE).format(**words))

    def backwards(apps, editor):
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();")
        else:
            editor.execute(f"DROP TRIGGER {name};")

    return migrations.RunPython(forwards, backwards)
