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
    ]
