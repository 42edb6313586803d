"""What taking weeks would mean, for the pages that propose and decide it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from company.cached_reads import cached_until_changed
from company.calendar import Quarter, today
from company.refusals import Malformed
from company.units import ZERO
from escalations.displacements.rows import Row, complete_rows, parts_of
from escalations.displacements.weaknesses import PastDisplaced, past_displaced, weaknesses
from escalations.forms.displacements import ProposedOffersForm
from escalations.models import Escalation
from governance.approvals.approval_check import ApprovalCheck, WaitsLonger, renewal_revenue
from governance.approvals.check_data import check_of, proposed_check
from portfolio.plan.page import PlannedSlices


@dataclass(frozen=True)
class Pies:
    """One quarter's plan by slice, before and after the approval, as the data of two pies."""

    quarter: Quarter
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def before_id(self) -> str:
        return f"pie-before-{self.quarter}"

    @property
    def after_id(self) -> str:
        return f"pie-after-{self.quarter}"


@dataclass(frozen=True)
class Impact:
    """A check with all that a person sees of it while proposing or deciding."""

    escalation: Escalation
    check: ApprovalCheck
    pies: list[Pies]
    # Rows of the form that cannot stand, a sentence each.
    faults: Sequence[str] = field(default_factory=list)
    # Why what it takes hardly pays for it, and how what was displaced before ended.
    weak: Sequence[str] = field(default_factory=list)
    past: PastDisplaced = field(default_factory=PastDisplaced)

    @property
    def waiting(self) -> list[WaitsLonger]:
        """Who waits longer, soonest renewal first."""
        return self.check.waiting

    @property
    def renewal_revenue(self) -> Decimal:
        """Yearly revenue of those who wait longer and whose renewal lies ahead."""
        return renewal_revenue(self.waiting, today(self.escalation.product))


def impact_of(escalation: Escalation, check: ApprovalCheck, faults: Sequence[str] = ()) -> Impact:
    """What approving `check` would do to the plan and to those who wait. `faults` are passed on."""
    pies = [_pies(escalation, check, quarter) for quarter in check.asked]
    product = escalation.product
    weak = weaknesses(product, [taken.row for taken in check.taken])
    return Impact(escalation, check, pies, faults, weak, past_displaced(product))


@cached_until_changed
def impact_of_proposal(escalation: Escalation) -> Impact:
    """What approving what product proposed would do; before that, what the special alone would."""
    return impact_of(escalation, proposed_check(escalation))


def tried_out(form: ProposedOffersForm) -> Impact:
    """What the form's rows would mean, as far as they are filled in. Nothing is saved."""
    if not form.names_lines:
        return impact_of_proposal(form.escalation)
    rows, faults = _rows(form)
    return impact_of(form.escalation, check_of(form.escalation, rows), faults)


def _rows(form: ProposedOffersForm) -> tuple[list[Row], list[str]]:
    """The form's rows that are well-formed, and a sentence on each of the others."""
    form.is_valid()
    product, parts = form.escalation.product, parts_of(form.sizing)
    rows: list[Row] = []
    faults: list[str] = []
    for asked in form.rows():
        try:
            rows += complete_rows(product, parts, [asked])
        except Malformed as error:
            named = asked.item or "The reserve"
            for sentences in error.errors.values():
                faults += [f"{named}: {sentence.removeprefix('Row 1: ')}" for sentence in sentences]
    return rows, faults


def _pies(escalation: Escalation, check: ApprovalCheck, quarter: Quarter) -> Pies:
    planned = PlannedSlices.of(escalation.product, quarter)
    return Pies(quarter, planned.pie(), _after(check, planned).pie())


def _after(check: ApprovalCheck, planned: PlannedSlices) -> PlannedSlices:
    """The slices with the named lines smaller, and the special's weeks in its own."""
    weeks = dict(planned.weeks)
    weeks[planned.specials] = weeks.get(planned.specials, ZERO) + check.asked[planned.quarter]
    for taken in check.taken:
        if taken.row.quarter == planned.quarter:
            lost = planned.key_of(taken.row.item)
            # What leaves the plan with a postponed or dropped item is gone from its slice as well.
            weeks[lost] = weeks.get(lost, ZERO) - taken.weeks - taken.leaving
    return replace(planned, weeks=weeks)
