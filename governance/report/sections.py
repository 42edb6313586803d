"""The report of a month, section by section: a new section is a field of Report, and its template.

JSON, CSV, the API's schema and the page are made from the fields, in their order; a section's
template is `governance/report/_<field>.html` and is given its facts as `facts`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from functools import cached_property
from typing import Any

from company.cached_reads import cached_until_changed
from company.models import Product
from governance.report.carrying import LiveSpecials
from governance.report.carrying_facts import CarriedSpecials
from governance.report.changes import Changes
from governance.report.commentary import commentary
from governance.report.commitments import PendingPromises
from governance.report.corrections import corrections
from governance.report.decisions import after_all_in, decided_in, decisions
from governance.report.facts import (
    Comment,
    Commitments,
    Decisions,
    Headline,
    Interrupts,
    MonthCorrection,
    PolicyInForce,
    PublishedVersion,
    Slices,
    Underway,
)
from governance.report.headline import headline
from governance.report.interrupts import interrupts
from governance.report.offload import Offloads
from governance.report.offload_facts import OffloadRanking
from governance.report.outcome_facts import Outcomes
from governance.report.outcomes import EndedRequests
from governance.report.period import ReportPeriod
from governance.report.postponed import OpenDisplacements
from governance.report.postponed_facts import Postponed
from governance.report.slices import slices
from governance.report.underway import UnderwayKeys, underway
from portfolio.effort.queries import split_weeks


class Building:
    """What sections are built from; every request that they name is read at once, here."""

    def __init__(self, period: ReportPeriod) -> None:
        self.period = period
        self.displacements = OpenDisplacements.load(period)
        self.running = UnderwayKeys.load(period)
        self.promises = PendingPromises(period)
        self.decided, self.changed = decided_in(period), Changes.load(period)
        self.ended, self.live = EndedRequests.load(period), LiveSpecials.load(period)
        self.spared, self.after_all = Offloads.load(period), after_all_in(period)
        period.requests.of(
            {
                *self.spared.requests,
                *(row.taken.escalation_id for row in self.after_all),
                *self.displacements.requests,
                *self.promises.requests,
                *self.running.approved,
                *self.running.others,
                *self.changed.requests,
                *self.ended.requests,
                *self.live.requests,
                *period.worked_requests.values(),
                *(row.escalation_id for row in self.decided),
            }
        )

    @cached_property
    def commitments(self) -> Commitments:
        return self.promises.facts()

    @cached_property
    def postponed(self) -> Postponed:
        return self.displacements.facts()

    @cached_property
    def interrupts(self) -> Interrupts:
        return interrupts(self.period)


def section(build: Callable[[Building], Any]) -> dict[str, Callable[[Building], Any]]:
    """The metadata that makes a field of Report a section: the function that gives its facts."""
    return {"build": build}


@dataclass(frozen=True, kw_only=True)
class Report:
    """One month of one product. Money in `currency`."""

    product: str
    product_name: str
    month: str
    currency: str
    as_at: dt.date
    is_running: bool
    headline: Headline = field(
        metadata=section(
            lambda b: headline(b.period, b.commitments, b.interrupts, b.postponed, b.live.near())
        )
    )
    underway: list[Underway] = field(metadata=section(lambda b: underway(b.period, b.running)))
    commitments: Commitments = field(metadata=section(lambda b: b.commitments))
    postponed: Postponed = field(metadata=section(lambda b: b.postponed))
    slices: Slices = field(metadata=section(lambda b: slices(b.period)))
    interrupts: Interrupts = field(metadata=section(lambda b: b.interrupts))
    decisions: Decisions = field(
        metadata=section(lambda b: decisions(b.period, b.decided, b.changed, b.after_all))
    )
    outcomes: Outcomes = field(metadata=section(lambda b: b.ended.facts()))
    carrying: CarriedSpecials = field(
        default_factory=CarriedSpecials, metadata=section(lambda b: b.live.facts())
    )
    offload: OffloadRanking = field(
        default_factory=OffloadRanking, metadata=section(lambda b: b.spared.facts())
    )
    corrections: list[MonthCorrection] = field(metadata=section(lambda b: corrections(b.period)))
    commentary: list[Comment] = field(metadata=section(lambda b: commentary(b.period)))
    policy: PolicyInForce
    # Sentences on how far the figures can be trusted.
    notes: list[str]
    # None while it is a draft.
    publication: PublishedVersion | None = None

    @classmethod
    def sections(cls) -> list[Field[Any]]:
        """The fields that are sections, in the order of the report."""
        return [each for each in fields(cls) if "build" in each.metadata]

    @property
    def templates(self) -> list[tuple[str, Any]]:
        """Each section's template and facts, in order."""
        names = [each.name for each in self.sections()]
        return [(f"governance/report/_{name}.html", getattr(self, name)) for name in names]


@cached_until_changed
def build_report(product: Product, month: dt.date) -> Report:
    """The facts of one month of one product, computed as ReportPeriod says; nothing is saved."""
    period = ReportPeriod.of(product, month)
    building = Building(period)
    return Report(
        product=product.slug,
        product_name=product.name,
        month=f"{period.first:%Y-%m}",
        currency=product.currency,
        as_at=period.as_at,
        is_running=period.is_running,
        policy=_policy(period),
        notes=_notes(period),
        **{each.name: each.metadata["build"](building) for each in Report.sections()},
    )


def _policy(period: ReportPeriod) -> PolicyInForce:
    rules = period.snapshot.policy(period.quarter)
    said = {f.name: getattr(rules, f.name) for f in fields(PolicyInForce)}
    return PolicyInForce(**{**said, "from_quarter": rules.from_quarter or None})


def _notes(period: ReportPeriod) -> list[str]:
    """Sentences on how far the figures can be trusted; empty where there is nothing to say."""
    notes = []
    if period.as_of.is_reconstruction:
        notes.append(
            f"{period.first:%B %Y} ended before Daylight knew {period.product.name}: it is a"
            " reconstruction from the earliest that is known, and may change."
        )
    if split := split_weeks(period.core_effort(period.first)):
        notes.append(
            f"{split} wk of this month's effort nobody logged: each team's available weeks were"
            " split over its issues in progress."
        )
    return notes
