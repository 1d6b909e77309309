import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.connections.fields


def mark_practice(apps, schema_editor):
    """The practice service was a kind of service of its own; now each service has a practice connection."""
    apps.get_model("connections", "Connection").objects.filter(provider="practice").update(
        provider="kling", is_practice=True
    )


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0001_initial"),
        ("teams", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="connection", name="one_practice_connection"),
        migrations.AddField(
            model_name="connection",
            name="is_practice",
            field=models.BooleanField(default=False, editable=False, verbose_name="practice"),
        ),
        migrations.RunPython(mark_practice, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="price", name="one_price_per_quality_and_time"),
        migrations.RemoveConstraint(model_name="price", name="price_is_not_negative"),
        migrations.RenameField(model_name="price", old_name="mode", new_name="what"),
        migrations.RenameField(model_name="price", old_name="micros_per_second", new_name="micros"),
        migrations.AlterModelOptions(
            name='price',
            options={'ordering': ['what', '-valid_from'], 'verbose_name': 'price', 'verbose_name_plural': 'prices'},
        ),
        migrations.AddField(
            model_name='connection',
            name='allows_pro',
            field=models.BooleanField(default=True, verbose_name='Pro may be chosen'),
        ),
        migrations.AddField(
            model_name='connection',
            name='allows_standard',
            field=models.BooleanField(default=True, verbose_name='Standard may be chosen'),
        ),
        migrations.AddField(
            model_name='connection',
            name='may_be_private',
            field=models.BooleanField(default=False, help_text='Tick it for a gateway on your own network only: otherwise private addresses are refused.', verbose_name='this address is in our own network'),
        ),
        migrations.AddField(
            model_name='connection',
            name='options',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='connection',
            name='secret',
            field=apps.connections.fields.EncryptedTextField(blank=True, verbose_name='secret key'),
        ),
        migrations.AddField(
            model_name='connection',
            name='teams',
            field=models.ManyToManyField(blank=True, help_text='Who may use it. Left empty, all teams may.', related_name='+', to='teams.team', verbose_name='teams'),
        ),
        migrations.AddField(
            model_name='connection',
            name='trusts_look_up',
            field=models.BooleanField(default=False, help_text='Tick it only if you know that this service finds every video by our own number at once. A video that it does not know is then sent again by itself.', verbose_name='“not found” is believed'),
        ),
        migrations.AddField(
            model_name='connection',
            name='webhook_secret',
            field=apps.connections.fields.EncryptedTextField(blank=True, verbose_name='webhook secret'),
        ),
        migrations.AlterField(
            model_name='defaultconnection',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='default_of', to='connections.connection'),
        ),
        migrations.AlterField(
            model_name='price',
            name='confirmed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by'),
        ),
        migrations.AlterField(
            model_name='price',
            name='micros',
            field=models.BigIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000)], verbose_name='millionths'),
        ),
        migrations.AlterField(
            model_name='price',
            name='what',
            field=models.CharField(choices=[('std', 'a second of video, Standard'), ('pro', 'a second of video, Pro'), ('speech', 'a text spoken'), ('unit', 'a unit of the service')], max_length=6, verbose_name='price of'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.UniqueConstraint(condition=models.Q(('is_practice', True)), fields=('provider',), name='one_practice_connection_a_service'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('micros__gte', 0)), name='price_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.UniqueConstraint(fields=('connection', 'what', 'valid_from'), name='one_price_per_thing_and_time'),
        ),
    ]
