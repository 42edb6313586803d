from django.db import migrations

from ledger.as_found import sealer


class Migration(migrations.Migration):
    """Sizings that stand are sealed once more, with what they name since 0020: nothing."""

    dependencies = [
        ("escalations", "0020_sizings_name_which"),
        ("ledger", "0001_initial"),
        ("company", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(
            sealer(("escalations", "Sizing", "escalation__product")), migrations.RunPython.noop
        )
    ]
