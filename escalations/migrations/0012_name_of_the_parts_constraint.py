"""The constraint on weeks before a decision takes a name that sorts after the one it rests on.

PostgreSQL names the first constraint that a row breaks, in the order of their names: fewer than
no weeks are said first, then which of them were spent before.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("escalations", "0011_take_into_plan")]

    operations = [
        migrations.RemoveConstraint(model_name="part", name="part_before_within_its_weeks"),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("before_weeks__gte", 0), ("before_weeks__lte", models.F("weeks"))
                ),
                name="part_weeks_with_those_before",
                violation_error_message="What was spent before the decision is part of the weeks.",
            ),
        ),
    ]
