from django.db import migrations

from ledger.as_found import sealer


class Migration(migrations.Migration):
    """Rows older than seals are sealed once, as they are found; their entries say so."""

    dependencies = [
        ("governance", "0004_append_only_policies"),
        ("escalations", "0004_append_only"),
        ("portfolio", "0003_item_validated"),
        ("ledger", "0001_initial"),
        ("company", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(
            sealer(
                ("portfolio", "Movement", "plan__product"),
                ("portfolio", "Baseline", "plan__product"),
                ("portfolio", "BaselineLine", "baseline__plan__product"),
                ("portfolio", "BaselineTarget", "baseline__plan__product"),
                ("escalations", "Sizing", "escalation__product"),
                ("escalations", "SizedPart", "sizing__escalation__product"),
                ("escalations", "Confirmation", "sizing__escalation__product"),
                ("escalations", "Proposal", "sizing__escalation__product"),
                ("escalations", "ProposedRow", "proposal__sizing__escalation__product"),
                ("escalations", "Part", "escalation__product"),
                ("escalations", "Displacement", "escalation__product"),
                ("escalations", "DisplacementReturn", "displacement__escalation__product"),
                ("escalations", "DisplacedCustomer", "displacement__escalation__product"),
                ("governance", "Cap", "plan__product"),
                ("governance", "Policy", "product"),
                ("governance", "Decision", "escalation__product"),
            ),
            migrations.RunPython.noop,
        )
    ]
