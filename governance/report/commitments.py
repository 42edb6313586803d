"""Section 3: promises that are not kept yet, and what they would take of coming caps."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from company.calendar import Quarter, first_working_day, quarter_of
from company.models import Membership
from company.roles import DECIDERS
from company.units import ZERO
from escalations.models import Commitment, PromiseAnswer, Sizing
from escalations.states import UNDECIDED, State
from governance.report.facts import (
    AnswerRow,
    CommitmentRow,
    Commitments,
    EndedPromise,
    PromisedQuarter,
)
from governance.report.period import ReportPeriod
from portfolio.models import Customer

# Ten years: further ahead no quarter is named.
HORIZON = 40
WANTED = (State.DRAFT, *UNDECIDED, State.DEFERRED)
COLUMNS = ("customer_id", "escalation_id", "what", "due", "source", "sla", "weeks")


class PendingPromises:
    """The promises neither kept nor broken by the period's end, by their id."""

    def __init__(self, period: ReportPeriod) -> None:
        self.period = period
        self.rows: Mapping[int, Any] = period.as_of.values(
            Commitment, *COLUMNS, kept_on__isnull=True, broken_on__isnull=True
        )

    @property
    def requests(self) -> set[int]:
        """The escalation ids that the promises are tied to."""
        return {row.escalation_id for row in self.rows.values() if row.escalation_id}

    def facts(self) -> Commitments:
        """The section: each promise with its weeks that are in no plan yet, the first due first."""
        period, weeks, ended = self.period, self._weeks_to_come(), self._ended()
        named = [*self.rows.values(), *(row for _, row in ended)]
        names = period.as_of.needed(Customer, "name", keys={row.customer_id for row in named})
        in_order = sorted(self.rows.items(), key=lambda pair: (pair[1].due, pair[0]))
        rows = [self._row(pk, row, names[row.customer_id].name, weeks[pk]) for pk, row in in_order]
        answers = _answers(period)
        total = sum((found for found in weeks.values() if found is not None), start=ZERO)
        return Commitments(
            rows=rows,
            unplanned_weeks=total,
            unsized=sum(found is None for found in weeks.values()),
            filled_until=filled_until(period, total),
            quarters=list(self._quarters(weeks)),
            answers=[
                AnswerRow(str(row.person), row.nothing_else, period.product.local_day(row.at))
                for row in answers
            ],
            not_answered=_not_answered(period, {row.person_id for row in answers}),
            ended=[
                EndedPromise(
                    commitment=pk,
                    what=row.what,
                    customer=names[row.customer_id].name,
                    due=row.due,
                    kept_on=row.kept_on,
                    broken_on=row.broken_on,
                )
                for pk, row in ended
            ],
        )

    def _ended(self) -> list[tuple[int, Any]]:
        """The promises that were kept or broken on a day of the month, by that day."""
        columns = ("customer_id", "what", "due", "kept_on", "broken_on")
        found: dict[int, Any] = {}
        for name in ("kept_on", "broken_on"):
            month: dict[str, Any] = {
                f"{name}__gte": self.period.first,
                f"{name}__lt": self.period.after,
            }
            found |= self.period.as_of.values(Commitment, *columns, **month)
        return sorted(found.items(), key=lambda pair: (pair[1].kept_on or pair[1].broken_on, pair))

    def _row(self, pk: int, row: Any, customer: str, weeks: Decimal | None) -> CommitmentRow:
        request = self.period.requests.of(self.requests).get(row.escalation_id)
        # Only its author may see a draft, so the report does not name it.
        is_told = request is not None and request.state != State.DRAFT
        return CommitmentRow(
            commitment=pk,
            what=row.what,
            customer_id=row.customer_id,
            customer=customer,
            due=row.due,
            is_late=row.due < self.period.as_of.day,
            source=row.source,
            sla=row.sla,
            escalation=request.pk if request and is_told else None,
            title=request.title if request and is_told else "",
            unplanned_weeks=weeks,
        )

    def _weeks_to_come(self) -> dict[int, Decimal | None]:
        """By promise, the weeks that are in no plan; None where nobody sized it.

        A promise's own weeks count, else the sizing of its request, once for all promises tied to
        it. Zero where the request was approved, since it is held already, or was turned away or
        delivered.
        """
        found: dict[int, Decimal | None] = {}
        tied: dict[int, list[int]] = defaultdict(list)
        for pk, row in self.rows.items():
            found[pk] = row.weeks
            if row.escalation_id:
                tied[row.escalation_id].append(pk)
        requests, likely = self.period.requests.of(tied), self._likely(tied)
        for request, mine in tied.items():
            own = [pk for pk in mine if found[pk] is not None]
            if requests[request].state not in WANTED:
                found |= dict.fromkeys(mine, ZERO)
            elif own or request in likely:
                found |= {pk: found[pk] or ZERO for pk in mine}
                if not own:
                    found[min(mine)] = likely[request]
        return found

    def _likely(self, requests: Mapping[int, Any]) -> dict[int, Decimal]:
        """The likely weeks of the last sizing known then, by escalation id."""
        known = Sizing.objects.filter(self.period.as_of.until(), escalation__among=set(requests))
        return dict(known.order_by("pk").values_list("escalation", "likely_weeks"))

    def _quarters(self, weeks: Mapping[int, Decimal | None]) -> Iterator[PromisedQuarter]:
        """What is due in each quarter beside its cap; what is late counts for the running one."""
        period = self.period
        due: dict[Quarter, Decimal] = defaultdict(Decimal)
        for pk, row in self.rows.items():
            quarter = max(quarter_of(period.product, row.due), period.quarter)
            due[quarter] += weeks[pk] or ZERO
        for quarter, promised in sorted(due.items()):
            if promised:
                is_planned = quarter in period.snapshot.plans
                budget = period.snapshot.budget(quarter)
                cap = budget.cap_weeks if is_planned else None
                yield PromisedQuarter(quarter, cap, budget.held_weeks, promised)


def _answers(period: ReportPeriod) -> list[PromiseAnswer]:
    """The month's answers to the question whether anything was promised that is not listed."""
    rows = PromiseAnswer.objects.filter(product=period.product, month=period.first)
    return list(rows.select_related("person").order_by("pk"))


def _not_answered(period: ReportPeriod, answered: set[int]) -> list[str]:
    """The names of sales VPs and executives who were asked this month and did not answer.

    Asked are those who hold the role now and held it by the period's end.
    """
    if period.as_at < first_working_day(period.first):
        return []
    roles = Membership.objects.filter(
        product=period.product,
        role__in=DECIDERS,
        since__lt=period.instants[1],
        person__is_active=True,
    )
    people = {row.person_id: str(row.person) for row in roles.select_related("person")}
    return sorted(name for pk, name in people.items() if pk not in answered)


def filled_until(period: ReportPeriod, promised: Decimal) -> Quarter | None:
    """The quarter until which approved and promised weeks fill the cap, if each has this quarter's.

    Overdraft carried in counts once. None without a cap, or without anything to fill it.
    """
    snapshot, quarter = period.snapshot, period.quarter
    cap = snapshot.cap_weeks(quarter)
    last = max([quarter, *(q for parts in snapshot.parts.values() for q in parts)])
    load, at = promised + snapshot.budget(quarter).overdraft_weeks, quarter
    while at <= last:
        load += snapshot.budget(at).held_weeks
        at = at.next
    if not cap or load <= 0:
        return None
    return quarter.plus(min(math.ceil(load / cap), HORIZON) - 1)
