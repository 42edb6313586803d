"""A second file may be joined to an import's own."""

from django.db import migrations, models

import imports.models


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_create_in_the_mapping")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="joined_file",
            field=models.FileField(
                blank=True,
                default="",
                help_text="A second file, whose rows are joined to those of the first by a key.",
                max_length=255,
                upload_to=imports.models.kept_as,
            ),
            preserve_default=False,
        ),
    ]
