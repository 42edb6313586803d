from django.db import migrations, models

import portfolio.quarters


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_fill_policies")]

    operations = [
        migrations.AlterField(
            model_name="policy",
            name="from_quarter",
            field=portfolio.quarters.QuarterField(),
        ),
        migrations.AlterField(model_name="policy", name="at", field=models.DateTimeField()),
    ]
