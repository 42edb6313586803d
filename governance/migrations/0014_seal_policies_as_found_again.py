from django.db import migrations

from ledger.as_found import sealer


class Migration(migrations.Migration):
    """Policies that stand are sealed once more, with relief and support fee since 0011.

    Both are the defaults that governed nothing so far.
    """

    dependencies = [
        ("governance", "0013_policy_relief_and_support_fee"),
        ("ledger", "0001_initial"),
        ("company", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(
            sealer(("governance", "Policy", "product")), migrations.RunPython.noop
        )
    ]
