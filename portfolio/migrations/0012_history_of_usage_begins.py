"""Who used what when its history begins is its first row, and says so."""

from importlib import import_module

from django.db import migrations
from django.utils import timezone

write_at_once = import_module("portfolio.migrations.0005_histories_begin").write_at_once
REASON = "As first found when histories began."


def begin(apps, schema_editor):
    now = timezone.now()
    history = apps.get_model("portfolio", "HistoricalUsage")
    stored = apps.get_model("portfolio", "Usage")._base_manager.order_by("pk")
    rows = (
        history(
            history_date=now,
            history_type="+",
            history_change_reason=REASON,
            id=each.pk,
            customer_id=each.customer_id,
            item_id=each.item_id,
            last_used_on=each.last_used_on,
        )
        for each in stored.iterator(chunk_size=1000)
    )
    write_at_once(history, rows)


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0011_usage_keeps_its_history")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
