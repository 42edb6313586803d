"""Section 7: what was decided this month, and the overrides with who and why."""

from governance.models import Decision
from governance.report.changes import changes
from governance.report.facts import DecisionRow, Decisions
from governance.report.period import ReportPeriod
from governance.report.specials import requests_of


def decisions(period: ReportPeriod) -> Decisions:
    first, after = period.instants
    found = Decision.objects.filter(
        escalation__product=period.product, at__gte=first, at__lt=after
    ).select_related("by")
    decided = list(found.order_by("-is_override", "at", "pk"))
    requests = requests_of(period, {row.escalation_id for row in decided})
    rows = [
        DecisionRow(
            escalation=row.escalation_id,
            title=requests[row.escalation_id].title,
            customer=requests[row.escalation_id].customer,
            kind=row.kind,
            by=str(row.by or ""),
            on=period.product.local_day(row.at),
            reason=row.reason,
            weeks=row.weeks,
            is_override=row.is_override,
            is_slot=row.is_slot,
            is_own_request=row.is_own_request,
            used_slot_weeks=row.used_slot_weeks,
            cap_raised_on=row.cap_raised_on,
        )
        for row in decided
    ]
    return Decisions(
        rows=rows,
        changes=changes(period),
        overrides=sum(row.is_override for row in rows),
        own_requests=sum(row.is_own_request for row in rows),
    )
