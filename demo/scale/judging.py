"""Budgets and cases from what the simulation holds in memory, by governance's own arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from governance.cases import Case, PartCase

from demo.scale.simulation import Simulation
from escalations.displacing import Coverage, Row
from escalations.models import Escalation
from governance.budget import Treasury
from governance.holds import growth
from portfolio.quarters import Quarter
from portfolio.weeks import ZERO, weeks_of

type Weeks = Mapping[Quarter, Decimal]


@dataclass
class KnownTreasury(Treasury):
    """A treasury that knows what was carried into the running quarter."""

    carried_in: Decimal = ZERO

    def overdraft_into(self, quarter: Quarter) -> Decimal:
        carried, earlier = self.carried_in, self.running
        while earlier < quarter:
            if earlier in self.plans:
                used = weeks_of(self.held_minutes(earlier))
                carried = max(ZERO, carried + used - self.cap_weeks(earlier))
            earlier = earlier.next
        return carried


def treasury_of(sim: Simulation) -> Treasury:
    return KnownTreasury(
        product=sim.product,
        running=sim.quarter,
        policies=[sim.policy],
        plans={quarter: book.plan for quarter, book in sim.books.items()},
        caps=sim.caps,
        special_minutes=sim.special_minutes,
        core_minutes=sim.core_minutes,
        parts=sim.parts,
        open_spent=sim.spent,
        slot_uses=sim.slot_uses,
        carried_in=sim.overdraft,
    )


def left_for(sim: Simulation, quarter: Quarter, rows: Sequence[Row]) -> dict[int | None, Decimal]:
    """What the lines that the rows name have left."""
    book = sim.books.get(quarter)
    keys = {row.item.pk if row.item else None for row in rows}
    return sim.left(book, keys) if book else {}


def usable(rows: Sequence[Row], left: Mapping[int | None, Decimal]) -> list[tuple[Row, Decimal]]:
    """Each row with the weeks its line can really give."""
    remaining, found = dict(left), []
    for row in rows:
        key = row.item.pk if row.item else None
        weeks = min(row.weeks, remaining.get(key, ZERO))
        remaining[key] = remaining.get(key, ZERO) - weeks
        found.append((row, weeks))
    return found


def judge(
    sim: Simulation, escalation: Escalation, *, asked: Weeks, new: Weeks, rows: Sequence[Row],
    old: Weeks | None = None,
) -> Case:  # fmt: skip
    """What approving these parts and rows means now, as governance.cases builds it."""
    treasury = treasury_of(sim)
    item = escalation.item_id or 0
    spent = sim.spent[item]
    parts = []
    for quarter, weeks in asked.items():
        held = treasury.held_minutes(quarter)
        more = growth(quarter, treasury.running, old, new, spent)
        parts.append(
            PartCase(
                budget=treasury.budget(quarter),
                coverage=_coverage(sim, quarter, weeks, rows),
                growth=weeks_of(held + more) - weeks_of(held),
                other_slot_weeks=sim.slot_weeks[escalation.customer_id or 0, quarter],
            )
        )
    return Case(parts, rows, True, sum(new.values(), start=ZERO), old is None)


def _coverage(sim: Simulation, quarter: Quarter, asked: Decimal, rows: Sequence[Row]) -> Coverage:
    mine = [row for row in rows if row.quarter == quarter]
    found = usable(mine, left_for(sim, quarter, mine))
    return Coverage(
        quarter=quarter,
        asked=asked,
        proposed=sum((row.weeks for row in mine), start=ZERO),
        usable=sum((weeks for _, weeks in found), start=ZERO),
    )
