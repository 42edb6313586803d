"""Who holds a quarter's cap: one row for each special, and what no line has paid for yet."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from company.cached_reads import cached_until_changed
from company.calendar import Quarter, bounds
from company.models import Product
from company.units import ZERO, hundredths, weeks_of
from escalations.models import Escalation, Part
from governance.budget import BudgetSnapshot, budgets_of
from portfolio.as_of import AsOf
from portfolio.effort.one_customer import OneCustomerWork, work_for_one_customer
from portfolio.effort.worked import Worked
from portfolio.models import Movement

NOTHING = Part(weeks=ZERO, before_weeks=ZERO)


@dataclass(frozen=True)
class Hold:
    """What one special takes of one quarter's cap, in engineer-weeks.

    `carried` came over from the quarter before; `unpaid` are weeks of the running quarter that no
    line pays for.
    """

    escalation: Escalation
    approved: Decimal
    carried: Decimal
    spent: Decimal
    unpaid: Decimal
    is_ended: bool = False

    @property
    def weeks(self) -> Decimal:
        if self.is_ended or not self.escalation.holds_as_open:
            return self.spent
        return max(self.approved + self.carried, self.spent)

    @property
    def overrun(self) -> Decimal:
        return max(ZERO, self.spent - self.approved - self.carried)


@dataclass(frozen=True)
class Held:
    """What holds weeks of a quarter's cap, and the core work that was for one customer each."""

    holds: list[Hold]
    for_one: OneCustomerWork


@cached_until_changed
def held_of(product: Product, quarter: Quarter) -> Held:
    """Both as they stand now."""
    snapshot = budgets_of(product)
    worked = Worked.between(snapshot.as_of, *bounds(product, quarter))
    return Held(holds_in(snapshot, quarter, worked), work_for_one_customer(snapshot.as_of, worked))


def holds_in(snapshot: BudgetSnapshot, quarter: Quarter, worked: Worked) -> list[Hold]:
    """Every special that holds something of the quarter's cap, the largest first.

    Of a snapshot of now; `worked` is the effort of that quarter.

    Of a past snapshot the escalations' own states would be today's.
    """
    spent = worked.special()
    rows = Escalation.objects.filter(item__among={*spent, *snapshot.parts})
    approved = _parts_in(snapshot.as_of, quarter, {*spent, *snapshot.parts})
    unpaid, found = unpaid_weeks(snapshot, quarter), []
    for escalation in rows.select_related("customer", "deal"):
        item = escalation.item_id or 0
        is_running = quarter == snapshot.running and item in snapshot.parts
        hold = Hold(
            escalation=escalation,
            approved=approved.get(item, NOTHING).weeks,
            carried=weeks_of(snapshot.carried_minutes(item)) if is_running else ZERO,
            spent=weeks_of(spent.get(item, 0)),
            unpaid=unpaid.get(item, ZERO) if escalation.is_underway else ZERO,
            is_ended=quarter < snapshot.running,
        )
        if hold.weeks:
            found.append(hold)
    return sorted(found, key=lambda hold: (-hold.weeks, hold.escalation.pk))


def unpaid_weeks(snapshot: BudgetSnapshot, quarter: Quarter) -> dict[int, Decimal]:
    """By item id: weeks of specials with something carried into the running quarter that no line
    pays for.

    Empty for any other quarter.
    """
    if quarter != snapshot.running:
        return {}
    carried = {item: weeks_of(snapshot.carried_minutes(item)) for item in snapshot.parts}
    carried = {item: weeks for item, weeks in carried.items() if weeks}
    if not carried:
        return {}
    as_of = snapshot.as_of
    parts, lines = _parts_in(as_of, quarter, carried), _lines(as_of, quarter, carried)
    found = {}
    for item, weeks in carried.items():
        part = parts.get(item, NOTHING)
        # No line pays for what was spent before the decision.
        owed = part.weeks - part.before_weeks + weeks
        found[item] = max(ZERO, owed - lines.get(item, ZERO))
    return found


def _parts_in(as_of: AsOf, quarter: Quarter, items: Collection[int]) -> dict[int, Part]:
    """By item id, the quarter's approved part as of the instant."""
    parts = Part.objects.current(as_of.instant)
    rows = parts.filter(escalation__item__among=items, quarter=quarter).select_related("escalation")
    return {part.escalation.item_id or 0: part for part in rows}


def _lines(as_of: AsOf, quarter: Quarter, items: Collection[int]) -> dict[int, Decimal]:
    """By item id, the weeks of its line, from movements: lines themselves keep no past."""
    moved = Movement.objects.filter(
        as_of.until(), plan__product=as_of.product, plan__quarter=quarter, item__among=items
    )
    rows = moved.values_list("item").annotate(weeks=Sum("weeks")).order_by()
    return {item: hundredths(weeks) for item, weeks in rows if item}
