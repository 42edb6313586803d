"""Until when what is approved and promised fills the cap (DESIGN 5, section 1)."""

import math
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from company.calendar import Quarter
from company.units import ZERO
from escalations.models import Commitment, Escalation, Sizing
from escalations.states import UNDECIDED, State
from governance.report.period import ReportPeriod

HORIZON = 40
WANTED = (State.DRAFT, *UNDECIDED, State.DEFERRED)


@dataclass(frozen=True)
class Promises:
    """What was promised and is neither kept nor approved: weeks, and promises nobody sized."""

    weeks: Decimal
    unsized: int


def promises(period: ReportPeriod) -> Promises:
    """Each promise once: by its own weeks, else by the sizing of its request.

    One whose request was approved is held already; one whose request was turned away or
    delivered takes nothing more.
    """
    pending = period.as_of.values(Commitment, "escalation_id", "weeks", kept_on__isnull=True)
    by_request: dict[int | None, list[Decimal | None]] = defaultdict(list)
    for row in pending.values():
        by_request[row.escalation_id].append(row.weeks)
    alone = by_request.pop(None, [])
    weeks = sum((found for found in alone if found is not None), start=ZERO)
    unsized = alone.count(None)
    tied = {pk for pk in by_request if pk}
    states = period.as_of.needed(Escalation, "state", keys=tied)
    likely = _likely(period, tied)
    for pk in sorted(pk for pk in tied if states[pk].state in WANTED):
        own = [found for found in by_request[pk] if found is not None]
        if own or pk in likely:
            weeks += sum(own, start=ZERO) if own else likely[pk]
        else:
            unsized += len(by_request[pk])
    return Promises(weeks, unsized)


def _likely(period: ReportPeriod, keys: set[int]) -> dict[int, Decimal]:
    """The likely weeks of each request's last sizing."""
    rows = Sizing.objects.filter(period.as_of.until(), escalation__among=keys).order_by("pk")
    return dict(rows.values_list("escalation", "likely_weeks"))


def filled_until(period: ReportPeriod, promised: Decimal) -> Quarter | None:
    """At this quarter's cap, the quarter until which approved and promised weeks fill it.

    What was carried in as overdraft counts once. None without a cap or anything to fill it.
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
