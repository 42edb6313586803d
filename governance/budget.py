"""Cap, holds, overdraft and headroom (DESIGN 4.2, 4.3).

Everything a product's budgets need is read once, in a fixed number of queries; each
quarter is then computed from it. Sums are taken in minutes, so they are exact.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from django.db.models import Sum

from company.models import Product
from escalations.models import Escalation, Part
from escalations.states import State
from governance.bands import Band, band_of
from governance.holds import carried_into, growth
from governance.models import Cap, Decision, Policy, WriteOff
from portfolio.models import Effort, Line, Plan
from portfolio.quarters import Quarter, bounds, running_quarter
from portfolio.queries import (
    CORE,
    SPECIAL,
    core_effort_on,
    effort_between,
    first_agreed_quarter,
    minutes_by_item,
    minutes_by_item_and_quarter,
    minutes_by_quarter,
)
from portfolio.weeks import ZERO, hundredths, hundredths_down, percent_of, weeks_of


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
    # The cap as it was agreed, and the last day it was raised since; none before the baseline.
    agreed_cap_weeks: Decimal | None = None
    cap_raised_on: dt.date | None = None

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
    def may_be_written_off(self) -> Decimal:
        """What of the overdraft carried in exceeds half of the cap (DESIGN 4.3)."""
        return max(ZERO, self.overdraft_weeks - hundredths(self.cap_weeks / 2))

    @property
    def overdraft_out_weeks(self) -> Decimal:
        """What goes into the next quarter; provisional while this one runs."""
        return max(ZERO, -self.headroom_weeks)


@dataclass
class BudgetSnapshot:
    """All that a product's budgets are computed from."""

    product: Product
    running: Quarter
    policies: Sequence[Policy]
    plans: Mapping[Quarter, Plan]
    caps: Mapping[int, Sequence[Cap]]
    special_minutes: Mapping[Quarter, int]
    core_minutes: Mapping[Quarter, int]
    parts: Mapping[int, Mapping[Quarter, Decimal]]
    open_spent: Mapping[int, Mapping[Quarter, int]]
    slot_uses: Mapping[Quarter, int]
    # The first quarter that was agreed: overdraft begins with it.
    first_agreed: Quarter | None
    written_off: Mapping[Quarter, Decimal]
    _seen: dict[Quarter, Budget] = field(default_factory=dict)

    @classmethod
    def load(cls, product: Product) -> "BudgetSnapshot":
        core = Effort.objects.filter(CORE, product=product)
        plans = Plan.objects.filter(product=product)
        parts, open_spent = _open_specials(product)
        return cls(
            product=product,
            running=running_quarter(product),
            policies=policies_of(product),
            plans={plan.quarter: plan for plan in plans},
            caps=_caps_by_plan(product),
            special_minutes=minutes_by_quarter(product, core.filter(SPECIAL)),
            core_minutes=minutes_by_quarter(product, core),
            parts=parts,
            open_spent=open_spent,
            slot_uses=_slot_uses(product),
            first_agreed=first_agreed_quarter(product),
            written_off=_written_off(product),
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
        cap = self.last_cap(quarter)
        if cap and (cap.is_frozen or cap.percent is None):
            return cap.weeks
        percent = cap.percent if cap else self.policy(quarter).cap_percent
        return percent_cap(percent or ZERO, plan.capacity_weeks)

    def last_cap(self, quarter: Quarter) -> Cap | None:
        """What somebody set last for the quarter."""
        plan = self.plans.get(quarter)
        rows = self.caps.get(plan.pk, ()) if plan else ()
        return rows[-1] if rows else None

    def raised(self, quarter: Quarter) -> tuple[Decimal | None, dt.date | None]:
        """The cap frozen at the baseline, and the day it was last raised since."""
        plan = self.plans.get(quarter)
        frozen = [cap for cap in self.caps.get(plan.pk, ()) if cap.is_frozen] if plan else []
        rises = [b.at for a, b in pairwise(frozen) if b.weeks > a.weeks]
        agreed = frozen[0].weeks if frozen else None
        return agreed, self.product.local_day(rises[-1]) if rises else None

    def cap_percent(self, quarter: Quarter) -> Decimal:
        """The cap as a share of the capacity; the policy's where no capacity is planned."""
        plan = self.plans.get(quarter)
        if plan is None or not plan.capacity_weeks:
            return self.policy(quarter).cap_percent
        cap = self.last_cap(quarter)
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
        """The overdraft carried in, less what was written off.

        It begins with the first quarter that was agreed. A quarter nobody planned has no cap to
        overdraw, and passes on what came in.
        """
        if self.first_agreed is None:
            return ZERO
        out = ZERO
        for earlier in sorted(q for q in self.plans if self.first_agreed <= q < quarter):
            used = weeks_of(self.held_minutes(earlier)) - self.cap_weeks(earlier)
            out = max(ZERO, self._carried_in(earlier, out) + used)
        return self._carried_in(quarter, out)

    def _carried_in(self, quarter: Quarter, out: Decimal) -> Decimal:
        """What of an overdraft reaches the quarter: its policy and its executives decide."""
        if not self.policy(quarter).overdraft:
            return ZERO
        return max(ZERO, out - self.written_off.get(quarter, ZERO))

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
        agreed_cap, raised_on = self.raised(quarter)
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
            agreed_cap_weeks=agreed_cap,
            cap_raised_on=raised_on,
        )

    @cached_property
    def next_quarters(self) -> list[Budget]:
        """The running quarter and the three after it."""
        return [self.budget(self.running.plus(n)) for n in range(4)]


