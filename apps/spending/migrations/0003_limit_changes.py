"""Who changed which limit. Such rows are never changed; they go only where their team goes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from apps.spending.migrations._growing import only_grows


class Migration(migrations.Migration):

    dependencies = [
        ('spending', '0002_ledger_only_grows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LimitChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before_micros', models.BigIntegerField(null=True, verbose_name='before')),
                ('after_micros', models.BigIntegerField(null=True, verbose_name='after')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('budget', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='spending.budget', verbose_name='budget')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'change of a limit',
                'verbose_name_plural': 'changes of limits',
                'ordering': ['-at', '-pk'],
            },
        ),
        only_grows("limit_changes_stay", "spending_limitchange", "Changes of limits are only ever added."),
    ]
