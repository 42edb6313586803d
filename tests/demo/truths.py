"""What must be true of the demonstration company on any day, said as faults."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from company import histories
from company.calendar import running_quarter
from company.models import Product
from company.units import hundredths
from escalations.models import Escalation, Event
from escalations.states import State
from governance.approvals.check_data import check_of
from governance.audit import faults as ledger_faults
from governance.budget import budget_of
from governance.hold_list import held_of
from governance.lookback.build import look_back
from governance.lookback.page import story_of
from governance.models import Decision
from governance.report.sections import Report, build_report
from ledger.models import Entry
from portfolio.models import Effort
from portfolio.plan.reconciliation import faults as book_faults

SHARES = ["6.00", "9.00", "13.00", "18.00", "24.00", "15.00", "11.00"]


def check(now: dt.datetime) -> Iterator[str]:
    """Every way in which the story does not hold at `now`; nothing where it does."""
    for product in Product.objects.all():
        yield from ledger_faults(product)
        yield from book_faults(product)
        yield from histories.faults(product)
    wicket = Product.objects.get(slug="wicket")
    yield from _future(now)
    yield from _states(wicket)
    yield from _shares(wicket)
    for product in Product.objects.all():
        yield from _questions(product)
    yield from _running(wicket)
    yield from _proposals(wicket)
    this = now.date().replace(day=1)
    for month in (this, (this - dt.timedelta(days=1)).replace(day=1)):
        yield from _report(build_report(wicket, month))


def _future(now):
    if Effort.objects.filter(date__gt=now.date()).exists():
        yield "effort lies in the future"
    for tracked in histories.tracked_models():
        if tracked.history.filter(history_date__gt=now).exists():
            yield f"a {tracked.__name__} changed in the future"
    for model in (Event, Decision, Entry):
        if model.objects.filter(at__gt=now).exists():
            yield f"{model.__name__} lies in the future"


def _states(product):
    counts = Counter(Escalation.objects.filter(product=product).values_list("state", flat=True))
    yield from (f"nothing is {state}" for state in State if not counts[state])


def _shares(product):
    rows = look_back(product, 8)
    if rows[-1].quarter != running_quarter(product):
        yield "the look-back does not end with the running quarter"
    shares = [str(hundredths(row.share)) for row in rows[:7]]
    if shares != SHARES:
        yield f"shares are {shares}"
    if not 3 < rows[-1].share < 8:
        yield f"the running share is {rows[-1].share}"


def _questions(product):
    story = story_of(product, 8)
    for name in ("unplanned", "narrow", "unvalidated", "deals"):
        if not getattr(story, name).answer.count:
            yield f"the look-back of {product} has nothing to show for {name}"


def _running(product):
    quarter = running_quarter(product)
    budget = budget_of(product, quarter)
    if not 0 < budget.headroom_weeks < 4:
        yield f"headroom {budget.headroom_weeks}"
    if budget.slots_used != 1:
        yield f"{budget.slots_used} slots used"
    taken = held_of(product, quarter).holds
    if not any(hold.unpaid for hold in taken):
        yield "nothing is carried and not paid for"


def _proposals(product):
    cases = {}
    for escalation in Escalation.objects.filter(product=product, state=State.PROPOSED):
        case = check_of(escalation)
        cases[case.is_complete, case.is_over_cap] = escalation
        for cover in (part.coverage for part in case.parts):
            if cover.usable != cover.proposed:
                yield f"{escalation}: the lines give {cover.usable} of {cover.proposed}"
    if (True, False) not in cases:
        yield "no complete proposal within the headroom"
    if (True, True) not in cases:
        yield "no complete proposal beyond the cap"
    if not {(False, False), (False, True)} & set(cases):
        yield "no incomplete proposal"


def _report(report: Report):
    said = f"report of {report.month}"
    head = report.headline
    if not head.month.special_weeks or head.month.share >= 20:
        yield f"{said}: share {head.month.share}"
    if not head.deals_won_revenue:
        yield f"{said}: no deal was won"
    if report.is_running and not head.decisions_wanted:
        yield f"{said}: no decision is wanted"
    if not report.underway:
        yield f"{said}: nothing is underway"
    if report.is_running and not report.underway[0].started_without_decision:
        yield f"{said}: nothing was started without a decision"
    if report.is_running and sum(row.started_without_decision for row in report.underway) != 1:
        yield f"{said}: more than one was started without a decision"
    if report.is_running and not any(row.overrun_weeks for row in report.underway):
        yield f"{said}: nothing overruns"
    if not report.postponed.rows or not report.postponed.renewals_in_90_days:
        yield f"{said}: nobody who renews soon waits longer"
    if not all(row.actual_weeks for row in report.slices.rows):
        yield f"{said}: a slice without effort"
    if not report.interrupts.count:
        yield f"{said}: no interrupts"
    if not report.decisions.rows:
        yield f"{said}: no decisions"
