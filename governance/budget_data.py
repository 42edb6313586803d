"""What budgets are computed from, as it was known at an instant: one fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from company.calendar import Quarter, running_quarter
from company.models import Product
from company.units import ZERO, weeks_of
from escalations.models import Escalation, Part
from escalations.states import State
from governance.models import Cap, Decision, Policy, WriteOff
from portfolio.as_of import AsOf
from portfolio.effort.queries import minutes_by_item_and_quarter
from portfolio.models import Plan

type PartsByItem = dict[int, dict[Quarter, Decimal]]


class SlotUse(NamedTuple):
    """A special that was approved into a slot, in one of its quarters."""

    quarter: Quarter
    escalation: int
    customer: int
    item: int
    is_cancelled: bool
    weeks: Decimal


def policies_of(product: Product, as_of: AsOf | None = None) -> list[Policy]:
    """Every policy that was set, in the order in which they take over from one another.

    As of an instant, those set by then; a reconstruction has all of them, as the earliest known.
    """
    rows = Policy.objects.filter(product=product).order_by("from_quarter", "pk")
    return list(rows.filter(as_of.until()) if as_of and not as_of.is_reconstruction else rows)


def policy_in(policies: Sequence[Policy], quarter: Quarter, product: Product) -> Policy:
    """The policy that counts in the quarter; the defaults, unsaved, where nobody had set one."""
    begun = [policy for policy in policies if policy.from_quarter <= quarter]
    return begun[-1] if begun else Policy(product=product)


def policy_of(product: Product, quarter: Quarter | None = None) -> Policy:
    """The policy of a quarter, the running one unless another is named."""
    return policy_in(policies_of(product), quarter or running_quarter(product), product)


def plans_of(as_of: AsOf) -> dict[Quarter, Plan]:
    """Every plan by its quarter, unsaved, with its capacity as of the instant."""
    rows = as_of.values(Plan, "quarter", "capacity_weeks")
    return {
        row.quarter: Plan(
            pk=pk, product=as_of.product, quarter=row.quarter, capacity_weeks=row.capacity_weeks
        )
        for pk, row in rows.items()
    }


def caps_by_plan(as_of: AsOf) -> dict[int, list[Cap]]:
    """By plan id, every cap that was set until the instant, oldest first.

    In a reconstruction a plan that had none yet has those it got later, the earliest known.
    """
    found: dict[int, list[Cap]] = {}
    for cap in Cap.objects.filter(plan__product=as_of.product).order_by("pk"):
        found.setdefault(cap.plan_id, []).append(cap)
    if as_of.instant is None:
        return found
    then = {plan: [cap for cap in caps if cap.at < as_of.instant] for plan, caps in found.items()}
    if as_of.is_reconstruction:
        return {plan: caps or found[plan] for plan, caps in then.items()}
    return then


def written_off(as_of: AsOf) -> dict[Quarter, Decimal]:
    """By quarter, weeks of the overdraft carried in that executives wrote off."""
    sums: dict[Quarter, Decimal] = {}
    rows = WriteOff.objects.filter(as_of.until(), plan__product=as_of.product)
    for quarter, weeks in rows.values_list("plan__quarter", "weeks"):
        sums[quarter] = sums.get(quarter, ZERO) + weeks
    return sums


def open_parts(as_of: AsOf) -> PartsByItem:
    """By item id and quarter: approved weeks of every special that holds as if open."""
    open_then = Escalation.objects.filter(product=as_of.product).holding(as_of.instant)
    parts = Part.objects.current(as_of.instant).filter(
        escalation__in=open_then, escalation__item__isnull=False
    )
    found: PartsByItem = {}
    for item, quarter, weeks in parts.values_list("escalation__item", "quarter", "weeks"):
        found.setdefault(item, {})[quarter] = weeks
    return found


def slots_used(as_of: AsOf) -> list[SlotUse]:
    """Every slot that the sales VP gave to a special, cancelled ones too."""
    slots = Decision.objects.filter(as_of.until(), is_slot=True).values("escalation")
    parts = Part.objects.current(as_of.instant).filter(
        escalation__product=as_of.product, escalation__in=slots
    )
    columns = ("customer", "item", "state", "closed_at")
    rows = parts.values_list(
        "quarter", "escalation", *(f"escalation__{name}" for name in columns), "weeks"
    )
    return [
        SlotUse(
            quarter,
            pk,
            # Imported specials may have no customer or item; no row has the number 0.
            customer or 0,
            item or 0,
            state == State.CANCELLED and as_of.has_seen(closed_at),
            weeks,
        )
        for quarter, pk, customer, item, state, closed_at, weeks in rows
    ]


def slot_weeks_by_customer(
    uses: Iterable[SlotUse], spent: Mapping[int, Mapping[Quarter, int]]
) -> dict[Quarter, dict[int, dict[int, Decimal]]]:
    """By quarter, customer id and escalation id: the weeks of the slots that were used.

    A slot on which weeks were spent stays used, by what was spent, when its special is cancelled or
    swapped for another.
    """
    used: dict[Quarter, dict[int, dict[int, Decimal]]] = {}
    for use in uses:
        minutes = spent.get(use.item, {}).get(use.quarter, 0)
        stays = weeks_of(minutes) if use.is_cancelled else use.weeks
        if stays or not use.is_cancelled:
            used.setdefault(use.quarter, {}).setdefault(use.customer, {})[use.escalation] = stays
    return used


def spent_by_quarter(as_of: AsOf, items: Collection[int]) -> dict[int, dict[Quarter, int]]:
    """The core teams' minutes on these items, by item and quarter."""
    if not items:
        return {}
    return minutes_by_item_and_quarter(as_of.product, as_of.core_effort_on(items))