def budget_of(product: Product, quarter: Quarter) -> Budget:
    return BudgetSnapshot.load(product).budget(quarter)


def _caps_by_plan(product: Product) -> dict[int, list[Cap]]:
    """Every cap that was set, by plan, in the order in which they were."""
    found: dict[int, list[Cap]] = {}
    for cap in Cap.objects.filter(plan__product=product).order_by("pk"):
        found.setdefault(cap.plan_id, []).append(cap)
    return found


def _written_off(product: Product) -> dict[Quarter, Decimal]:
    sums: dict[Quarter, Decimal] = {}
    for quarter, weeks in WriteOff.objects.filter(plan__product=product).values_list(
        "plan__quarter", "weeks"
    ):
        sums[quarter] = sums.get(quarter, ZERO) + weeks
    return sums


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
    """How many slots each quarter's slot specials take, one for each special."""
    used = slot_weeks_by_customer(product)
    return {
        quarter: sum(len(specials) for specials in customers.values())
        for quarter, customers in used.items()
    }


def slot_weeks_by_customer(
    product: Product,
) -> dict[Quarter, dict[int, dict[int, Decimal]]]:
    """By quarter, customer and escalation: the weeks of the slots that the sales VP used.

    A slot on which weeks were spent stays used, by what was spent, when its special is
    cancelled or swapped for another.
    """
    slots = Decision.objects.filter(escalation__product=product, is_slot=True)
    parts = Part.objects.current().filter(escalation__in=slots.values("escalation"))
    rows = list(
        parts.values_list(
            "quarter", "escalation", "escalation__customer", "escalation__item",
            "escalation__state", "weeks",
        )
    )  # fmt: skip
    cancelled = [row[3] for row in rows if row[4] == State.CANCELLED and row[3]]
    spent = minutes_by_item_and_quarter(product, core_effort_on(cancelled)) if cancelled else {}
    used: dict[Quarter, dict[int, dict[int, Decimal]]] = {}
    for quarter, escalation, customer, item, state, weeks in rows:
        stays = weeks if state != State.CANCELLED else weeks_of(spent.get(item, {}).get(quarter, 0))
        if state != State.CANCELLED or stays:
            used.setdefault(quarter, {}).setdefault(customer or 0, {})[escalation] = stays
    return used


def holds(product: Product, quarter: Quarter) -> list[Hold]:
    """Every special that takes something of the quarter's cap, largest first."""
    snapshot = BudgetSnapshot.load(product)
    first, after = bounds(product, quarter)
    spent = minutes_by_item(effort_between(product, first, after).filter(CORE, SPECIAL))
    candidates = {*spent, *snapshot.parts}
    rows = Escalation.objects.filter(item__in=candidates).select_related("customer", "deal")
    approved, before = _parts_in(product, quarter)
    lines = dict(
        Line.objects.filter(plan__product=product, plan__quarter=quarter, item__in=candidates)
        .values_list("item")
        .annotate(weeks=Sum("weeks"))
    )
    found = []
    for escalation in rows:
        item = escalation.item_id or 0
        is_running = quarter == snapshot.running and item in snapshot.parts
        carried = weeks_of(snapshot.carried_minutes(item)) if is_running else ZERO
        part = approved.get(escalation.pk, ZERO)
        owed = part - before.get(escalation.pk, ZERO) + carried
        unpaid = max(ZERO, owed - lines.get(item, ZERO)) if carried else ZERO
        is_ended = quarter < snapshot.running
        hold = Hold(escalation, part, carried, weeks_of(spent.get(item, 0)), unpaid, is_ended)
        if hold.weeks:
            found.append(hold)
    return sorted(found, key=lambda hold: (-hold.weeks, hold.escalation.pk))


def _parts_in(product: Product, quarter: Quarter) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """By escalation: what is approved in the quarter, and what of it was spent before."""
    parts = Part.objects.current().filter(escalation__product=product, quarter=quarter)
    rows = list(parts.values_list("escalation", "weeks", "before_weeks"))
    return {pk: weeks for pk, weeks, _ in rows}, {pk: before for pk, _, before in rows}
