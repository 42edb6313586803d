import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portfolio.quarters


class Migration(migrations.Migration):
    """A policy holds from a quarter, and each change is a row of its own."""

    dependencies = [
        ("company", "0001_initial"),
        ("governance", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="policy",
            options={"ordering": ["from_quarter", "pk"], "verbose_name_plural": "policies"},
        ),
        migrations.AlterField(
            model_name="policy",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="policies",
                to="company.product",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="from_quarter",
            field=portfolio.quarters.QuarterField(null=True),
        ),
        migrations.AddField(
            model_name="policy", name="reason", field=models.TextField(blank=True)
        ),
        migrations.AddField(
            model_name="policy",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="policy", name="at", field=models.DateTimeField(null=True)
        ),
    ]
