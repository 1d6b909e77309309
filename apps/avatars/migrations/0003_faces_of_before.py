from django.db import migrations
from django.db.models import F


def consents(apps, editor):
    """A tick was two columns of the face; now it is the first of its records."""
    Consent = apps.get_model("avatars", "Consent")
    for face in apps.get_model("avatars", "Avatar").objects.exclude(consent_at=None).iterator():
        Consent.objects.create(avatar=face, recorded_by_id=face.consent_by_id, recorded_at=face.consent_at)


def sources(apps, editor):
    """Of faces of before only the portrait was kept: it is what repairs start from."""
    same = {"source_key": "portrait_key", "source_width": "width", "source_height": "height"}
    same["source_bytes"] = "portrait_bytes"
    faces = apps.get_model("avatars", "Avatar").objects
    faces.filter(source_key="").update(**{name: F(column) for name, column in same.items()})


class Migration(migrations.Migration):

    dependencies = [('avatars', '0002_library')]

    operations = [
        migrations.RunPython(consents, migrations.RunPython.noop),
        migrations.RunPython(sources, migrations.RunPython.noop),
    ]
