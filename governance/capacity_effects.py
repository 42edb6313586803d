"""What another capacity would do to plans that stand: to caps, to what is held, to lines."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Sum

from company.calendar import Quarter, running_quarter
from company.models import Product
from company.units import ZERO, hundredths
from governance.budget import BudgetSnapshot
from portfolio.models import Line, Plan


@dataclass(frozen=True)
class CapacityEffect:
    """One quarter whose plan has another capacity than is proposed. Weeks."""

    quarter: Quarter
    capacity_weeks: Decimal
    proposed_weeks: Decimal
    cap_before: Decimal
    cap_after: Decimal
    held_weeks: Decimal
    lines_weeks: Decimal

    @property
    def below_held(self) -> Decimal:
        """Weeks by which a falling cap would be less than is held; zero where it does not fall."""
        fell = self.cap_after < self.cap_before
        return max(ZERO, self.held_weeks - self.cap_after) if fell else ZERO

    @property
    def over_weeks(self) -> Decimal:
        """Weeks by which the lines would exceed the proposed capacity."""
        return max(ZERO, self.lines_weeks - self.proposed_weeks)


def capacity_effects(product: Product, proposed: Decimal) -> list[CapacityEffect]:
    """The plans from the running quarter on that have another capacity, soonest first.

    A cap that was agreed, or set in weeks, stays as it is.
    """
    before = BudgetSnapshot.load(product)
    running = running_quarter(product)
    moved = {
        # Never saved: the snapshot's own arithmetic says what each cap would be.
        quarter: Plan(pk=plan.pk, product=product, quarter=quarter, capacity_weeks=proposed)
        for quarter, plan in before.plans.items()
        if quarter >= running and plan.capacity_weeks != proposed
    }
    after = replace(before, plans={**before.plans, **moved})
    rows = Line.objects.filter(plan__in=[plan.pk for plan in moved.values()]).order_by()
    lines = dict(rows.values_list("plan__quarter").annotate(n=Sum("weeks")))
    return [
        CapacityEffect(
            quarter=quarter,
            capacity_weeks=before.plans[quarter].capacity_weeks,
            proposed_weeks=proposed,
            cap_before=before.cap_weeks(quarter),
            cap_after=after.cap_weeks(quarter),
            held_weeks=before.budget(quarter).held_weeks,
            lines_weeks=hundredths(lines.get(quarter, ZERO)),
        )
        for quarter in sorted(moved)
    ]
