from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('avatars', '0003_faces_of_before')]

    operations = [
        migrations.RemoveField(model_name='avatar', name='consent_at'),
        migrations.RemoveField(model_name='avatar', name='consent_by'),
    ]
