from django.db import migrations

from apps.spending.migrations._receipts import book

FINAL = ("ready", "failed")


def receipts(apps, editor):
    for speech in apps.get_model("voices", "Speech").objects.filter(hold=None).exclude(status="written"):
        words = {
            "what": "speech",
            "key": speech.form_token,
            "title": speech.text[:80],
            "service": speech.connection.name,
            "seconds": speech.high_seconds,
        }
        book(apps, speech, team_id=speech.team_id, is_open=speech.status not in FINAL, **words)
        speech.save(update_fields=["hold"])


class Migration(migrations.Migration):

    dependencies = [
        ('voices', '0004_receipts'),
        ('connections', '0002_four_services'),
        ('spending', '0002_ledger_only_grows'),
    ]

    operations = [migrations.RunPython(receipts, migrations.RunPython.noop)]
