from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was sized, confirmed, proposed, approved and displaced is written once."""

    dependencies = [("escalations", "0003_fill_parts_and_returns")]

    operations = [
        migrations.AlterField(
            model_name="part",
            name="at",
            field=models.DateTimeField(help_text="When it was decided."),
        ),
        migrations.RemoveConstraint(
            model_name="displacement", name="displacement_returns_what_it_took"
        ),
        migrations.RemoveField(model_name="displacement", name="returned_weeks"),
        migrations.AlterField(
            model_name="confirmation",
            name="sizing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="confirmations",
                to="escalations.sizing",
            ),
        ),
        migrations.AlterField(
            model_name="displacedcustomer",
            name="displacement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="customers",
                to="escalations.displacement",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="sizing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="escalations.sizing",
            ),
        ),
        migrations.AlterField(
            model_name="proposedrow",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="escalations.proposal",
            ),
        ),
        migrations.AlterField(
            model_name="sizedpart",
            name="sizing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="escalations.sizing",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="before_weeks",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0.00"),
                help_text="What of the weeks was spent before the decision: no line pays for it.",
                max_digits=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("before_weeks__gte", 0), ("before_weeks__lte", models.F("weeks"))
                ),
                name="part_before_within_its_weeks",
                violation_error_message="What was spent before the decision is part of the weeks.",
            ),
        ),
        migrations.AddField(
            model_name="sizing",
            name="spent_minutes",
            field=models.PositiveIntegerField(
                help_text="What the core teams had logged on it by then.", null=True
            ),
        ),
        migrations.RemoveConstraint(model_name="sizing", name="sizing_approach_known"),
        migrations.AlterField(
            model_name="sizing",
            name="approach",
            field=models.CharField(
                choices=[
                    ("core", "Change the product for this one customer"),
                    ("planned_item", "A planned item: several customers want it"),
                    ("extension_point", "Through an extension point"),
                    ("services", "Services"),
                    ("partner", "A partner"),
                    ("not_viable", "Not viable"),
                    ("fault", "A fault in the standard product"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="sizing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "approach__in",
                        [
                            "core",
                            "planned_item",
                            "extension_point",
                            "services",
                            "partner",
                            "not_viable",
                            "fault",
                        ],
                    )
                ),
                name="sizing_approach_known",
                violation_error_message="That is not an approach.",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="in_place",
            field=models.BooleanField(
                default=False,
                help_text="An executive confirmed, five working days after it was due.",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="at_decision",
            field=models.BooleanField(
                default=False,
                help_text="Whoever decided named these lines, instead of product's.",
            ),
        ),
        migrations.AddField(
            model_name="displacement",
            name="leaving_weeks",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0.00"),
                help_text="What the line had left beside them, which left the plan with them.",
                max_digits=9,
            ),
        ),
    ]
