"""What an approval would mean: for each quarter the budget, the coverage, the growth."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from company.refusals import Refused
from escalations import displacing
from escalations.models import Escalation
from escalations.queries import current_proposal, current_sizing, is_confirmed
from governance.budget import Budget, Treasury, slot_parts
from governance.holds import Minutes, Weeks, growth
from portfolio.models import Customer, Waiting
from portfolio.quarters import Quarter
from portfolio.queries import core_effort_on, minutes_by_item_and_quarter, waiting_for
from portfolio.weeks import ZERO, weeks_of

OVERRIDE_REASON = 20


@dataclass(frozen=True)
class WaitsLonger:
    """One customer with everything they wait for among what is named."""

    customer: Customer
    waits: list[Waiting]

    @property
    def is_promised(self) -> bool:
        return any(wait.promised for wait in self.waits)


@dataclass(frozen=True)
class PartCheck:
    """One quarter's part: its budget now, and what the approval would take of it.

    `growth` is what the hold grows by: less than what is asked where it is spent already.
    `other_slot_weeks` are the weeks of the same customer's other slot specials.
    """

    budget: Budget
    coverage: displacing.Coverage
    growth: Decimal
    other_slot_weeks: Decimal

    @property
    def headroom_after(self) -> Decimal:
        return self.budget.headroom_weeks - self.growth

    @property
    def is_over_cap(self) -> bool:
        return self.growth > 0 and self.headroom_after < 0

    @property
    def uses_slot_weeks(self) -> bool:
        """Whether it takes weeks that are set apart for free slots."""
        return 0 <= self.headroom_after < self.budget.apart_weeks


@dataclass(frozen=True)
class ApprovalCheck:
    """Everything an approval is judged by. Read under the lock when it counts."""

    parts: Sequence[PartCheck]
    rows: Sequence[displacing.Row]
    is_confirmed: bool
    # The weeks that must fit a slot: all that the special would have approved.
    slot_weeks: Decimal
    takes_new_slot: bool = True

    @property
    def asked(self) -> dict[Quarter, Decimal]:
        return {part.budget.quarter: part.coverage.asked for part in self.parts}

    @property
    def weeks(self) -> Decimal:
        return sum((part.coverage.asked for part in self.parts), start=ZERO)

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
    def uses_slot_weeks(self) -> bool:
        return any(part.uses_slot_weeks for part in self.parts)

    def waiting(self) -> list[WaitsLonger]:
        """Who waits longer for what is taken from, each customer once, soonest renewal first."""
        named = [row.item or row.kept_out for row in self.rows]
        found = waiting_for(item.pk for item in named if item)
        return waits_longer(one for each in found.values() for one in each)

    def sentence(self) -> str:
        """What the button says: the decision and what it does to the items named."""
        doing = {"slips": "slip", "postponed": "postpone", "dropped": "drop"}
        parts = [f"{doing[row.outcome]} {row.item or row.kept_out}" for row in self.rows]
        if len(parts) > 2:
            parts = [*parts[:2], f"{len(parts) - 2} more"]
        return " and ".join(["Approve", *parts])

    def as_judged(self) -> dict[str, Any]:
        """What the decision was judged against, as it is kept with it."""
        return {
            str(p.budget.quarter): {
                "asked": str(p.coverage.asked),
                "displaced": str(p.coverage.usable),
                "cap": str(p.budget.cap_weeks),
                "held": str(p.budget.held_weeks),
                "overdraft": str(p.budget.overdraft_weeks),
                "headroom_before": str(p.budget.headroom_weeks),
                "headroom_after": str(p.headroom_after),
            }
            for p in self.parts
        }

    def refuse(self, *, as_slot: bool, override: bool, reason: str) -> None:
        """Raise the first Refused that applies, in the order of DESIGN 4.4."""
        if not self.is_confirmed:
            raise Refused(
                "not-confirmed",
                "Product and engineering must both confirm this sizing before it is approved.",
            )
        if not override:
            self._refuse_incomplete()
            self._refuse_over_cap()
        if as_slot:
            self._refuse_slot()
        if override and self.needs_override and len(reason.strip()) < OVERRIDE_REASON:
            raise Refused(
                "reason-too-short",
                f"An override is published with its reason: write at least {OVERRIDE_REASON}"
                " characters.",
            )

    def _refuse_incomplete(self) -> None:
        for part in self.parts:
            cover = part.coverage
            if not cover.is_complete:
                short = "" if cover.usable == cover.proposed else (
                    f", of which the lines have {cover.usable} wk left to give"
                )  # fmt: skip
                raise Refused(
                    "displacement-incomplete",
                    f"{cover.quarter} asks for {cover.asked} wk and displaces"
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
                    f"{budget.quarter} has {budget.headroom_weeks} wk of headroom left and this"
                    f" takes {part.growth} wk. Defer, redirect, lower it, or ask an executive.",
                    quarter=str(budget.quarter),
                    headroom_weeks=budget.headroom_weeks,
                    asked_weeks=part.growth,
                )

    def _refuse_slot(self) -> None:
        for part in self.parts:
            slot = part.budget.slot_weeks
            together = self.slot_weeks + part.other_slot_weeks
            if together > slot:
                others = (
                    f" (with {part.other_slot_weeks} wk of this customer's other slots)"
                    if part.other_slot_weeks
                    else ""
                )
                raise Refused(
                    "slot-too-large",
                    f"A slot holds {slot} wk and this takes {self.slot_weeks} wk{others}."
                    " An executive can approve it.",
                    slot_weeks=slot,
                    asked_weeks=together,
                )
        for part in self.parts:
            if self.takes_new_slot and not part.budget.slots_free:
                raise Refused(
                    "no-slot",
                    f"All {part.budget.slots} slots of {part.budget.quarter} are taken."
                    " Swap one, or ask an executive.",
                    slots=part.budget.slots,
                )


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


def check_of(escalation: Escalation) -> ApprovalCheck:
    """What approving the current proposal would mean, whoever asks."""
    sizing = current_sizing(escalation)
    parts = displacing.parts_of(sizing)
    rows = displacing.rows_of(current_proposal(sizing))
    return build_check(
        escalation, asked=parts, new_parts=parts, rows=rows, confirmed=is_confirmed(sizing)
    )


def headroom_warnings(escalation: Escalation, asked: displacing.Parts) -> list[str]:
    """Where the weeks asked would pass a quarter's headroom, said before anybody decides."""
    treasury = Treasury.load(escalation.product)
    said = []
    for quarter, weeks in asked.items():
        left = treasury.budget(quarter).headroom_weeks
        if weeks > left:
            said.append(f"{quarter}: {weeks} wk asked, {left} wk of headroom left.")
    return said


