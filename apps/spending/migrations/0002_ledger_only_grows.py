"""The database itself refuses to change the ledger: updates everywhere; deletions on PostgreSQL.

(SQLite has no way to empty a table that would not count as deleting, and the tests empty theirs.)
"""

from django.db import migrations

from apps.spending.migrations._growing import only_grows

SENTENCE = "The ledger is only ever added to."


class Migration(migrations.Migration):
    dependencies = [("spending", "0001_initial")]
    operations = [only_grows("ledger_only_grows", "spending_entry", SENTENCE, refused="UPDATE OR DELETE")]
