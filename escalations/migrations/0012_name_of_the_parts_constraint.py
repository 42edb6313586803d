"""The constraint on weeks before a decision takes its name where it still has an older one.

0004 once called it `part_before_within_its_weeks`. A database made then keeps that name until
here; one made later has the present name already, and nothing is done.
"""

from django.db import migrations, models

OLD = "part_before_within_its_weeks"


def rename(apps, schema_editor):
    part = apps.get_model("escalations", "Part")
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, part._meta.db_table)
    if OLD not in names:
        return
    new = next(c for c in part._meta.constraints if c.name == "part_weeks_with_those_before")
    old = models.CheckConstraint(condition=new.condition, name=OLD)
    schema_editor.remove_constraint(part, old)
    # SQLite makes the table anew from its state, which has the present name, when it removes one.
    if connection.vendor != "sqlite":
        schema_editor.add_constraint(part, new)


class Migration(migrations.Migration):
    dependencies = [("escalations", "0011_take_into_plan")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
