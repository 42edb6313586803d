"""Section 7: what was decided this month, and the overrides with who and why."""

from governance.models import Decision
from governance.report.facts import DecisionRow, Decisions
from governance.report.frame import Frame


def decisions(frame: Frame) -> Decisions:
    first, after = frame.instants
    found = Decision.objects.filter(
        escalation__product=frame.product, at__gte=first, at__lt=after
    ).select_related("escalation__customer", "by")
    rows = [
        DecisionRow(
            escalation=row.escalation_id,
            title=str(row.escalation),
            customer=str(row.escalation.customer or ""),
            kind=row.kind,
            by=str(row.by or ""),
            on=frame.product.local_day(row.at),
            reason=row.reason,
            weeks=row.weeks,
            is_override=row.is_override,
            is_slot=row.is_slot,
            is_own_request=row.is_own_request,
            used_slot_weeks=row.used_slot_weeks,
        )
        for row in found.order_by("-is_override", "at", "pk")
    ]
    return Decisions(
        rows=rows,
        overrides=sum(row.is_override for row in rows),
        own_requests=sum(row.is_own_request for row in rows),
    )
