from typing import Any

from django.db import migrations
from django.utils import timezone

from portfolio.quarters import quarter_of


def fill(apps: Any, schema_editor: Any) -> None:
    """A policy held for every quarter so far: from the first that was planned or worked in."""
    Policy = apps.get_model("governance", "Policy")
    now = timezone.now()
    for policy in Policy.objects.select_related("product"):
        product = policy.product
        quarters = [quarter_of(product, now.date())]
        quarters += product.plans.order_by("quarter").values_list("quarter", flat=True)[:1]
        days = product.effort.order_by("date").values_list("date", flat=True)[:1]
        quarters += [quarter_of(product, day) for day in days]
        said = product.ledger_entries.filter(kind="policy_set").order_by("number")
        policy.from_quarter = min(quarters)
        policy.at = said.values_list("at", flat=True).last() or now
        policy.save(update_fields=["from_quarter", "at"])


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_policy_from_a_quarter"),
        ("portfolio", "0003_item_validated"),
        ("ledger", "0001_initial"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
