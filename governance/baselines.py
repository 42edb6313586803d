"""Agreeing a quarter's baseline: the executive team freezes plan, targets and cap."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from company import clock
from company.access import require
from company.calendar import Quarter, running_quarter
from company.models import Person, Product
from company.refusals import Refused
from company.texts import is_seen
from governance.budget import BudgetSnapshot
from governance.models import Cap
from ledger import chain
from portfolio.models import Baseline, BaselineLine, BaselineTarget, Line, Movement, Plan, Target
from portfolio.plan.actions import ensure_plan, is_baselined

HUNDRED = Decimal(100)


@transaction.atomic
def agree_baseline(
    *, product: Product, quarter: Quarter, reason: str = "", actor: Person
) -> Baseline:
    """Freeze the quarter's capacity, lines, targets and cap.

    Raises Refused: quarter-closed, already-baselined, targets-not-100, and reason-missing
    where the specials target lies above the cap.
    """
    require(actor, product.pk, "agree the baseline")
    chain.lock(product)
    plan = _plan_to_agree(product, quarter, actor)
    targets = list(Target.objects.filter(plan=plan).select_related("slice"))
    snapshot = BudgetSnapshot.load(product)
    _refuse_targets(targets, snapshot.cap_percent(quarter), reason)
    now, cap_weeks = clock.now(), snapshot.cap_weeks(quarter)
    cap = _freeze_cap(plan, snapshot, actor, now)
    # Movements up to this one are in the frozen lines; those after it are drift.
    last = Movement.objects.filter(plan=plan).order_by("-pk").first()
    baseline = Baseline.objects.create(
        plan=plan,
        capacity_weeks=plan.capacity_weeks,
        cap_weeks=cap_weeks,
        reason=reason.strip(),
        agreed_by=actor,
        agreed_at=now,
        last_movement=last.pk if last else 0,
    )
    lines = _freeze_lines(baseline, plan)
    agreed = _freeze_targets(baseline, targets)
    chain.append(
        product,
        "baseline_agreed",
        actor,
        now,
        seals=[cap, baseline, *lines, *agreed],
        quarter=str(quarter),
        cap_weeks=cap_weeks,
        capacity_weeks=plan.capacity_weeks,
        reason=baseline.reason,
        targets={t.slice_key: t.percent for t in agreed},
        lines=[{"item": x.item_id, "title": x.title, "weeks": x.weeks} for x in lines],
    )
    return baseline


def _plan_to_agree(product: Product, quarter: Quarter, actor: Person) -> Plan:
    """The quarter's plan; refused where the quarter has ended, or was agreed before."""
    if quarter < running_quarter(product):
        raise Refused(
            "quarter-closed", f"{quarter.label} has ended: what was planned and capped then stands."
        )
    plan = ensure_plan(product, quarter, actor)
    if is_baselined(plan):
        raise Refused(
            "already-baselined", f"{quarter.label} was agreed before; what changes is drift."
        )
    return plan


def _freeze_cap(plan: Plan, snapshot: BudgetSnapshot, actor: Person, now: dt.datetime) -> Cap:
    """Set the cap that counts in weeks from now on; a later change of capacity does not move it."""
    last = snapshot.last_cap(plan.quarter)
    return Cap.objects.create(
        plan=plan,
        percent=last.percent if last else None,
        weeks=snapshot.cap_weeks(plan.quarter),
        is_frozen=True,
        reason="Frozen at the baseline.",
        by=actor,
        at=now,
    )


def _refuse_targets(targets: list[Target], cap_percent: Decimal, reason: str) -> None:
    """Refuse targets that do not sum to 100, and specials above the cap without a reason."""
    total = sum((target.percent for target in targets), start=Decimal(0))
    if total != HUNDRED:
        off = abs(total - HUNDRED)
        direction = "more than there is" if total > HUNDRED else "left over"
        raise Refused(
            "targets-not-100",
            f"The slice targets come to {total}%: {off}% {direction}. Make them sum to 100%.",
            total=total,
        )
    specials = sum((t.percent for t in targets if t.slice.is_specials), start=Decimal(0))
    if specials > cap_percent and not is_seen(reason):
        raise Refused(
            "reason-missing",
            f"The specials target of {specials}% is above the cap of {cap_percent:.2f}%: say why.",
        )


def _freeze_lines(baseline: Baseline, plan: Plan) -> list[BaselineLine]:
    return BaselineLine.objects.bulk_create(
        BaselineLine(
            baseline=baseline,
            item=line.item,
            title=str(line),
            slice_key=line.item.slice.key if line.item and line.item.slice else "",
            weeks=line.weeks,
        )
        for line in Line.objects.filter(plan=plan).select_related("item__slice")
    )


def _freeze_targets(baseline: Baseline, targets: list[Target]) -> list[BaselineTarget]:
    return BaselineTarget.objects.bulk_create(
        BaselineTarget(baseline=baseline, slice_key=t.slice.key, percent=t.percent) for t in targets
    )
