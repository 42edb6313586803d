from django.db import migrations

from ledger.as_found import sealer


class Migration(migrations.Migration):
    """Decisions that stand are sealed once more, with the partner they name since 0011: none."""

    dependencies = [
        ("governance", "0011_redirects_name_the_partner"),
        ("ledger", "0001_initial"),
        ("company", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(
            sealer(("governance", "Decision", "escalation__product")), migrations.RunPython.noop
        )
    ]
