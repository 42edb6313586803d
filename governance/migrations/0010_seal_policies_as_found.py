from django.db import migrations

from ledger.as_found import sealer


class Migration(migrations.Migration):
    """Policies that stand are sealed once more, with what is assumed of specials since 0009.

    The years, the return and the licence price are the defaults that governed nothing so far.
    """

    dependencies = [
        ("governance", "0009_policy_assumes_of_specials"),
        ("ledger", "0001_initial"),
        ("company", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(
            sealer(("governance", "Policy", "product")), migrations.RunPython.noop
        )
    ]
