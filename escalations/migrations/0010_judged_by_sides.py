from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    """What was judged is the word of whoever reviewed it: product's of a product manager."""
    Claim, Judgement = (apps.get_model("escalations", name) for name in ("Claim", "Judgement"))
    managers = set(
        apps.get_model("company", "Membership")
        .objects.filter(role="product_manager")
        .values_list("person", "product")
    )
    judged = Claim.objects.filter(verdict__isnull=False).select_related("escalation__review")
    Judgement.objects.bulk_create(
        (_judgement(Judgement, claim, managers) for claim in judged.order_by("pk")),
        batch_size=1000,
    )


def _judgement(Judgement: Any, claim: Any, managers: set[tuple[int, int]]) -> Any:
    review = getattr(claim.escalation, "review", None)
    by = review.by_id if review else None
    is_product = (by, claim.escalation.product_id) in managers
    return Judgement(
        claim=claim,
        side="product" if is_product else "sales",
        is_true=claim.verdict,
        by_id=by,
        at=claim.judged_at,
    )


class Migration(migrations.Migration):
    dependencies = [("escalations", "0009_judgements")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="claim", name="claim_judged_says_when"),
        migrations.RemoveField(model_name="claim", name="judged_at"),
        migrations.RemoveField(model_name="claim", name="verdict"),
    ]
