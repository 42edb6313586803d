"""One customer's record: what they asked for, got and signed anyway; what that costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef

from company.access import Someone
from company.cached_reads import cached_until_changed
from company.calendar import today
from company.units import ZERO
from escalations.full_cost import Carrying
from escalations.models import Costing, Deal, Escalation, Event, LaterAnswer
from escalations.states import State
from portfolio.effort.cost import rate_on
from portfolio.models import Customer

DELIVERED = (State.DELIVERED, State.REVIEWED)


@dataclass(frozen=True)
class Got:
    """A special that was delivered to them; None stands for what nobody said."""

    escalation: Escalation
    carrying_cost: Decimal | None
    customers_using: int | None
    is_retired: bool


@dataclass(frozen=True)
class CustomerRecord:
    """What one customer asked for and got.

    `carrying_cost` is of one year, at today's rate, for specials that nobody retired.
    """

    customer: Customer
    asked: list[Escalation]
    got: list[Got]

    @classmethod
    @cached_until_changed
    def load(cls, customer: Customer, person: Someone) -> "CustomerRecord":
        """What this person may see of it. A fixed number of queries."""
        retired = Exists(Event.objects.filter(escalation=OuterRef("pk"), kind="retire"))
        rows = Escalation.objects.visible_to(person).ever_submitted().filter(customer=customer)
        rows = rows.select_related("deal", "review").annotate(is_retired=retired)
        asked = list(rows.prefetch_related("later_answers").order_by("-filed_at", "-pk"))
        delivered = [row for row in asked if row.state in DELIVERED]
        costings = {
            row.escalation_id: row
            for row in Costing.objects.filter(escalation__among=[row.pk for row in delivered])
        }
        rate = rate_on(customer.product, today(customer.product))
        got = [
            Got(
                row,
                Carrying(costings[row.pk], rate).cost if row.pk in costings else None,
                _using(row),
                bool(getattr(row, "is_retired", False)),
            )
            for row in delivered
        ]
        return cls(customer, asked, got)

    @cached_property
    def declined(self) -> list[Escalation]:
        return [row for row in self.asked if row.state == State.DECLINED]

    @property
    def signed_anyway(self) -> int:
        """How many deals of declined requests were won all the same, each counted once."""
        return _deals(self.declined, Deal.Outcome.WON)

    @property
    def went_away(self) -> int:
        return _deals(self.declined, Deal.Outcome.LOST)

    @property
    def live(self) -> list[Got]:
        return [special for special in self.got if not special.is_retired]

    @property
    def carrying_cost(self) -> Decimal:
        return sum((special.carrying_cost or ZERO for special in self.live), start=ZERO)

    @property
    def unsaid(self) -> int:
        """How many live specials nobody said the yearly cost of."""
        return sum(special.carrying_cost is None for special in self.live)

    @property
    def unused(self) -> int:
        return sum(special.customers_using == 0 for special in self.live)


def _deals(rows: Iterable[Escalation], outcome: str) -> int:
    return len({row.deal_id for row in rows if row.deal and row.deal.outcome == outcome})


def _using(row: Escalation) -> int | None:
    """How many customers use it: the last answer months later, else the review; None if unsaid."""
    answers = [
        answer for answer in row.later_answers.all() if answer.question != LaterAnswer.Question.DEAL
    ]
    if answers:
        return max(answers, key=lambda answer: answer.at).customers_using
    return row.review.customers_using if hasattr(row, "review") else None
