"""The queue to adjudicate: what is ready to decide, with what each would mean."""

from dataclasses import dataclass
from decimal import Decimal

from company.models import Product
from escalations import displacing
from escalations.models import Escalation
from escalations.queries import whole
from escalations.states import State
from governance.budget import Budget, Treasury
from portfolio.models import Item, Waiting
from portfolio.quarters import today
from portfolio.queries import rate_on, waiting_for
from portfolio.weeks import ZERO, hundredths


@dataclass(frozen=True)
class QueueRow:
    """One escalation ready to decide. Weeks; `headroom_after` in its first quarter."""

    escalation: Escalation
    weeks: Decimal
    cost: Decimal
    rows: list[displacing.Row]
    displaced: Decimal
    waiting: list[Waiting]
    headroom_before: Decimal
    headroom_after: Decimal
    quarter: str
    is_confirmed: bool

    @property
    def is_complete(self) -> bool:
        return self.displaced == self.weeks


@dataclass(frozen=True)
class Queue:
    rows: list[QueueRow]
    quarters: list[Budget]

    @property
    def weeks(self) -> Decimal:
        return sum((row.weeks for row in self.rows), start=ZERO)


def queue(product: Product) -> Queue:
    """What is proposed, in the sales VP's order, then by the answer that is due first."""
    ready = Escalation.objects.filter(product=product, state=State.PROPOSED)
    treasury = Treasury.load(product)
    rate = rate_on(product, today(product))
    found = sorted(whole(ready), key=lambda e: (e.rank == 0, e.rank, e.answer_due, e.pk))
    rows = {e.pk: _rows(e) for e in found}
    waiting = waiting_for(_named(row).pk for each in rows.values() for row in each)
    return Queue(
        rows=[_row(e, treasury, rate, rows[e.pk], waiting) for e in found],
        quarters=treasury.next_quarters,
    )


def _rows(escalation: Escalation) -> list[displacing.Row]:
    """The proposal's rows, as they were prefetched."""
    proposal = escalation.latest_proposal
    stored = proposal.rows.all() if proposal else ()
    return [displacing.Row.of(row) for row in stored]


def _named(row: displacing.Row) -> Item:
    found = row.item or row.kept_out
    assert found is not None  # noqa: S101 (a constraint holds it)
    return found


def _row(
    escalation: Escalation, treasury: Treasury, rate: Decimal, rows: list[displacing.Row],
    waiting: dict[int, list[Waiting]],
) -> QueueRow:  # fmt: skip
    sizing = escalation.latest_sizing
    parts = displacing.parts_of(sizing) if sizing else {}
    quarter = next(iter(parts), treasury.running)
    headroom = treasury.budget(quarter).headroom_weeks
    who = {w.customer_id: w for row in rows for w in waiting.get(_named(row).pk, [])}
    weeks = sum(parts.values(), start=ZERO)
    return QueueRow(
        escalation=escalation,
        weeks=weeks,
        cost=hundredths(weeks * rate),
        rows=rows,
        displaced=sum((row.weeks for row in rows), start=ZERO),
        waiting=list(who.values()),
        headroom_before=headroom,
        headroom_after=headroom - parts.get(quarter, ZERO),
        quarter=quarter.label,
        is_confirmed=bool(sizing and len({c.side for c in sizing.confirmations.all()}) == 2),
    )
