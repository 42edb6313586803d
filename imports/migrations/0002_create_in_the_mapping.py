"""What an import may create stands in its mapping alone."""

import tomllib

import tomli_w
from django.db import migrations


def say_it_in_the_mapping(apps, schema_editor):
    """Uploads that wait keep what their box said."""
    found = apps.get_model("imports", "Import").objects
    for each in found.filter(create_missing=True, state__in=["draft", "tried"]).exclude(mapping=""):
        said = tomllib.loads(each.mapping)
        for kind in each.kinds:
            said.get(kind, {})["create_missing"] = True
        each.mapping = tomli_w.dumps(said)
        each.save(update_fields=["mapping"])


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.RunPython(say_it_in_the_mapping, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="import", name="create_missing"),
    ]
