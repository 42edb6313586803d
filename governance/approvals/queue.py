"""The queue to adjudicate: what is ready to decide, with what each would mean."""

from dataclasses import dataclass
from decimal import Decimal

from company.models import Product
from escalations.models import Escalation
from escalations.queries import whole
from escalations.states import State
from governance.approvals.approval_check import ApprovalCheck, PartCheck, WaitsLonger, waits_longer
from governance.approvals.check_data import CheckData, check_of
from governance.budget import Budget
from portfolio.quarters import today
from portfolio.queries import rate_on, waiting_for
from portfolio.weeks import ZERO, hundredths


@dataclass(frozen=True)
class QueueRow:
    """One escalation ready to decide, the check it will be decided by, and what it costs."""

    escalation: Escalation
    check: ApprovalCheck
    cost: Decimal
    waiting: list[WaitsLonger]
    is_late: bool

    @property
    def first(self) -> PartCheck:
        """The first quarter it asks for."""
        return self.check.parts[0]


@dataclass(frozen=True)
class Queue:
    rows: list[QueueRow]
    quarters: list[Budget]

    @property
    def weeks(self) -> Decimal:
        """The weeks asked of all rows."""
        return sum((row.check.weeks for row in self.rows), start=ZERO)


def queue(product: Product) -> Queue:
    """What is proposed, in the sales VP's order, then by the answer that is due first."""
    ready = Escalation.objects.filter(product=product, state=State.PROPOSED)
    found = sorted(whole(ready), key=lambda e: (e.rank == 0, e.rank, e.answer_due, e.pk))
    data = CheckData.load(product, found)
    checks = [check_of(escalation, data=data) for escalation in found]
    waiting = waiting_for(row.named.pk for check in checks for row in check.rows)
    rate, day = rate_on(product, today(product)), today(product)
    rows = [
        QueueRow(
            escalation=escalation,
            check=check,
            cost=hundredths(check.weeks * rate),
            waiting=waits_longer(
                one for pk in {row.named.pk for row in check.rows} for one in waiting.get(pk, [])
            ),
            is_late=escalation.is_late(day),
        )
        for escalation, check in zip(found, checks, strict=True)
    ]
    return Queue(rows=rows, quarters=data.snapshot.next_quarters)
