"""What approval checks rest on: budgets, what lines can give, and weeks spent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from company.cached_reads import cached_until_changed
from company.calendar import Quarter
from company.models import Product
from company.units import ZERO, weeks_filled_by, weeks_of
from escalations.displacements.coverage import coverage_of
from escalations.displacements.rows import Row, parts_of
from escalations.models import Escalation, Sizing
from escalations.queries import current_sizing, is_confirmed
from governance.approvals.approval_check import ApprovalCheck, PartCheck
from governance.bands import band_of
from governance.budget import BudgetSnapshot, budgets_of
from governance.holds import Minutes, Weeks, growth
from portfolio.effort.queries import core_effort_on, minutes_by_item_and_quarter
from portfolio.plan.queries import weeks_left_by_quarter


@dataclass
class CheckData:
    """Read once for any number of escalations of one product.

    `left` are the weeks that lines can still give, by quarter and item id (None for the reserve);
    `spent` are the core teams' minutes, by item id and quarter.
    """

    product: Product
    snapshot: BudgetSnapshot
    left: Mapping[Quarter, Mapping[int | None, Decimal]]
    spent: Mapping[int, Minutes]

    @classmethod
    def load(
        cls,
        product: Product,
        escalations: Sequence[Escalation],
        quarters: Iterable[Quarter] | None = None,
        rows: Sequence[Row] | None = None,
    ) -> Self:
        """Read in a fixed number of queries, for checks of these rows.

        Without `quarters`, those that sizings ask for; without `rows`, those proposed.
        """
        if rows is None:
            rows = [row for escalation in escalations for row in _proposed(escalation)]
        named = {row.item.pk for row in rows if row.item}
        if quarters is None:
            sizings = [escalation.latest_sizing for escalation in escalations]
            quarters = {q for sizing in sizings if sizing for q in parts_of(sizing)}
        items = [e.item_id for e in escalations if e.item_id is not None]
        effort = core_effort_on(items)
        snapshot, quarters = budgets_of(product), set(quarters)
        # A dropped item loses its lines in later quarters too, so what those have left is needed.
        later = {quarter for quarter in snapshot.plans if quarters and quarter > min(quarters)}
        return cls(
            product=product,
            snapshot=snapshot,
            left=weeks_left_by_quarter(product, quarters | later, named),
            spent=minutes_by_item_and_quarter(product, effort) if items else {},
        )

    def check(
        self,
        escalation: Escalation,
        *,
        asked: Weeks,
        rows: Sequence[Row],
        sizing: Sizing,
        in_all: Weeks | None = None,
        old: Weeks | None = None,
        before: Weeks | None = None,
        takes_new_slot: bool = True,
    ) -> ApprovalCheck:
        """Judge any parts and rows, proposed or only tried out.

        For a first decision what was spent so far is approved with the weeks asked; a
        re-estimate says what stands approved (`old`) and what would (`in_all`).
        """
        spent = self.spent.get(escalation.item_id or 0, {})
        if before is None:
            # Rounded down, so that a part that closes at what was spent carries nothing on.
            before = {q: weeks for q in spent if (weeks := weeks_filled_by(spent[q]))}
        if in_all is None:
            in_all = {q: asked.get(q, ZERO) + before.get(q, ZERO) for q in {*asked, *before}}
        parts = [
            self._with_bands(
                PartCheck(
                    budget=self.snapshot.budget(cover.quarter),
                    coverage=cover,
                    growth=self._growth(cover.quarter, old, in_all, spent),
                    before=before.get(cover.quarter, ZERO),
                    other_slot_weeks=self._other_slots(escalation, cover.quarter),
                )
            )
            for cover in coverage_of(asked, rows, self.left)
        ]
        return ApprovalCheck(
            parts=parts,
            rows=rows,
            approach=sizing.approach,
            is_confirmed=is_confirmed(sizing),
            in_all=in_all,
            before=before,
            takes_new_slot=takes_new_slot,
            spent_since_sizing=_spent_since(sizing, spent),
        )

    def _with_bands(self, part: PartCheck) -> PartCheck:
        """Where the committed share stands by the policy of its quarter, and would stand."""
        quarter = part.budget.quarter
        cap, policy = self.snapshot.cap_percent(quarter), self.snapshot.policy(quarter)
        return replace(
            part,
            band=band_of(part.budget.committed_share, cap, policy),
            band_after=band_of(part.committed_after, cap, policy),
        )

    def _growth(self, quarter: Quarter, old: Weeks | None, new: Weeks, spent: Minutes) -> Decimal:
        """By how much the held weeks will grow, rounded as the budget rounds them."""
        held = self.snapshot.held_minutes(quarter)
        more = growth(quarter, self.snapshot.running, old, new, spent)
        return weeks_of(held + more) - weeks_of(held)

    def _other_slots(self, escalation: Escalation, quarter: Quarter) -> Decimal:
        """Weeks of the customer's other slot specials: together they fit one slot."""
        # Specials imported without a customer stand under 0 there.
        mine = self.snapshot.slot_weeks.get(quarter, {}).get(escalation.customer_id or 0, {})
        return sum((weeks for pk, weeks in mine.items() if pk != escalation.pk), start=ZERO)


def _proposed(escalation: Escalation) -> list[Row]:
    """The rows of its current proposal; needs `latest_proposal` and its rows prefetched."""
    proposal = escalation.latest_proposal
    return [Row.of(row) for row in proposal.rows.all()] if proposal else []


def _spent_since(sizing: Sizing, spent: Minutes) -> Decimal:
    """Weeks logged since it was sized; zero for sizings older than `spent_minutes`."""
    if sizing.spent_minutes is None:
        return ZERO
    return weeks_of(max(0, sum(spent.values()) - sizing.spent_minutes))


def warnings_of(escalation: Escalation) -> list[str]:
    """Sentences on what stands in the way of approving it as it is sized and proposed."""
    return proposed_check(escalation).warnings(is_proposed=escalation.latest_proposal is not None)


@cached_until_changed
def proposed_check(escalation: Escalation) -> ApprovalCheck:
    """The check of its current proposal, as pages show it."""
    return check_of(escalation)


def spent_minutes(escalation: Escalation) -> Minutes:
    """The core teams' minutes on it, by quarter."""
    if escalation.item_id is None:
        return {}
    by_item = minutes_by_item_and_quarter(escalation.product, core_effort_on([escalation.item_id]))
    return by_item.get(escalation.item_id, {})


def check_of(
    escalation: Escalation,
    rows: Sequence[Row] | None = None,
    data: CheckData | None = None,
) -> ApprovalCheck:
    """What approving the current proposal (or `rows` instead of its own) would mean."""
    sizing = current_sizing(escalation)
    rows = _proposed(escalation) if rows is None else rows
    data = data or CheckData.load(escalation.product, [escalation], rows=rows)
    return data.check(escalation, asked=parts_of(sizing), rows=rows, sizing=sizing)
