"""Cap, holds, overdraft and headroom (DESIGN 4.2, 4.3).

Everything a product's budgets need is read once, in a fixed number of queries; each
quarter is then computed from it. Sums are taken in minutes, so they are exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet, Sum

from company.models import Product
from escalations.models import Escalation, Part
from escalations.states import State
from governance.bands import Band, band_of
from governance.holds import carried_into, growth
from governance.models import Cap, Decision, Policy
from portfolio.models import Effort, Line, Plan
from portfolio.quarters import Quarter, bounds, running_quarter
from portfolio.queries import (
    CORE,
    SPECIAL,
    core_effort_on,
    effort_between,
    minutes_by_item,
    minutes_by_item_and_quarter,
    minutes_by_quarter,
)
from portfolio.weeks import ZERO, hundredths_down, percent_of, weeks_of


def policies_of(product: Product) -> list[Policy]:
    """Every policy somebody set, in the order in which they take over from one another."""
    return list(Policy.objects.filter(product=product).order_by("from_quarter", "pk"))


def policy_in(policies: Sequence[Policy], quarter: Quarter, product: Product) -> Policy:
    """The one that counts in the quarter; the defaults where nobody had set one."""
    begun = [policy for policy in policies if policy.from_quarter <= quarter]
    return begun[-1] if begun else Policy(product=product)


def policy_of(product: Product, quarter: Quarter | None = None) -> Policy:
    """The policy of a quarter, the running one unless another is named."""
    return policy_in(policies_of(product), quarter or running_quarter(product), product)


@dataclass(frozen=True)
class Hold:
    """What one special takes of one quarter's cap, in engineer-weeks.

    `carried` came over from the quarter before; `unpaid` of it no line has paid for yet.
    """

    escalation: Escalation
    approved: Decimal
    carried: Decimal
    spent: Decimal
    unpaid: Decimal
    is_ended: bool = False

    @property
    def weeks(self) -> Decimal:
        if self.is_ended or not self.escalation.is_underway:
            return self.spent
        return max(self.approved + self.carried, self.spent)

    @property
    def overrun(self) -> Decimal:
        return max(ZERO, self.spent - self.approved - self.carried)


@dataclass(frozen=True)
class Budget:
    """One quarter's cap and what became of it. Weeks; shares in unrounded percent."""

    quarter: Quarter
    capacity_weeks: Decimal
    cap_weeks: Decimal
    held_weeks: Decimal
    overdraft_weeks: Decimal
    logged_weeks: Decimal
    committed_share: Decimal | None
    share_to_date: Decimal | None
    logged_share: Decimal | None
    band: Band | None
    slots: int
    slots_used: int
    slot_weeks: Decimal

    @property
    def headroom_weeks(self) -> Decimal:
        return self.cap_weeks - self.held_weeks - self.overdraft_weeks

    @property
    def slots_free(self) -> int:
        return max(0, self.slots - self.slots_used)

    @property
    def apart_weeks(self) -> Decimal:
        """Headroom that the sales VP may still use through free slots."""
        return min(max(ZERO, self.headroom_weeks), self.slots_free * self.slot_weeks)

    @property
    def overdraft_out_weeks(self) -> Decimal:
        """What goes into the next quarter; provisional while this one runs."""
        return max(ZERO, -self.headroom_weeks)


