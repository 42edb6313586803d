"""What stands when histories begin is their first row, and says so: nothing older was kept."""

from django.db import migrations, models
from django.utils import timezone

MODELS = ["Deal", "Commitment", "Escalation"]
REASON = "As first found when histories began."
AT_ONCE = 1000


def begin(apps, schema_editor):
    deals = apps.get_model("escalations", "Deal")._base_manager
    # A won deal was signed for what is known of it; what was asked with is not known any more.
    deals.filter(outcome="won").update(signed_amount=models.F("amount"))
    now = timezone.now()
    for name in MODELS:
        model = apps.get_model("escalations", name)
        history = apps.get_model("escalations", f"Historical{name}")
        columns = [field.attname for field in model._meta.concrete_fields]
        stored = model._base_manager.order_by("pk")
        rows = (
            history(
                history_date=now, history_type="+", history_change_reason=REASON,
                **{column: getattr(each, column) for column in columns},
            )
            for each in stored.iterator(chunk_size=AT_ONCE)
        )
        write_at_once(history, rows)


def write_at_once(history, rows):
    some = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            history._base_manager.bulk_create(some)
            some = []
    history._base_manager.bulk_create(some)


class Migration(migrations.Migration):
    dependencies = [("escalations", "0005_histories")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
