"""Budgets and approval checks from what is in memory, by governance's own arithmetic."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from company.calendar import Quarter
from company.units import ZERO, weeks_filled_by, weeks_of
from demo.scale.simulation import Simulation
from escalations.displacements.coverage import coverage_of
from escalations.displacements.rows import Row
from escalations.models import Approach, Escalation
from governance.approvals.approval_check import ApprovalCheck, PartCheck
from governance.budget import BudgetSnapshot
from governance.holds import growth
from portfolio.as_of import AsOf

type Weeks = Mapping[Quarter, Decimal]


@dataclass
class KnownSnapshot(BudgetSnapshot):
    """A budget snapshot to which the carried overdraft and the used slots are given.

    Governance reads them from the database, which the simulation has not written yet.
    """

    carried_in: Decimal = ZERO
    slot_uses: Mapping[Quarter, int] = field(default_factory=dict)

    def slots_used(self, quarter: Quarter) -> int:
        return self.slot_uses.get(quarter, 0)

    def overdraft_into(self, quarter: Quarter) -> Decimal:
        carried, earlier = self.carried_in, self.running
        while earlier < quarter:
            if earlier in self.plans:
                used = weeks_of(self.held_minutes(earlier))
                carried = max(ZERO, carried + used - self.cap_weeks(earlier))
            earlier = earlier.next
        return carried


def snapshot_of(sim: Simulation) -> BudgetSnapshot:
    return KnownSnapshot(
        as_of=AsOf(sim.product, sim.now),
        running=sim.quarter,
        policies=[sim.policy],
        plans={quarter: book.plan for quarter, book in sim.books.items()},
        caps=sim.caps,
        special_minutes=sim.special_minutes,
        core_minutes=sim.core_minutes,
        parts=sim.parts,
        open_spent=sim.spent,
        slot_weeks={},
        first_agreed=sim.company.first,
        written_off={},
        carried_in=sim.overdraft,
        slot_uses=sim.slot_uses,
    )


def judge(
    sim: Simulation,
    escalation: Escalation,
    *,
    asked: Weeks,
    rows: Sequence[Row],
    in_all: Weeks | None = None,
    old: Weeks | None = None,
) -> ApprovalCheck:
    """The check of these parts and rows as governance would make it now."""
    snapshot = snapshot_of(sim)
    spent = sim.spent[escalation.item_id or 0]
    before: Weeks = {}
    if old is None:
        before = {q: weeks for q, n in spent.items() if (weeks := weeks_filled_by(n))}
    if in_all is None:
        in_all = {q: asked.get(q, ZERO) + before.get(q, ZERO) for q in {*asked, *before}}
    parts = []
    for cover in coverage_of(asked, rows, _left(sim, rows)):
        held = snapshot.held_minutes(cover.quarter)
        more = growth(cover.quarter, snapshot.running, old, in_all, spent)
        parts.append(
            PartCheck(
                budget=snapshot.budget(cover.quarter),
                coverage=cover,
                growth=weeks_of(held + more) - weeks_of(held),
                before=before.get(cover.quarter, ZERO),
                other_slot_weeks=sim.slot_weeks[escalation.customer_id or 0, cover.quarter],
            )
        )
    return ApprovalCheck(
        parts=parts,
        rows=rows,
        approach=Approach.CORE,
        is_confirmed=True,
        in_all=in_all,
        before=before,
        takes_new_slot=old is None,
    )


def _left(sim: Simulation, rows: Sequence[Row]) -> dict[Quarter, dict[int | None, Decimal]]:
    """The weeks left of the lines that the rows name, by quarter and item (None for the
    reserve).
    """
    named: dict[Quarter, set[int | None]] = defaultdict(set)
    for row in rows:
        named[row.quarter].add(row.item.pk if row.item else None)
    items = {row.item.pk for row in rows if row.item}
    for later in (q for q in sim.books if named and q > min(named)):
        named[later] |= items
    return {q: sim.left(sim.books[q], keys) for q, keys in named.items() if q in sim.books}
