"""Setting a quarter's cap, judging whatever lowers one, and writing overdraft off (DESIGN 4.3)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import transaction

from company import clock
from company.access import require
from company.calendar import Quarter, running_quarter
from company.models import Person, Product
from company.refusals import Malformed, Refused, need_long_reason
from company.texts import is_seen
from company.units import ZERO, exact_weeks
from governance.budget import BudgetSnapshot, percent_cap
from governance.models import Cap, WriteOff
from ledger import chain
from portfolio.models import Plan
from portfolio.plan.actions import ensure_plan, is_baselined
from portfolio.plan.queries import plan_of

HUNDRED = Decimal(100)


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

    Once anything is held or the baseline stands it needs a reason of twenty characters; below
    what is held it is recorded as a breach, and after the quarter's end as a correction.
    Raises Malformed, and Refused: reason-missing, reason-too-short, quarter-closed.
    """
    if actor is not None:
        require(actor, product.pk, "set the cap")
    _refuse_malformed(percent, weeks)
    chain.lock(product)
    is_correction = quarter < running_quarter(product)
    plan = _plan_to_correct(product, quarter) if is_correction else None
    plan = plan or ensure_plan(product, quarter, actor)
    snapshot = BudgetSnapshot.load(product)
    held, before = snapshot.budget(quarter).held_weeks, snapshot.cap_weeks(quarter)
    if held or is_correction or is_baselined(plan):
        need_long_reason(
            reason,
            f"{quarter.label} has {held} wk held and a cap of {before} wk: say why it changes",
        )
    after = (
        exact_weeks(weeks)
        if weeks is not None
        else percent_cap(percent or ZERO, plan.capacity_weeks)
    )
    with judging_caps(product, actor, reason, "cap"):
        cap = Cap.objects.create(
            plan=plan,
            percent=percent,
            weeks=after,
            is_frozen=is_correction or is_baselined(plan),
            # A cap that rises and is still below what is held is no breach.
            is_breach=after < min(held, before),
            is_correction=is_correction,
            reason=reason.strip(),
            by=actor,
            at=clock.now(),
        )
    _log(cap, before)
    return cap


def _log(cap: Cap, before: Decimal) -> None:
    """Write the ledger's entry of a cap that was set; `before` is the quarter's cap until then, in
    weeks.
    """
    chain.append(
        cap.plan.product,
        "cap_set",
        cap.by,
        cap.at,
        seals=[cap],
        quarter=str(cap.plan.quarter),
        percent=cap.percent,
        weeks=cap.weeks,
        frozen=cap.is_frozen,
        breach=cap.is_breach,
        correction=cap.is_correction,
        before=before,
        reason=cap.reason,
    )


def _refuse_malformed(percent: Decimal | None, weeks: Decimal | None) -> None:
    if (percent is None) == (weeks is None):
        raise Malformed(percent="Give the cap as percent or as weeks, one of the two.")
    if percent is not None and (not 0 <= percent <= HUNDRED or percent != round(percent, 2)):
        raise Malformed(percent=f"{percent} is not a percent from 0 to 100 with two decimals.")


def _plan_to_correct(product: Product, quarter: Quarter) -> Plan:
    """The plan of an ended quarter. Raises Refused quarter-closed where nobody planned it."""
    plan = plan_of(product, quarter)
    if plan is None:
        raise Refused(
            "quarter-closed",
            f"{quarter.label} has ended and nobody planned it: it has no cap to correct.",
            quarter=str(quarter),
        )
    return plan


@contextmanager
def judging_caps(
    product: Product, actor: Person | None, reason: str, source: str
) -> Iterator[None]:
    """Judge a change of cap, policy, capacity or baseline that is made within the block.

    A cap that falls below what its quarter holds needs a reason, and is recorded as a breach.
    `source` says what was changed. Raises Refused reason-missing, which rolls the transaction back.
    """
    finish = watch_caps(product)
    yield
    finish(actor, reason, source)


def watch_caps(product: Product) -> Callable[[Person | None, str, str], None]:
    """Remember the caps as they stand, and return the function that judges the change made since.

    For callers that cannot hold `judging_caps` open: it is handed to lower rooms by
    config/wiring.py.
    """
    before = BudgetSnapshot.load(product)

    def judge(actor: Person | None, reason: str, source: str) -> None:
        after = BudgetSnapshot.load(product)
        breached = [quarter for quarter in sorted(after.plans) if _falls(before, after, quarter)]
        if breached and not is_seen(reason):
            named = ", ".join(
                f"{quarter.label} to {after.cap_weeks(quarter)} wk of"
                f" {after.budget(quarter).held_weeks} wk held"
                for quarter in breached
            )
            raise Refused(
                "reason-missing",
                f"This brings a cap below what is already held: {named}. Say why.",
                quarters=[str(quarter) for quarter in breached],
            )
        for quarter in breached:
            chain.append(
                product,
                "cap_breached",
                actor,
                quarter=str(quarter),
                source=source,
                before=before.cap_weeks(quarter),
                after=after.cap_weeks(quarter),
                held=after.budget(quarter).held_weeks,
                reason=reason.strip(),
            )

    return judge


def _falls(before: BudgetSnapshot, after: BudgetSnapshot, quarter: Quarter) -> bool:
    """Whether the quarter's cap fell, and below what it holds."""
    cap = after.cap_weeks(quarter)
    return cap < before.cap_weeks(quarter) and cap < after.budget(quarter).held_weeks


@transaction.atomic
def write_off(
    *, product: Product, quarter: Quarter, weeks: Decimal, reason: str, actor: Person
) -> WriteOff:
    """Forgive the quarter overdraft carried in, as far as it exceeds half of its cap.

    Published with its reason. Raises PermissionDenied, Malformed, and Refused: quarter-closed,
    reason-missing, reason-too-short.
    """
    require(actor, product.pk, "write overdraft off")
    chain.lock(product)
    if quarter < running_quarter(product):
        raise Refused("quarter-closed", f"{quarter.label} has ended: its overdraft stands.")
    budget = BudgetSnapshot.load(product).budget(quarter)
    if not 0 < exact_weeks(weeks) <= budget.may_be_written_off:
        raise Malformed(
            weeks=f"{budget.overdraft_weeks} wk are carried into {quarter.label}, whose cap is"
            f" {budget.cap_weeks} wk: up to {budget.may_be_written_off} wk, what exceeds half of"
            " it, can be written off."
        )
    need_long_reason(reason, "A write-off is published with its reason: say why it changes")
    plan = ensure_plan(product, quarter, actor)
    made = WriteOff.objects.create(
        plan=plan, weeks=weeks, reason=reason.strip(), by=actor, at=clock.now()
    )
    chain.append(
        product,
        "overdraft_written_off",
        actor,
        made.at,
        seals=[made],
        quarter=str(quarter),
        weeks=made.weeks,
        before=budget.overdraft_weeks,
        reason=made.reason,
    )
    return made
