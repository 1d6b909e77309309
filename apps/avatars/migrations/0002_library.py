import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('avatars', '0001_initial'),
        ('teams', '0002_time_zone'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='avatar',
            options={'ordering': ['-created_at', '-pk'], 'verbose_name': 'face', 'verbose_name_plural': 'faces'},
        ),
        migrations.AddField(
            model_name='avatar',
            name='person',
            field=models.CharField(blank=True, max_length=120, verbose_name='who it is'),
        ),
        migrations.AddField(
            model_name='avatar',
            name='source_key',
            field=models.CharField(default='', editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='avatar',
            name='source_width',
            field=models.PositiveIntegerField(default=0, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='avatar',
            name='source_height',
            field=models.PositiveIntegerField(default=0, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='avatar',
            name='source_bytes',
            field=models.PositiveIntegerField(default=0, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='avatar',
            name='proof_key',
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='avatar',
            name='thumb_key',
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='avatar',
            name='mended',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name='avatar',
            name='edits',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name='avatar',
            name='checks',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='avatar',
            name='used_anyway_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='used anyway since'),
        ),
        migrations.AddField(
            model_name='avatar',
            name='used_anyway_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='used anyway by'),
        ),
        migrations.AddField(
            model_name='avatar',
            name='deleted_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='deleted'),
        ),
        migrations.AddField(
            model_name='avatar',
            name='deleted_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='deleted by'),
        ),
        migrations.AddIndex(
            model_name='avatar',
            index=models.Index(fields=['team', 'deleted_at', 'created_at'], name='face_library'),
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(blank=True, max_length=120, verbose_name='who agreed')),
                ('scope', models.TextField(blank=True, max_length=1000, verbose_name='what for')),
                ('agreed_on', models.DateField(null=True, verbose_name='agreed on')),
                ('until', models.DateField(null=True, verbose_name='good until')),
                ('file_key', models.CharField(blank=True, editable=False, max_length=200)),
                ('file_name', models.CharField(blank=True, editable=False, max_length=200, verbose_name='file')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                ('withdrawn_why', models.TextField(blank=True, max_length=1000, verbose_name='why')),
                ('avatar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='avatars.avatar')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['-recorded_at', '-pk'],
            },
        ),
    ]
