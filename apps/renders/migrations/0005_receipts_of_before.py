from django.db import migrations

from apps.spending.migrations._receipts import book

FINAL = ("ready", "failed")


def receipts(apps, editor):
    for take in apps.get_model("renders", "Render").objects.filter(hold=None).select_related("video__project"):
        words = {
            "what": "film",
            "key": take.external_id,
            "title": take.video.title,
            "service": take.connection.name,
            "quality": {"std": "Standard", "pro": "Pro"}[take.mode],
            "seconds": take.seconds,
        }
        book(apps, take, team_id=take.video.project.team_id, is_open=take.status not in FINAL, **words)
        take.low_micros, take.queued_at = take.estimate_micros, take.created_at
        take.save(update_fields=["hold", "low_micros", "queued_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('renders', '0004_receipts'),
        ('connections', '0002_four_services'),
        ('spending', '0002_ledger_only_grows'),
    ]

    operations = [migrations.RunPython(receipts, migrations.RunPython.noop)]