def build_check(
    escalation: Escalation,
    *,
    asked: Weeks,
    new_parts: Weeks,
    rows: Sequence[displacing.Row],
    confirmed: bool,
    old_parts: Weeks | None = None,
    takes_new_slot: bool = True,
) -> ApprovalCheck:
    """A check for any parts and rows, proposed or only tried out."""
    treasury = Treasury.load(escalation.product)
    spent = spent_minutes(escalation)
    slots = _other_slots(escalation)
    parts = [
        PartCheck(
            budget=treasury.budget(cover.quarter),
            coverage=cover,
            growth=_growth(treasury, cover.quarter, old_parts, new_parts, spent),
            other_slot_weeks=slots.get(cover.quarter, ZERO),
        )
        for cover in displacing.coverage(escalation.product, asked, rows)
    ]
    total = sum(new_parts.values(), start=ZERO)
    return ApprovalCheck(parts, rows, confirmed, total, takes_new_slot)


def _growth(
    treasury: Treasury, quarter: Quarter, old: Weeks | None, new: Weeks, spent: Minutes
) -> Decimal:
    """By how much the held weeks will grow, rounded as the budget rounds them."""
    held = treasury.held_minutes(quarter)
    more = growth(quarter, treasury.running, old, new, spent)
    return weeks_of(held + more) - weeks_of(held)


def spent_minutes(escalation: Escalation) -> Minutes:
    """The core teams' minutes on it, by quarter."""
    if escalation.item_id is None:
        return {}
    found = minutes_by_item_and_quarter(escalation.product, core_effort_on([escalation.item_id]))
    return found.get(escalation.item_id, {})


def _other_slots(escalation: Escalation) -> Mapping[Quarter, Decimal]:
    """Weeks of the customer's other slot specials, by quarter: together they fit one slot."""
    weeks: dict[Quarter, Decimal] = {}
    rows = slot_parts(escalation.product).filter(escalation__customer=escalation.customer_id)
    for part in rows.exclude(escalation=escalation):
        weeks[part.quarter] = weeks.get(part.quarter, ZERO) + part.weeks
    return weeks
