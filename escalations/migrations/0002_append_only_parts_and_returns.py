import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Approved parts get their time, and what came back of a displacement its own rows."""

    dependencies = [
        ("escalations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(name="part", options={"ordering": ["quarter", "pk"]}),
        migrations.RemoveConstraint(model_name="part", name="one_part_per_quarter"),
        migrations.AddField(
            model_name="part",
            name="at",
            field=models.DateTimeField(null=True, help_text="When it was decided."),
        ),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(
                fields=["escalation", "quarter"], name="escalations_escalat_413d30_idx"
            ),
        ),
        migrations.CreateModel(
            name="DisplacementReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weeks", models.DecimalField(decimal_places=2, max_digits=9)),
                ("reason", models.TextField(blank=True)),
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
                    "displacement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="escalations.displacement",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weeks__gt", 0)),
                        name="displacement_return_has_weeks",
                        violation_error_message="More than no weeks come back.",
                    )
                ],
            },
        ),
    ]