@dataclass
class Treasury:
    """All that a product's budgets are computed from."""

    product: Product
    running: Quarter
    policies: Sequence[Policy]
    plans: Mapping[Quarter, Plan]
    caps: Mapping[int, Cap]
    special_minutes: Mapping[Quarter, int]
    core_minutes: Mapping[Quarter, int]
    parts: Mapping[int, Mapping[Quarter, Decimal]]
    open_spent: Mapping[int, Mapping[Quarter, int]]
    slot_uses: Mapping[Quarter, int]
    _seen: dict[Quarter, Budget] = field(default_factory=dict)

    @classmethod
    def load(cls, product: Product) -> "Treasury":
        core = Effort.objects.filter(CORE, product=product)
        plans = Plan.objects.filter(product=product)
        parts, open_spent = _open_specials(product)
        return cls(
            product=product,
            running=running_quarter(product),
            policies=policies_of(product),
            plans={plan.quarter: plan for plan in plans},
            caps={cap.plan_id: cap for cap in Cap.objects.filter(plan__product=product)},
            special_minutes=minutes_by_quarter(product, core.filter(SPECIAL)),
            core_minutes=minutes_by_quarter(product, core),
            parts=parts,
            open_spent=open_spent,
            slot_uses=_slot_uses(product),
        )

    def policy(self, quarter: Quarter) -> Policy:
        """What the executive team decided for that quarter."""
        return policy_in(self.policies, quarter, self.product)

    # --- Cap -----------------------------------------------------------------

    def cap_weeks(self, quarter: Quarter) -> Decimal:
        """The ceiling of the quarter, rounded down to the hundredth; none without a plan."""
        plan = self.plans.get(quarter)
        if plan is None:
            return ZERO
        cap = self.caps.get(plan.pk)
        if cap and (cap.is_frozen or cap.percent is None):
            return cap.weeks
        percent = cap.percent if cap else self.policy(quarter).cap_percent
        return percent_cap(percent or ZERO, plan.capacity_weeks)

    def cap_percent(self, quarter: Quarter) -> Decimal:
        """The cap as a share of the capacity; the policy's where no capacity is planned."""
        plan = self.plans.get(quarter)
        if plan is None or not plan.capacity_weeks:
            return self.policy(quarter).cap_percent
        cap = self.caps.get(plan.pk)
        if cap is None or (cap.percent is not None and not cap.is_frozen):
            set_percent = cap.percent if cap else None
            return self.policy(quarter).cap_percent if set_percent is None else set_percent
        return cap.weeks * 100 / plan.capacity_weeks

    # --- Holds ---------------------------------------------------------------

    def carried_minutes(self, item: int) -> int:
        """What an open special did not spend by the end of the last quarter."""
        return carried_into(self.running, self.parts[item], self.open_spent.get(item, {}))

    def held_minutes(self, quarter: Quarter) -> int:
        """What all specials together take of the quarter: an ended one, what was spent."""
        held = self.special_minutes.get(quarter, 0)
        for item, parts in self.parts.items():
            spent = self.open_spent.get(item, {})
            held += growth(quarter, self.running, None, parts, spent)
        return held

    # --- Overdraft -----------------------------------------------------------

    def overdraft_into(self, quarter: Quarter) -> Decimal:
        """The overdraft carried in. A quarter nobody planned has no cap to overdraw."""
        carried = ZERO
        for earlier in sorted(q for q in self.plans if q < quarter):
            used = weeks_of(self.held_minutes(earlier)) - self.cap_weeks(earlier)
            carried = max(ZERO, used + (carried if self.policy(earlier).overdraft else ZERO))
        return carried if self.policy(quarter).overdraft else ZERO

    # --- The whole -----------------------------------------------------------

    def budget(self, quarter: Quarter) -> Budget:
        if quarter not in self._seen:
            self._seen[quarter] = self._budget(quarter)
        return self._seen[quarter]

    def _budget(self, quarter: Quarter) -> Budget:
        plan = self.plans.get(quarter)
        capacity = plan.capacity_weeks if plan else ZERO
        held = self.held_minutes(quarter)
        special, core = self.special_minutes.get(quarter, 0), self.core_minutes.get(quarter, 0)
        share, policy = percent_of(special, core), self.policy(quarter)
        return Budget(
            quarter=quarter,
            capacity_weeks=capacity,
            cap_weeks=self.cap_weeks(quarter),
            held_weeks=weeks_of(held),
            overdraft_weeks=self.overdraft_into(quarter),
            logged_weeks=weeks_of(core),
            committed_share=percent_of(weeks_of(held), capacity),
            share_to_date=share,
            logged_share=percent_of(weeks_of(core), capacity),
            band=band_of(share, self.cap_percent(quarter), policy),
            slots=policy.slots,
            slots_used=self.slot_uses.get(quarter, 0),
            slot_weeks=policy.slot_weeks,
        )

    @cached_property
    def next_quarters(self) -> list[Budget]:
        """The running quarter and the three after it."""
        return [self.budget(self.running.plus(n)) for n in range(4)]


