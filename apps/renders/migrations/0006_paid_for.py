from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('renders', '0005_receipts_of_before'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='render',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('waiting_for_ok', 'cancelled')), ('hold__isnull', False), _connector='OR'), name='take_is_paid_for'),
        ),
    ]
