"""Section 10: missing extension points, by the special weeks that they would have absorbed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from django.db.models import Sum

from company.units import weeks_of
from escalations.models import Offload
from governance.report.offload_facts import OffloadRanking, OffloadRow
from governance.report.period import ReportPeriod
from governance.report.specials import Request
from portfolio.models import ExtensionPoint

OPEN = (ExtensionPoint.State.MISSING, ExtensionPoint.State.PLANNED)


@dataclass(frozen=True)
class Offloads:
    """Product's answers on what would have done each special instead.

    `said` is by escalation id the extension point's id, or None for "nothing"; `open` are the
    extension points that were not there yet at the period's end.
    """

    period: ReportPeriod
    said: Mapping[int, int | None]
    open: Mapping[int, Any]

    @classmethod
    def load(cls, period: ReportPeriod) -> Self:
        said = period.as_of.values(Offload, "escalation_id", "extension_point_id").values()
        points = period.as_of.values(
            ExtensionPoint, "name", "kind", "layer", "state", state__in=OPEN, ended_on=None
        )
        return cls(period, {row.escalation_id: row.extension_point_id for row in said}, points)

    @property
    def requests(self) -> set[int]:
        """The escalation ids that the section rests on."""
        return set(self.said)

    def facts(self) -> OffloadRanking:
        """The section; the extension point that would have absorbed most first."""
        first = self.period.product.local_day(self.period.four_quarters)
        requests = self.period.requests.of(self.said)
        minutes = self._minutes([request.item for request in requests.values() if request.item])
        rows = []
        for pk, point in self.open.items():
            spared = [request for n, request in requests.items() if self.said[n] == pk]
            if row := _row(pk, point, spared, minutes):
                rows.append(row)
        rows.sort(key=lambda row: (-row.weeks, row.name, row.extension_point))
        return OffloadRanking(
            special_weeks=weeks_of(self.period.core.special(first, self.period.after)),
            judged_weeks=weeks_of(sum(minutes.values())),
            absorbed_weeks=sum((row.weeks for row in rows), start=Decimal("0.00")),
            rows=rows,
        )

    def _minutes(self, items: Sequence[int]) -> dict[int, int]:
        """Core minutes on each of these items in four quarters."""
        first = self.period.product.local_day(self.period.four_quarters)
        effort = self.period.core_effort(first).filter(item__among=items).order_by()
        return dict(effort.values_list("item").annotate(n=Sum("minutes")))


def _row(
    pk: int, point: Any, spared: Sequence[Request], minutes: Mapping[int, int]
) -> OffloadRow | None:
    """The row of an extension point; None where no effort went into what it would have done."""
    worked = [request for request in spared if request.item and minutes.get(request.item)]
    if not worked:
        return None
    return OffloadRow(
        extension_point=pk,
        name=point.name,
        kind=point.kind,
        layer=point.layer,
        state=point.state,
        specials=len(worked),
        customers=len({request.customer_id for request in worked}),
        weeks=weeks_of(sum(minutes[request.item or 0] for request in worked)),
    )
