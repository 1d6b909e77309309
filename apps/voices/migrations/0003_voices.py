from django.db import migrations

from apps.voices.catalogue import load


def load_voices(apps, schema_editor):
    load(apps.get_model("voices", "Voice"))


class Migration(migrations.Migration):
    dependencies = [("voices", "0002_spoken_texts")]

    operations = [migrations.RunPython(load_voices, migrations.RunPython.noop)]
