"""Sums of effort by item are kept for quarters that ended; whoever logs effort next makes them."""

import company.calendar
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('company', '0005_saved_lists'),
        ('portfolio', '0016_lines_have_a_place'),
    ]

    operations = [
        migrations.CreateModel(
            name='EffortQuarter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', company.calendar.QuarterField()),
                ('minutes', models.PositiveBigIntegerField()),
                ('split_minutes', models.PositiveBigIntegerField(help_text='What of them nobody logged: split over issues in progress.')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolio.item')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='company.product')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolio.team')),
            ],
            options={
                'ordering': ['quarter', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('product', 'quarter', 'team', 'item'), name='one_effort_sum_per_item'), models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__gte', models.F('split_minutes'))), name='effort_sum_of_item_takes_time', violation_error_message='A sum of effort is at least one minute.')],
            },
        ),
    ]
