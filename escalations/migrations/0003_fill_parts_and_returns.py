from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    """Date each part by the last decision on it, and give what came back a row."""
    Part = apps.get_model("escalations", "Part")
    for part in Part.objects.select_related("escalation").iterator():
        events = part.escalation.events.filter(kind__in=["approve", "reestimate"])
        part.at = events.order_by("at").values_list("at", flat=True).last()
        part.at = part.at or part.escalation.filed_at
        part.save(update_fields=["at"])
    Return = apps.get_model("escalations", "DisplacementReturn")
    Displacement = apps.get_model("escalations", "Displacement")
    back = Displacement.objects.filter(returned_weeks__gt=0).select_related("escalation")
    Return.objects.bulk_create(
        Return(
            displacement=row,
            weeks=row.returned_weeks,
            reason="As found when each return began to be kept by itself.",
            at=row.escalation.closed_at or row.decided_at,
        )
        for row in back.order_by("pk")
    )


class Migration(migrations.Migration):
    dependencies = [("escalations", "0002_append_only_parts_and_returns")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
