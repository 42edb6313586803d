"""Section 7: what was decided this month, and the overrides with who and why."""

from collections.abc import Sequence

from escalations.after_all import AfterAll, planned_items, special_after_all
from governance.models import Decision
from governance.report.changes import Changes
from governance.report.facts import DecisionRow, Decisions, SpecialAfterAll
from governance.report.period import ReportPeriod
from portfolio.models import Partner


def decided_in(period: ReportPeriod) -> list[Decision]:
    """The decisions of the month, overrides first."""
    first, after = period.instants
    found = Decision.objects.filter(
        escalation__product=period.product, at__gte=first, at__lt=after
    ).select_related("by")
    return list(found.order_by("-is_override", "at", "pk"))


def after_all_in(period: ReportPeriod) -> list[AfterAll]:
    """Planned items that turned out, within four quarters, to be special after all."""
    first = period.product.local_day(period.four_quarters)
    return special_after_all(period.as_of, planned_items(period.as_of), first)


def decisions(
    period: ReportPeriod,
    decided: Sequence[Decision],
    changed: Changes,
    after_all: Sequence[AfterAll],
) -> Decisions:
    """The section, from the month's decisions, changes and planned items that were special after
    all.
    """
    requests = period.requests.of({row.escalation_id for row in decided})
    gone_to = {row.partner_id for row in decided if row.partner_id}
    partners = period.as_of.needed(Partner, "name", keys=gone_to) if gone_to else {}
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
            redirected_to=row.redirected_to,
            partner=partners[row.partner_id].name if row.partner_id else "",
        )
        for row in decided
    ]
    return Decisions(
        rows=rows,
        changes=changed.rows(),
        faults=changed.faults(),
        overrides=sum(row.is_override for row in rows),
        own_requests=sum(row.is_own_request for row in rows),
        after_all=_after_all(period, after_all),
    )


def _after_all(period: ReportPeriod, found: Sequence[AfterAll]) -> list[SpecialAfterAll]:
    requests = period.requests.of({row.taken.escalation_id for row in found})
    return [
        SpecialAfterAll(
            escalation=row.taken.escalation_id,
            title=requests[row.taken.escalation_id].title,
            customer=requests[row.taken.escalation_id].customer,
            item=row.taken.item_id,
            weeks=row.taken.weeks,
            finished_on=row.finished_on,
            customers_using=len(row.users),
            used_by=row.users,
        )
        for row in found
    ]
