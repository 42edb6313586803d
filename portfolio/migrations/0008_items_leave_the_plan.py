"""What is postponed or dropped leaves its plan, and a dropped item closes."""

from django.db import migrations, models

CLOSED_ON = {
    "blank": True,
    "editable": False,
    "help_text": "The day a special pushed it off the roadmap; empty while it is on it.",
    "null": True,
    "verbose_name": "dropped on",
}


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0007_effort_sums")]

    operations = [
        migrations.AddField("historicalitem", "closed_on", models.DateField(**CLOSED_ON)),
        migrations.AddField("item", "closed_on", models.DateField(**CLOSED_ON)),
        migrations.AlterField(
            model_name="movement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("planned", "Planned before the baseline"),
                    ("changed", "Changed after the baseline, with a reason"),
                    ("landed", "Landed from another quarter"),
                    ("left", "Left the plan with what was displaced"),
                    ("displaced", "Moved to or from a special"),
                    ("unfunded", "Approved without displacement"),
                ],
                max_length=10,
            ),
        ),
    ]
