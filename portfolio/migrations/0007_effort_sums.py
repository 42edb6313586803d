"""Sums of effort are kept for months that ended; whoever logs effort next makes them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('company', '0001_initial'),
        ('portfolio', '0006_effort_is_split'),
    ]

    operations = [
        migrations.CreateModel(
            name='EffortMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='Its first day.')),
                ('minutes', models.PositiveBigIntegerField()),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='company.product')),
                ('slice', models.ForeignKey(help_text='Empty: uncategorised.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolio.slice')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolio.team')),
            ],
            options={
                'ordering': ['month', 'pk'],
                'indexes': [models.Index(fields=['product', 'month'], name='portfolio_e_product_d07829_idx')],
                'constraints': [models.UniqueConstraint(fields=('product', 'month', 'team', 'slice'), name='one_effort_sum_per_slice'), models.UniqueConstraint(condition=models.Q(('slice__isnull', True)), fields=('product', 'month', 'team'), name='one_effort_sum_uncategorised'), models.CheckConstraint(condition=models.Q(('minutes__gte', 1)), name='effort_sum_takes_time', violation_error_message='A sum of effort is at least one minute.')],
            },
        ),
    ]
