"""Section 1: the headline, one plain sentence, and one verdict on the quarter."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from company.calendar import Quarter, bounds
from company.texts import short_money, short_percent
from company.units import weeks_of
from escalations.states import UNDERWAY, State
from governance.changed_reasons import reasons_changed
from governance.report.earnings import Earnings, earnings
from governance.report.facts import Commitments, Headline, Interrupts, Share
from governance.report.open_weeks import open_weeks
from governance.report.period import ReportPeriod
from governance.report.postponed_facts import Postponed
from governance.report.slices import share_of
from governance.report.sources import sources
from portfolio.effort.one_customer import work_for_one_customer
from portfolio.models import Movement


def headline(
    period: ReportPeriod,
    promised: Commitments,
    interrupts: Interrupts,
    postponed: Postponed,
    sunsets: Sequence[dt.date] = (),
) -> Headline:
    month, before, quarter, four = _shares(period)
    budget = period.snapshot.budget(period.quarter)
    earned, until = earnings(period), promised.filled_until
    # Retiring a special is a decision, so sunsets that are near count as wanted.
    wanted = [*_wanted(period), *sunsets]
    return Headline(
        month=month,
        quarter_to_date=quarter,
        last_four_quarters=four,
        change=_change(month, before),
        quarter=period.quarter,
        cap_weeks=budget.cap_weeks,
        held_weeks=budget.held_weeks,
        overdraft_weeks=budget.overdraft_weeks,
        headroom_weeks=budget.headroom_weeks,
        is_within_cap=budget.headroom_weeks >= 0,
        verdict=budget.verdict,
        logged_share=budget.logged_share,
        filled_until=until,
        promised_weeks=promised.unplanned_weeks,
        promises_unsized=promised.unsized,
        interrupts=interrupts.count,
        cost=interrupts.cost,
        quarter_cost=earned.quarter_cost,
        quarter_signed=earned.quarter_signed,
        quarter_open=earned.quarter_open,
        deals_won_revenue=earned.won,
        deals_won_cost=earned.won_cost,
        unplanned_weeks=_unplanned(period),
        one_customer_weeks=work_for_one_customer(period.as_of, period.worked).weeks,
        decisions_wanted=len(wanted),
        decisions_wanted_by=min((day for day in wanted if day), default=None),
        renewal_revenue_blocked=postponed.renewal_revenue_blocked,
        sentence=sentence(period, quarter, earned, postponed, until, promised.unsized),
        sources=sources(period),
        open_weeks=[] if quarter.is_covered else open_weeks(period),
    )


def _wanted(period: ReportPeriod) -> list[dt.date | None]:
    """The due day of each decision wanted; None where a special's reason has changed."""
    going_on = period.going_on.items()
    wanted = [row.answer_due for _, row in going_on if row.state == State.PROPOSED]
    specials = {pk: row.deal_id for pk, row in going_on if row.state in UNDERWAY and row.deal_id}
    return [*wanted, *[None] * len(reasons_changed(period.as_of, specials))]


def _shares(period: ReportPeriod) -> tuple[Share, Share, Share, Share]:
    """This month, the month before, this quarter to the month's end, the last four quarters."""
    year, _ = bounds(period.product, period.quarter.plus(-3))
    return (
        share_of(period, period.first, period.after),
        share_of(period, period.previous_first, period.first),
        share_of(period, period.quarter_first, period.after),
        share_of(period, year, period.after),
    )


def _change(month: Share, before: Share) -> Decimal | None:
    """In percentage points, against the month before."""
    if month.share is None or before.share is None:
        return None
    return month.share - before.share


def _unplanned(period: ReportPeriod) -> Decimal:
    """Core weeks of the month on core items that are in no line of the quarter's plan."""
    worked = period.worked.minutes(period.first)
    lines = Movement.objects.filter(
        period.as_of.until(),
        plan__product=period.product,
        plan__quarter=period.quarter,
        item__among=worked,
    )
    planned = set(lines.values_list("item", flat=True).order_by().distinct())
    rest = worked.keys() - planned - period.special_this_month.keys()
    return weeks_of(sum(worked[item] for item in rest))


def sentence(
    period: ReportPeriod,
    share: Share,
    earned: Earnings,
    postponed: Postponed,
    until: Quarter | None,
    unsized: int,
) -> str:
    """What one-offs took this quarter, for how much, who waits, and until when all is promised."""
    parts = [_took(period, share, earned), _who_waits(period, postponed)]
    # Less than this quarter's cap fills no quarter.
    until = until if until and until > period.quarter else None
    if until or unsized:
        parts.append(_promised(until, unsized))
    return "; ".join(parts) + "."


def _took(period: ReportPeriod, share: Share, earned: Earnings) -> str:
    if share.share is None:
        return "Nothing is logged this quarter, so one-offs have no share of engineering yet"
    cap = short_percent(period.snapshot.cap_percent(period.quarter))
    logged = "" if share.coverage is None else f"; {share.coverage:.0f}% logged"
    took = short_percent(share.share)
    said = f"One-offs took {took} of engineering this quarter (cap {cap}{logged})"
    if not earned.quarter_cost:
        return said
    currency = period.product.currency
    deals = [
        f"{currency} {short_money(amount)} {word}"
        for amount, word in ((earned.quarter_signed, "signed"), (earned.quarter_open, "open"))
        if amount
    ]
    return f"{said}, {currency} {short_money(earned.quarter_cost)}" + (
        f", for {' and '.join(deals)}" if deals else ""
    )


def _who_waits(period: ReportPeriod, postponed: Postponed) -> str:
    if blocked := postponed.blocked_renewals_in_90_days:
        worth = f"{period.product.currency} {short_money(postponed.blocked_revenue_in_90_days)}"
        who = "blocked customers who renew" if blocked > 1 else "blocked customer who renews"
        wait = "wait" if blocked > 1 else "waits"
        return f"{blocked} {who} within 90 days ({worth}) {wait} longer"
    waiting = postponed.customers_waiting
    if not waiting:
        return "nobody waits longer for it"
    said = f"{waiting} customer{'s wait' if waiting > 1 else ' waits'} longer for it"
    if not postponed.renewal_revenue_blocked:
        return said
    worth = f"{period.product.currency} {short_money(postponed.renewal_revenue_blocked)}"
    return f"{said} ({worth} of renewals promised or blocked)"


def _promised(until: Quarter | None, unsized: int) -> str:
    said = [f"approved and promised work fills the cap until {until.label}"] if until else []
    if unsized:
        promises_are = "promises" if unsized > 1 else "promise"
        said.append(f"{unsized} {promises_are} nobody has sized")
    return ", and ".join(said)
