"""Requests of the queue side by side, each by the check that decides it."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from company.models import Person, Product
from escalations.estimates import estimate_history
from escalations.evidence import Evidence, evidence_for
from governance.approvals.queue import QueueRow, some_of_queue
from governance.approvals.verdicts import Verdict, Verdicts
from governance.approvals.what_if import WhatIf, what_if
from governance.full_costs import CostInAll, cost_now

# More do not stand side by side.
MOST = 4


@dataclass(frozen=True)
class Compared:
    """One request with all that it is decided by.

    `likely` are its weeks times the median and the 80th percentile of past multipliers; None where
    there is too little history (DESIGN 4.7).
    """

    row: QueueRow
    costs: CostInAll
    evidence: Evidence
    verdict: Verdict
    likely: tuple[Decimal, Decimal] | None


@dataclass(frozen=True)
class Comparison:
    """Requests in the order of the queue, and what approving all of them would mean."""

    compared: list[Compared]
    together: WhatIf


def compare(product: Product, chosen: Collection[int], person: Person) -> Comparison:
    """Compare those of `chosen` that still stand in the queue, at most the first `MOST`."""
    rows = some_of_queue(product, chosen).rows[:MOST]
    verdicts, history = Verdicts(person, product), estimate_history(product)
    compared = [
        Compared(
            row=row,
            costs=cost_now(row.escalation),
            evidence=evidence_for(row.escalation),
            verdict=verdicts.of(row.escalation, row.check),
            likely=history.likely_to_take(row.check.weeks),
        )
        for row in rows
    ]
    return Comparison(compared, what_if(product, [row.escalation for row in rows]))
