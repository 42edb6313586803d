"""Effort that nobody logged is told from effort that somebody did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0005_histories_begin")]

    operations = [
        migrations.AddField(
            model_name="effort",
            name="is_split",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="Nobody logged it: the team's weeks, split over its issues in progress.",
            ),
        ),
    ]
