"""What approving an escalation would mean: the one object that a decision is judged by.

Approval, queue, warnings, preview and button show this object, so that no page can say
otherwise than the decision (DESIGN 4.4).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from company.calendar import Quarter
from company.refusals import LONG_REASON, Refused
from company.units import ZERO, percent_of
from escalations.displacements.coverage import Coverage, Taken
from escalations.displacements.rows import Row
from escalations.models import Approach
from governance.bands import Band
from governance.budget import Budget
from governance.holds import Weeks
from portfolio.customers.queries import waiting_for
from portfolio.models import Customer, Waiting

APPROVABLE = (Approach.CORE, Approach.EXTENSION_POINT)
# What to do instead where the approach uses no cap; refusals end with this sentence.
OTHER_WAYS = {
    Approach.SERVICES: "Redirect it to services.",
    Approach.PARTNER: "Redirect it to the partner.",
    Approach.NOT_VIABLE: "Decline it.",
    Approach.PLANNED_ITEM: "Take it into the plan.",
    Approach.FAULT: "Take it into the plan, as a fault.",
}


@dataclass(frozen=True)
class WaitsLonger:
    """One customer, with all their waiting rows for the items that would be displaced."""

    customer: Customer
    waits: list[Waiting]

    @property
    def is_promised(self) -> bool:
        """Whether any of these items was promised to them."""
        return any(wait.promised for wait in self.waits)


@dataclass(frozen=True)
class PartCheck:
    """One quarter's part: its budget now, and what the approval would take of it. Weeks.

    `growth` is what the hold grows by; `before` what was spent before the decision, which is
    held already; `other_slot_weeks` those of the same customer's other slot specials.
    """

    budget: Budget
    coverage: Coverage
    growth: Decimal
    before: Decimal
    other_slot_weeks: Decimal
    # Where the committed share stands, and where it would.
    band: Band | None = None
    band_after: Band | None = None

    @property
    def headroom_after(self) -> Decimal:
        return self.budget.headroom_weeks - self.growth

    @property
    def committed_after(self) -> Decimal | None:
        """The share of the capacity that would be committed, in unrounded percent."""
        return percent_of(self.budget.held_weeks + self.growth, self.budget.capacity_weeks)

    @property
    def is_over_cap(self) -> bool:
        # Only growth is judged, so that lowering a special works while its quarter is over the cap.
        return self.growth > 0 and self.headroom_after < 0

    @property
    def uses_slot_weeks(self) -> bool:
        """Whether it takes weeks that are set apart for free slots."""
        return 0 <= self.headroom_after < self.budget.apart_weeks

    @property
    def fits_since(self) -> dt.date | None:
        """The day of the raise without which it would not fit the cap that was agreed."""
        budget = self.budget
        if not budget.cap_raised_on or budget.agreed_cap_weeks is None or self.is_over_cap:
            return None
        # The headroom as it would be under the cap that was agreed, without later raises.
        under_agreed = self.headroom_after - (budget.cap_weeks - budget.agreed_cap_weeks)
        return budget.cap_raised_on if self.growth > 0 and under_agreed < 0 else None


@dataclass(frozen=True)
class ApprovalCheck:
    """Everything an approval is judged by. Read under the lock when it counts."""

    parts: Sequence[PartCheck]
    rows: Sequence[Row]
    approach: str
    is_confirmed: bool
    # All that would stand approved, and of it what was spent before the decision, by quarter.
    in_all: Weeks
    before: Weeks
    takes_new_slot: bool = True
    # Core teams' weeks logged on it since it was sized: they lower nothing asked.
    spent_since_sizing: Decimal = ZERO

    @property
    def asked(self) -> dict[Quarter, Decimal]:
        """The weeks still to come, by quarter."""
        return {part.budget.quarter: part.coverage.asked for part in self.parts}

    @property
    def weeks(self) -> Decimal:
        """The weeks asked: those still to come."""
        return sum((part.coverage.asked for part in self.parts), start=ZERO)

    @property
    def weeks_in_all(self) -> Decimal:
        return sum(self.in_all.values(), start=ZERO)

    @property
    def weeks_before(self) -> Decimal:
        return sum(self.before.values(), start=ZERO)

    @property
    def displaced(self) -> Decimal:
        """Weeks that the named lines can really give, at most what is asked of each quarter."""
        return sum((part.coverage.usable for part in self.parts), start=ZERO)

    @property
    def unfunded(self) -> Decimal:
        """Weeks that an override would approve though no line gives them."""
        return sum((max(ZERO, p.coverage.asked - p.coverage.usable) for p in self.parts), ZERO)

    @property
    def taken(self) -> list[Taken]:
        """Each row with the weeks that its line can really give."""
        return [taken for part in self.parts for taken in part.coverage.taken]

    @property
    def is_complete(self) -> bool:
        return all(part.coverage.is_complete for part in self.parts)

    @property
    def is_over_cap(self) -> bool:
        return any(part.is_over_cap for part in self.parts)

    @property
    def needs_override(self) -> bool:
        return self.is_over_cap or not self.is_complete

    @property
    def cap_raised_on(self) -> dt.date | None:
        """The day of the last raise of a cap that it needs to fit; None if it needs none."""
        return max((day for part in self.parts if (day := part.fits_since)), default=None)

    @property
    def uses_slot_weeks(self) -> bool:
        return any(part.uses_slot_weeks for part in self.parts)

    @cached_property
    def waiting(self) -> list[WaitsLonger]:
        """Who waits longer for what is taken from, each customer once, soonest renewal first."""
        by_item = waiting_for(row.named.pk for row in self.rows)
        return waits_longer(wait for waits in by_item.values() for wait in waits)

    @property
    def over_by(self) -> Decimal:
        """Weeks by which its quarters would be over their caps, added up."""
        return sum((-part.headroom_after for part in self.parts if part.is_over_cap), ZERO)

    def button(self, *, is_override: bool = False) -> str:
        """The label of the approve button: the decision, and what it does to the items named."""
        doing = {"slips": "slip", "postponed": "postpone", "dropped": "drop"}
        parts = [f"{doing[taken.row.outcome]} {taken.row.named}" for taken in self.taken]
        if len(parts) > 2:
            parts = [*parts[:2], f"{len(parts) - 2} more"]
        if not is_override:
            return " and ".join(["Approve", *parts])
        comma = "," if parts and self.is_over_cap and self.unfunded else ""
        return " and ".join([self._waives() + comma, *parts])

    def _waives(self) -> str:
        """What an override waives, in weeks."""
        unfunded = f"{self.unfunded} wk that no line gives"
        if not self.is_over_cap:
            return f"Override with {unfunded}"
        return f"Override the cap by {self.over_by} wk" + (
            f", with {unfunded}" if self.unfunded else ""
        )

    def as_judged(self) -> dict[str, Any]:
        """By quarter, the numbers of the check in text, as `Decision.judged` keeps them."""
        return {
            str(p.budget.quarter): {
                "asked": str(p.coverage.asked),
                "before": str(p.before),
                "displaced": str(p.coverage.usable),
                "cap": str(p.budget.cap_weeks),
                "held": str(p.budget.held_weeks),
                "overdraft": str(p.budget.overdraft_weeks),
                "headroom_before": str(p.budget.headroom_weeks),
                "headroom_after": str(p.headroom_after),
            }
            for p in self.parts
        }

    def warnings(self, *, is_proposed: bool) -> list[str]:
        """Sentences on what would refuse it or deserves a look; none of it blocks before a
        decision.
        """
        sentences = []
        if self.approach not in APPROVABLE:
            sentences.append(self._wrong_approach())
        if self.spent_since_sizing:
            sentences.append(
                f"{self.spent_since_sizing} wk were logged since it was sized, which asks for the"
                " weeks still to come: size it again if fewer are left."
            )
        for part in self.parts:
            sentences += part.coverage.warnings() if is_proposed else []
            if part.is_over_cap:
                sentences.append(
                    f"{part.budget.quarter.label}: {part.growth} wk asked,"
                    f" {part.budget.headroom_weeks} wk left for one-offs."
                )
        return sentences

    def refuse(self, *, as_slot: bool, override: bool, reason: str) -> None:
        """Raise the first Refused that applies, in the order of DESIGN 4.4."""
        if not self.is_confirmed:
            raise Refused(
                "not-confirmed",
                "Product and engineering must both confirm this sizing before it is approved.",
            )
        if self.approach not in APPROVABLE:
            raise Refused("wrong-approach", self._wrong_approach(), approach=self.approach)
        # An override waives cap and displacement, never confirmation or approach.
        if not override:
            self._refuse_incomplete()
            self._refuse_over_cap()
        if as_slot:
            self._refuse_slot()
        if override and self.needs_override and len(reason.strip()) < LONG_REASON:
            raise Refused(
                "reason-too-short",
                f"An override is published with its reason: write at least {LONG_REASON}"
                " characters.",
            )

    def _wrong_approach(self) -> str:
        way = OTHER_WAYS[Approach(self.approach)]
        return f"It is sized as {Approach(self.approach).label.lower()}, which uses no cap. {way}"

    def _refuse_incomplete(self) -> None:
        for part in self.parts:
            cover = part.coverage
            if not cover.is_complete:
                short = (
                    ""
                    if cover.usable == cover.proposed
                    else (f", of which the lines have {cover.usable} wk left to give")
                )
                raise Refused(
                    "displacement-incomplete",
                    f"{cover.quarter.label} asks for {cover.asked} wk and displaces"
                    f" {cover.proposed} wk{short}. Propose rows that come to the weeks asked.",
                    quarter=str(cover.quarter),
                    asked_weeks=cover.asked,
                    displaced_weeks=cover.usable,
                )

    def _refuse_over_cap(self) -> None:
        for part in self.parts:
            if part.is_over_cap:
                budget = part.budget
                raise Refused(
                    "over-cap",
                    f"{budget.quarter.label} has {budget.headroom_weeks} wk left for one-offs and"
                    f" this takes {part.growth} wk. Defer, redirect, lower it, or ask an"
                    " executive.",
                    quarter=str(budget.quarter),
                    headroom_weeks=budget.headroom_weeks,
                    asked_weeks=part.growth,
                )

    def _refuse_slot(self) -> None:
        for part in self.parts:
            slot = part.budget.slot_weeks
            # All its quarters together: parts in two quarters are no way around a slot's size.
            together = self.weeks_in_all + part.other_slot_weeks
            if together > slot:
                others = (
                    f" (with {part.other_slot_weeks} wk of this customer's other slots)"
                    if part.other_slot_weeks
                    else ""
                )
                raise Refused(
                    "slot-too-large",
                    f"A slot holds {slot} wk and this takes {self.weeks_in_all} wk{others}."
                    " An executive can approve it.",
                    slot_weeks=slot,
                    asked_weeks=together,
                )
        for part in self.parts:
            if self.takes_new_slot and not part.budget.slots_free:
                raise Refused(
                    "no-slot",
                    f"All {part.budget.slots} slots of {part.budget.quarter.label} are taken."
                    " Swap one, or ask an executive.",
                    slots=part.budget.slots,
                )


def renewal_revenue(waiting: Iterable[WaitsLonger], day: dt.date) -> Decimal:
    """Revenue of those whose renewal lies ahead, each customer once (DESIGN 4.6)."""
    revenues = [waits.customer.arr for waits in waiting if waits.customer.renews_after(day)]
    return sum(revenues, start=ZERO)


def waits_longer(rows: Iterable[Waiting]) -> list[WaitsLonger]:
    """Waiting rows gathered by customer, soonest renewal first, unknown dates last."""
    gathered: dict[int, WaitsLonger] = {}
    for row in rows:
        found = gathered.setdefault(row.customer_id, WaitsLonger(row.customer, []))
        found.waits.append(row)
    return sorted(
        gathered.values(),
        key=lambda one: (one.customer.renewal_date or dt.date.max, one.customer.name),
    )
