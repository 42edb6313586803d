"""Setting the cap and agreeing the baseline: the executive team's part of planning."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from company import clock
from company.access import EXECUTIVE, require
from company.models import Person, Product
from company.refusals import Malformed, Refused
from company.texts import is_seen
from governance.budget import Treasury, percent_cap
from governance.models import Cap, Policy
from ledger import chain
from portfolio.models import Baseline, BaselineLine, BaselineTarget, Line, Movement, Plan, Target
from portfolio.plan import ensure_plan, is_baselined
from portfolio.quarters import Quarter, running_quarter
from portfolio.weeks import ZERO, exact_weeks

HUNDRED = Decimal(100)
RULES = (
    "cap_percent",
    "straining_above",
    "struggling_from",
    "off_the_road_from",
    "slots",
    "slot_weeks",
    "overdraft",
)


@transaction.atomic
def set_cap(
    *,
    product: Product,
    quarter: Quarter,
    percent: Decimal | None = None,
    weeks: Decimal | None = None,
    reason: str = "",
    actor: Person | None,
) -> Cap:
    """Set the quarter's cap, as a percent of capacity or as weeks. Every change is a new row.

    Below what is already held it needs a reason and is recorded as a breach. Raises
    Malformed, and Refused reason-missing.
    """
    if actor is not None:
        require(actor, product.pk, EXECUTIVE, "set the cap")
    if (percent is None) == (weeks is None):
        raise Malformed(percent="Give the cap as percent or as weeks, one of the two.")
    if percent is not None and (not 0 <= percent <= HUNDRED or percent != round(percent, 2)):
        raise Malformed(percent=f"{percent} is not a percent from 0 to 100 with two decimals.")
    chain.lock(product)
    plan = ensure_plan(product, quarter, actor)
    treasury = Treasury.load(product)
    held, before = treasury.budget(quarter).held_weeks, treasury.cap_weeks(quarter)
    after = exact_weeks(weeks) if weeks is not None else percent_cap(
        percent or ZERO, plan.capacity_weeks
    )  # fmt: skip
    is_breach = after < held and after < before
    if is_breach and not is_seen(reason):
        raise Refused(
            "reason-missing",
            f"{held} wk are already held in {quarter}: say why the cap goes below them,"
            f" to {after} wk.",
            held_weeks=held,
            cap_weeks=after,
        )
    cap = Cap.objects.create(
        plan=plan, percent=percent, weeks=after, is_frozen=is_baselined(plan),
        is_breach=is_breach, reason=reason.strip(), by=actor, at=clock.now(),
    )  # fmt: skip
    chain.append(
        product, "cap_set", actor, cap.at, seals=[cap], quarter=str(quarter), percent=percent,
        weeks=after, frozen=cap.is_frozen, breach=is_breach, before=before, reason=cap.reason,
    )  # fmt: skip
    return cap


@transaction.atomic
def agree_baseline(
    *, product: Product, quarter: Quarter, reason: str = "", actor: Person
) -> Baseline:
    """Freeze the quarter's capacity, lines, targets and cap.

    Raises Refused: already-baselined, targets-not-100, and reason-missing where the
    specials target lies above the cap.
    """
    require(actor, product.pk, EXECUTIVE, "agree the baseline")
    chain.lock(product)
    plan = ensure_plan(product, quarter, actor)
    if is_baselined(plan):
        raise Refused("already-baselined", f"{quarter} was agreed before; what changes is drift.")
    targets = list(Target.objects.filter(plan=plan).select_related("slice"))
    treasury = Treasury.load(product)
    _refuse_targets(targets, treasury.cap_percent(quarter), reason)
    now, cap_weeks = clock.now(), treasury.cap_weeks(quarter)
    percent = treasury.caps[plan.pk].percent if plan.pk in treasury.caps else None
    cap = Cap.objects.create(
        plan=plan, percent=percent, weeks=cap_weeks, is_frozen=True,
        reason="Frozen at the baseline.", by=actor, at=now,
    )  # fmt: skip
    last = Movement.objects.filter(plan=plan).order_by("-pk").first()
    baseline = Baseline.objects.create(
        plan=plan, capacity_weeks=plan.capacity_weeks, cap_weeks=cap_weeks, reason=reason.strip(),
        agreed_by=actor, agreed_at=now, last_movement=last.pk if last else 0,
    )  # fmt: skip
    lines = _freeze_lines(baseline, plan)
    agreed = _freeze_targets(baseline, targets)
    chain.append(
        product, "baseline_agreed", actor, now, seals=[cap, baseline, *lines, *agreed],
        quarter=str(quarter), cap_weeks=cap_weeks, capacity_weeks=plan.capacity_weeks,
        reason=baseline.reason, targets={t.slice_key: t.percent for t in agreed},
        lines=[{"item": x.item_id, "title": x.title, "weeks": x.weeks} for x in lines],
    )  # fmt: skip
    return baseline


def _refuse_targets(targets: list[Target], cap_percent: Decimal, reason: str) -> None:
    total = sum((target.percent for target in targets), start=Decimal(0))
    if total != HUNDRED:
        off = abs(total - HUNDRED)
        way = "more than there is" if total > HUNDRED else "left over"
        raise Refused(
            "targets-not-100",
            f"The slice targets come to {total}%: {off}% {way}. Make them sum to 100%.",
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


@transaction.atomic
def set_policy(*, policy: Policy, reason: str = "", actor: Person | None) -> Policy:
    """Set what holds from `policy.from_quarter` on (the running quarter unless it names one).

    Every change is a new row. Quarters with a frozen cap keep it. Where a cap falls below what
    is already held it needs a reason, and the ledger says so. Raises ValidationError,
    Malformed for a quarter that ended, and Refused reason-missing.
    """
    product = policy.product
    if actor is not None:
        require(actor, product.pk, EXECUTIVE, "set policy")
    chain.lock(product)
    running = running_quarter(product)
    made = Policy(
        product=product, from_quarter=policy.from_quarter or running, reason=reason.strip(),
        by=actor, at=clock.now(), **rules_of(policy),
    )  # fmt: skip
    made.full_clean()
    if made.from_quarter < running:
        raise Malformed(
            from_quarter=f"{made.from_quarter} has ended: a policy holds from {running} or later."
        )
    treasury = Treasury.load(product)
    before = rules_of(treasury.policy(made.from_quarter))
    made.save(force_insert=True)
    breached = _breached(treasury, Treasury.load(product))
    if breached and not is_seen(made.reason):
        raise Refused(
            "reason-missing",
            f"This lowers the cap of {', '.join(breached)} below what is already held: say why.",
        )
    chain.append(
        product, "policy_set", actor, made.at, seals=[made], from_quarter=str(made.from_quarter),
        before=before, after=rules_of(made), reason=made.reason, breached=breached,
    )  # fmt: skip
    return made


def rules_of(policy: Policy) -> dict[str, Any]:
    """What a policy says, beside from when, by whom and why."""
    return {name: getattr(policy, name) for name in RULES}


def _breached(before: Treasury, after: Treasury) -> list[str]:
    """The quarters whose cap falls below what they hold."""
    return [
        str(quarter)
        for quarter in sorted(after.plans)
        if after.cap_weeks(quarter) < before.cap_weeks(quarter)
        and after.cap_weeks(quarter) < after.budget(quarter).held_weeks
    ]
