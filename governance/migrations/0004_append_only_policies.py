import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portfolio.quarters


class Migration(migrations.Migration):
    """Policies are written once; caps are corrected, overdraft is written off, by new rows."""

    dependencies = [
        ("governance", "0003_fill_policies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="policy",
            name="from_quarter",
            field=portfolio.quarters.QuarterField(),
        ),
        migrations.AlterField(model_name="policy", name="at", field=models.DateTimeField()),
        migrations.AddField(
            model_name="cap",
            name="is_correction",
            field=models.BooleanField(
                default=False, help_text="It was set after its quarter had ended."
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="cap_raised_on",
            field=models.DateField(
                help_text="It fits only because the cap was raised then, after the baseline.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="WriteOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weeks", models.DecimalField(decimal_places=2, max_digits=9)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="write_offs",
                        to="portfolio.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weeks__gt", 0)),
                        name="write_off_has_weeks",
                        violation_error_message="More than no weeks are written off.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="write_off_has_a_reason",
                        violation_error_message=(
                            "A write-off is published with its reason: write one."
                        ),
                    ),
                ],
            },
        ),
    ]
