"""Section 9: what every live special costs each year, as it was known at the period's end."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from company.units import ZERO
from escalations.full_cost import Carrying
from escalations.models import Costing, Escalation, Review
from escalations.models.costing import NUMBERS
from escalations.states import State
from governance.report.carrying_facts import CarriedRow, CarriedSpecials
from governance.report.period import ReportPeriod

DELIVERED = (State.DELIVERED, State.REVIEWED)


@dataclass(frozen=True)
class LiveSpecials:
    """What was delivered and nobody has retired: by number, until when, and what is said of it."""

    period: ReportPeriod
    sunsets: Mapping[int, dt.date | None]
    costings: Mapping[int, Any]

    @classmethod
    def load(cls, period: ReportPeriod) -> Self:
        as_of = period.as_of
        delivered = as_of.values(Escalation, "state", state__in=DELIVERED)
        costings = {
            row.escalation_id: row
            for row in as_of.values(Costing, "escalation_id", "sunset_on", *NUMBERS).values()
        }
        retired = Review.objects.filter(
            as_of.until(), escalation__product=period.product, verdict=Review.Verdict.RETIRE
        )
        ends = dict(retired.values_list("escalation", "retire_on").order_by())
        ends |= {pk: row.sunset_on for pk, row in costings.items() if row.sunset_on}
        sunsets = {pk: ends.get(pk) for pk in delivered}
        live = {pk: end for pk, end in sunsets.items() if end is None or end > period.as_at}
        return cls(period, live, {pk: row for pk, row in costings.items() if pk in live})

    @property
    def requests(self) -> set[int]:
        """The numbers of those that the section names."""
        return set(self.costings)

    def facts(self) -> CarriedSpecials:
        """The section; the dearest first."""
        rate = self._rate()
        named = self.period.requests.of(self.costings)
        rows = []
        for pk, request in named.items():
            carrying = Carrying(self.costings[pk], rate)
            row = CarriedRow(
                escalation=pk,
                title=request.title,
                customer_id=request.customer_id,
                customer=request.customer,
                carrying_weeks=carrying.weeks,
                carrying_cost=carrying.cost,
                sunset_on=self.sunsets[pk],
            )
            rows.append(row)
        rows.sort(key=lambda row: (-row.carrying_cost, row.title, row.escalation))
        return CarriedSpecials(
            live=len(self.sunsets),
            unsaid=len(self.sunsets) - len(rows),
            carrying_weeks=_sum([row.carrying_weeks for row in rows]),
            carrying_cost=_sum([row.carrying_cost for row in rows]),
            rows=rows,
        )

    def _rate(self) -> Decimal:
        """Money per engineer-week on the report's day; before the first rate, the first."""
        rates = self.period.rates
        begun = [rate for rate in rates if rate.from_date <= self.period.as_at] or rates[:1]
        return begun[-1].per_week if begun else ZERO


def _sum(numbers: Sequence[Decimal]) -> Decimal:
    return sum(numbers, start=ZERO)