def budget_of(product: Product, quarter: Quarter) -> Budget:
    return Treasury.load(product).budget(quarter)


def percent_cap(percent: Decimal, capacity: Decimal) -> Decimal:
    """cap = percent x capacity, rounded down to the hundredth (DESIGN 4.3)."""
    return hundredths_down(percent * capacity / 100)


def _open_specials(
    product: Product,
) -> tuple[dict[int, dict[Quarter, Decimal]], dict[int, dict[Quarter, int]]]:
    """By item: the approved parts of specials underway, and their minutes by quarter."""
    parts: dict[int, dict[Quarter, Decimal]] = {}
    rows = Part.objects.current().filter(escalation__in=Escalation.objects.underway())
    for item, quarter, weeks in rows.filter(
        escalation__product=product, escalation__item__isnull=False
    ).values_list("escalation__item", "quarter", "weeks"):
        parts.setdefault(item, {})[quarter] = weeks
    return parts, minutes_by_item_and_quarter(product, core_effort_on(parts))


def _slot_uses(product: Product) -> dict[Quarter, int]:
    """How many slots each quarter's standing slot specials take, one for each special."""
    uses: dict[Quarter, int] = {}
    for quarter, _ in slot_parts(product).values_list("quarter", "pk"):
        uses[quarter] = uses.get(quarter, 0) + 1
    return uses


def slot_parts(product: Product) -> QuerySet[Part]:
    """The parts of specials that the sales VP chose alone and nobody cancelled."""
    slots = Decision.objects.filter(escalation__product=product, is_slot=True)
    rows = Part.objects.current().filter(escalation__in=slots.values("escalation"))
    return rows.exclude(escalation__state=State.CANCELLED)


def holds(product: Product, quarter: Quarter) -> list[Hold]:
    """Every special that takes something of the quarter's cap, largest first."""
    treasury = Treasury.load(product)
    first, after = bounds(product, quarter)
    spent = minutes_by_item(effort_between(product, first, after).filter(CORE, SPECIAL))
    candidates = {*spent, *treasury.parts}
    rows = Escalation.objects.filter(item__in=candidates).select_related("customer", "deal")
    approved = _parts_in(product, quarter)
    lines = dict(
        Line.objects.filter(plan__product=product, plan__quarter=quarter, item__in=candidates)
        .values_list("item")
        .annotate(weeks=Sum("weeks"))
    )
    found = []
    for escalation in rows:
        item = escalation.item_id or 0
        is_running = quarter == treasury.running and item in treasury.parts
        carried = weeks_of(treasury.carried_minutes(item)) if is_running else ZERO
        part = approved.get(escalation.pk, ZERO)
        unpaid = max(ZERO, part + carried - lines.get(item, ZERO)) if carried else ZERO
        is_ended = quarter < treasury.running
        hold = Hold(escalation, part, carried, weeks_of(spent.get(item, 0)), unpaid, is_ended)
        if hold.weeks:
            found.append(hold)
    return sorted(found, key=lambda hold: (-hold.weeks, hold.escalation.pk))


def _parts_in(product: Product, quarter: Quarter) -> dict[int, Decimal]:
    rows = Part.objects.current().filter(escalation__product=product, quarter=quarter)
    return dict(rows.values_list("escalation", "weeks"))
