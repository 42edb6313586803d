"""What was judged so far is the first row of its history, dated when it was said."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

REASON = "As first found when histories began."
AT_ONCE = 1000


def begin(apps: Any, schema_editor: Any) -> None:
    Judgement = apps.get_model("escalations", "Judgement")
    Claim, Proposal = (apps.get_model("escalations", name) for name in ("Claim", "Proposal"))
    of_claim = Claim.objects.filter(pk=OuterRef("claim")).values("escalation__product")
    of_proposal = Proposal.objects.filter(pk=OuterRef("proposal"))
    of_proposal = of_proposal.values("sizing__escalation__product")
    Judgement.objects.filter(claim__isnull=False).update(product=Subquery(of_claim))
    Judgement.objects.filter(proposal__isnull=False).update(product=Subquery(of_proposal))
    history = apps.get_model("escalations", "HistoricalJudgement")
    columns = [field.attname for field in Judgement._meta.concrete_fields]
    stored = Judgement.objects.order_by("pk").iterator(chunk_size=AT_ONCE)
    rows = [
        history(
            history_date=each.at,
            history_type="+",
            history_change_reason=REASON,
            history_user_id=each.by_id,
            **{column: getattr(each, column) for column in columns},
        )
        for each in stored
    ]
    history._base_manager.bulk_create(rows, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("escalations", "0014_judgements_keep_their_history")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
