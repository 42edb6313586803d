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
from escalations.sunsets import AHEAD
from governance.models import Decision
from governance.report.carrying_facts import CarriedRow, CarriedSpecials
from governance.report.period import ReportPeriod

DELIVERED = (State.DELIVERED, State.REVIEWED)


@dataclass(frozen=True)
class LiveSpecials:
    """Delivered specials that nobody has retired, as known at the period's end.

    `sunsets` is by escalation id until when each is carried, None where nobody said; `costings`
    those of which somebody said what they cost a year. A day that passed retires nothing by itself;
    `retired` counts decisions of four quarters.
    """

    period: ReportPeriod
    sunsets: Mapping[int, dt.date | None]
    retired: int
    costings: Mapping[int, Any]

    @classmethod
    def load(cls, period: ReportPeriod) -> Self:
        as_of = period.as_of
        delivered = as_of.values(Escalation, "state", state__in=DELIVERED)
        costings = {
            row.escalation_id: row
            for row in as_of.values(Costing, "escalation_id", "sunset_on", *NUMBERS).values()
        }
        reviewed = Review.objects.filter(
            as_of.until(), escalation__product=period.product, verdict=Review.Verdict.RETIRE
        )
        ends = dict(reviewed.values_list("escalation", "retire_on").order_by())
        # The costing's day wins: it can be moved, the review's day is what was meant then.
        ends |= {pk: row.sunset_on for pk, row in costings.items() if row.sunset_on}
        decided = Decision.objects.filter(
            as_of.until(), escalation__product=period.product, kind=Decision.Kind.RETIRE
        )
        retired = dict(decided.values_list("escalation", "at").order_by())
        live = {pk: ends.get(pk) for pk in delivered if pk not in retired}
        costings = {pk: row for pk, row in costings.items() if pk in live}
        lately = sum(at >= period.four_quarters for at in retired.values())
        return cls(period, live, lately, costings)

    def near(self) -> list[dt.date]:
        """The sunset days that have passed or come within `AHEAD`: somebody is asked to retire
        these.
        """
        last = self.period.as_at + AHEAD
        return [day for day in self.sunsets.values() if day and day <= last]

    @property
    def requests(self) -> set[int]:
        """The escalation ids that the section names."""
        return set(self.costings)

    def facts(self) -> CarriedSpecials:
        """The section, the dearest special first."""
        rate = self.period.rate
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
                is_past_sunset=self._is_past(pk),
            )
            rows.append(row)
        rows.sort(key=lambda row: (-row.carrying_cost, row.title, row.escalation))
        return CarriedSpecials(
            live=len(self.sunsets),
            unsaid=len(self.sunsets) - len(rows),
            carrying_weeks=_sum([row.carrying_weeks for row in rows]),
            carrying_cost=_sum([row.carrying_cost for row in rows]),
            past_sunset=sum(self._is_past(pk) for pk in self.sunsets),
            retired=self.retired,
            rows=rows,
        )

    def _is_past(self, pk: int) -> bool:
        day = self.sunsets[pk]
        return day is not None and day <= self.period.as_at


def _sum(numbers: Sequence[Decimal]) -> Decimal:
    return sum(numbers, start=ZERO)
