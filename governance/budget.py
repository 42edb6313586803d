"""Cap, holds, overdraft and headroom (DESIGN 4.2, 4.3).

Everything a product's budgets need is read once, in a fixed number of queries; each
quarter is then computed from it. Sums are taken in minutes, so they are exact.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from company.cached_reads import cached_until_changed
from company.calendar import Quarter
from company.models import Product
from company.units import ZERO, hundredths, hundredths_down, percent_of, weeks_of
from governance.bands import Band, band_of
from governance.budget_data import (
    caps_by_plan,
    open_parts,
    plans_of,
    policies_of,
    policy_in,
    slot_weeks_by_customer,
    slots_used,
    spent_by_quarter,
    written_off,
)
from governance.holds import carried_into, growth
from governance.models import Cap, Policy
from portfolio.as_of import AsOf
from portfolio.effort.sums import CoreMinutes, core_minutes
from portfolio.models import Plan


@dataclass(frozen=True)
class Budget:
    """One quarter's cap and what was taken of it. Weeks to the hundredth.

    Shares are in unrounded percent, None where nothing was logged or no capacity is planned.
    """

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
    # The cap in weeks as the baseline froze it, and the last day it was raised since; None before.
    agreed_cap_weeks: Decimal | None = None
    cap_raised_on: dt.date | None = None

    @property
    def headroom_weeks(self) -> Decimal:
        return self.cap_weeks - self.held_weeks - self.overdraft_weeks

    @property
    def verdict(self) -> str:
        """One sentence on the quarter: within its cap or over it, by how much, and why."""
        name, left = self.quarter.label, self.headroom_weeks
        if not self.cap_weeks and not self.held_weeks and not self.overdraft_weeks:
            return f"Nobody has planned {name} yet, so it has no cap."
        carried = ""
        if self.overdraft_weeks:
            carried = (
                f" and {self.overdraft_weeks} wk carried in from {self.quarter.previous.label}"
            )
        sums = f"{self.held_weeks} wk held{carried}, of {self.cap_weeks} wk"
        if left < 0:
            return f"{name} is {-left} wk over its cap: {sums}."
        if not left:
            return f"{name} has used its cap to the hundredth: {sums}."
        return f"{name} is within its cap, with {left} wk left for one-offs: {sums}."

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
    """All that a product's budgets are computed from, read at one instant.

    `caps` are by plan id, oldest first; `parts` (approved weeks) and `open_spent` (core minutes) by
    item id and quarter, of the specials that hold as if open.
    """

    # The instant that everything was read as of.
    as_of: AsOf
    running: Quarter
    policies: Sequence[Policy]
    plans: Mapping[Quarter, Plan]
    caps: Mapping[int, Sequence[Cap]]
    special_minutes: Mapping[Quarter, int]
    core_minutes: Mapping[Quarter, int]
    parts: Mapping[int, Mapping[Quarter, Decimal]]
    open_spent: Mapping[int, Mapping[Quarter, int]]
    # By quarter, customer and escalation: the weeks of the slots that were used.
    slot_weeks: Mapping[Quarter, Mapping[int, Mapping[int, Decimal]]]
    # The first quarter that was agreed: overdraft begins with it.
    first_agreed: Quarter | None
    written_off: Mapping[Quarter, Decimal]
    _seen: dict[Quarter, Budget] = field(default_factory=dict)

    @classmethod
    def load(cls, product: Product) -> "BudgetSnapshot":
        """Read it in a fixed number of queries, as it stands now."""
        as_of = AsOf(product)
        return cls.known(as_of, core_minutes(as_of))

    @classmethod
    def known(cls, as_of: AsOf, core: CoreMinutes) -> "BudgetSnapshot":
        """The snapshot as of any instant; `core` are the core teams' minutes as of it."""
        parts, slots = open_parts(as_of), slots_used(as_of)
        spent = spent_by_quarter(as_of, {*parts, *(use.item for use in slots if use.is_cancelled)})
        return cls(
            as_of=as_of,
            running=as_of.quarter,
            policies=policies_of(as_of.product, as_of),
            plans=plans_of(as_of),
            caps=caps_by_plan(as_of),
            special_minutes=core.by_quarter(only_special=True),
            core_minutes=core.by_quarter(),
            parts=parts,
            open_spent=spent,
            slot_weeks=slot_weeks_by_customer(slots, spent),
            first_agreed=as_of.first_agreed,
            written_off=written_off(as_of),
        )

    def supposing(self, parts: Mapping[int, Mapping[Quarter, Decimal]]) -> "BudgetSnapshot":
        """The snapshot as if these specials were approved: weeks by item id and quarter."""
        spent = spent_by_quarter(self.as_of, parts.keys()) if parts else {}
        return replace(
            self,
            parts={**self.parts, **parts},
            open_spent={**self.open_spent, **spent},
            _seen={},
        )

    @property
    def product(self) -> Product:
        return self.as_of.product

    def policy(self, quarter: Quarter) -> Policy:
        """The policy that counts in that quarter; the defaults where nobody set one."""
        return policy_in(self.policies, quarter, self.product)

    def cap_weeks(self, quarter: Quarter) -> Decimal:
        """The ceiling of the quarter, rounded down to the hundredth; zero without a plan."""
        plan = self.plans.get(quarter)
        if plan is None:
            return ZERO
        cap = self.last_cap(quarter)
        # A frozen cap keeps its percent for the record only: its weeks count.
        if cap and (cap.is_frozen or cap.percent is None):
            return cap.weeks
        percent = cap.percent if cap else self.policy(quarter).cap_percent
        return percent_cap(percent or ZERO, plan.capacity_weeks)

    def last_cap(self, quarter: Quarter) -> Cap | None:
        """The cap that was set last for the quarter; None where nobody set one."""
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
        """The cap in percent of capacity, unrounded; the policy's where no capacity is planned."""
        plan = self.plans.get(quarter)
        if plan is None or not plan.capacity_weeks:
            return self.policy(quarter).cap_percent
        cap = self.last_cap(quarter)
        if cap is None or (cap.percent is not None and not cap.is_frozen):
            set_percent = cap.percent if cap else None
            return self.policy(quarter).cap_percent if set_percent is None else set_percent
        return cap.weeks * 100 / plan.capacity_weeks

    def carried_minutes(self, item: int) -> int:
        """Minutes that an open special had left of its parts when the last quarter ended."""
        return carried_into(self.running, self.parts[item], self.open_spent.get(item, {}))

    def held_minutes(self, quarter: Quarter) -> int:
        """Minutes that all specials together hold of the quarter; once it ended, what was spent."""
        held = self.special_minutes.get(quarter, 0)
        if quarter < self.running:
            return held  # its open parts closed at what was spent
        for item, parts in self.parts.items():
            spent = self.open_spent.get(item, {})
            held += growth(quarter, self.running, None, parts, spent)
        return held

    def slots_used(self, quarter: Quarter) -> int:
        """How many slots the quarter's slot specials take, one for each special."""
        return sum(len(specials) for specials in self.slot_weeks.get(quarter, {}).values())

    def overdraft_into(self, quarter: Quarter) -> Decimal:
        """The overdraft carried in, less what was written off.

        It begins with the first quarter that was agreed. A quarter nobody planned has no cap to
        overdraw, and passes on what came in.
        """
        earlier = max((q for q in self._overdrafts_out if q < quarter), default=None)
        return self._carried_in(quarter, self._overdrafts_out[earlier] if earlier else ZERO)

    @cached_property
    def _overdrafts_out(self) -> dict[Quarter, Decimal]:
        """What each planned quarter passes on, in weeks, from the first that was agreed."""
        # Walked once, oldest first: each overdraft rests on the one before.
        first, out = self.first_agreed, ZERO
        overdrafts = {}
        for quarter in sorted(q for q in self.plans if first is not None and first <= q):
            used = weeks_of(self.held_minutes(quarter)) - self.cap_weeks(quarter)
            overdrafts[quarter] = out = max(ZERO, self._carried_in(quarter, out) + used)
        return overdrafts

    def _carried_in(self, quarter: Quarter, out: Decimal) -> Decimal:
        """What of the overdraft `out` reaches the quarter; none if its policy says so."""
        if not self.policy(quarter).overdraft:
            return ZERO
        return max(ZERO, out - self.written_off.get(quarter, ZERO))

    def budget(self, quarter: Quarter) -> Budget:
        """The quarter's budget, computed once."""
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
            slots_used=self.slots_used(quarter),
            slot_weeks=policy.slot_weeks,
            agreed_cap_weeks=agreed_cap,
            cap_raised_on=raised_on,
        )

    @cached_property
    def next_quarters(self) -> list[Budget]:
        """The running quarter and the three after it."""
        return [self.budget(self.running.plus(n)) for n in range(4)]


@cached_until_changed
def budgets_of(product: Product) -> BudgetSnapshot:
    """The snapshot that pages show. Inside a transaction it is read anew."""
    return BudgetSnapshot.load(product)


def budget_of(product: Product, quarter: Quarter) -> Budget:
    """The budget of one quarter as it stands now."""
    return budgets_of(product).budget(quarter)


def percent_cap(percent: Decimal, capacity: Decimal) -> Decimal:
    """cap = percent x capacity, rounded down to the hundredth (DESIGN 4.3)."""
    return hundredths_down(percent * capacity / 100)
