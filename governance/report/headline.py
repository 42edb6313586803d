"""Section 1: the headline, and one plain sentence that says what changed."""

import datetime as dt
import math
from decimal import Decimal

from django.db.models import Min, OuterRef, QuerySet, Subquery, Sum

from escalations.models import Commitment, Deal, Escalation, Event
from governance.models import Decision
from governance.report.facts import Headline, Interrupts, Postponed, Share
from governance.report.frame import Frame
from governance.report.slices import share_of
from portfolio.quarters import Quarter, bounds
from portfolio.queries import core_and_special_minutes, effort_between
from portfolio.weeks import ZERO, hundredths

HORIZON = 40


def headline(frame: Frame, interrupts: Interrupts, postponed: Postponed) -> Headline:
    month, before, quarter, four = _shares(frame)
    budget = frame.snapshot.budget(frame.quarter)
    change = None
    if month.share is not None and before.share is not None:
        change = month.share - before.share
    wanted = _wanted(frame)
    answer = wanted.aggregate(first=Min("answer_due"))["first"] if frame.is_running else None
    return Headline(
        month=month,
        quarter_to_date=quarter,
        last_four_quarters=four,
        change=change,
        quarter=frame.quarter,
        cap_weeks=budget.cap_weeks,
        held_weeks=budget.held_weeks,
        overdraft_weeks=budget.overdraft_weeks,
        headroom_weeks=budget.headroom_weeks,
        logged_share=budget.logged_share,
        filled_until=_filled_until(frame),
        interrupts=interrupts.count,
        cost=interrupts.cost,
        deals_won_revenue=_won(frame),
        decisions_wanted=wanted.count(),
        decisions_wanted_by=answer,
        sentence=_sentence(month, before, budget.headroom_weeks, frame.quarter, postponed),
    )


def _wanted(frame: Frame) -> QuerySet[Escalation]:
    """What stood proposed at the month's end: the last step before then was to propose it."""
    _, after = frame.instants
    steps = Event.objects.filter(escalation=OuterRef("pk"), at__lt=after)
    last = steps.exclude(kind__in=["confirm", "amend"]).order_by("-at", "-pk")
    rows = Escalation.objects.filter(product=frame.product)
    return rows.annotate(last_step=Subquery(last.values("kind")[:1])).filter(last_step="propose")


def _shares(frame: Frame) -> tuple[Share, Share, Share, Share]:
    """This month, the month before, this quarter to the month's end, the last four quarters."""
    start, _ = bounds(frame.product, frame.quarter)
    year, _ = bounds(frame.product, frame.quarter.plus(-3))
    periods = [
        (frame.first, frame.after),
        (frame.previous_first, frame.first),
        (start, frame.after),
        (year, frame.after),
    ]
    month, before, quarter, four = (_share(frame, period) for period in periods)
    return month, before, quarter, four


def _share(frame: Frame, period: tuple[dt.date, dt.date]) -> Share:
    core, special = core_and_special_minutes(effort_between(frame.product, *period))
    return share_of(frame, period, special=special, total=core, quarter=frame.quarter)


def _won(frame: Frame) -> Decimal:
    """The amounts of deals won this month by specials, each deal once."""
    approved = Decision.objects.filter(kind=Decision.Kind.APPROVE).values("escalation")
    deals = Deal.objects.filter(
        product=frame.product,
        outcome=Deal.Outcome.WON,
        close_date__gte=frame.first,
        close_date__lt=frame.after,
        pk__in=Escalation.objects.filter(pk__in=approved).values("deal"),
    )
    return hundredths(Decimal(deals.aggregate(n=Sum("amount"))["n"] or 0))


def _filled_until(frame: Frame) -> Quarter | None:
    """At this quarter's cap, the quarter until which approved and promised weeks fill it."""
    cap = frame.snapshot.cap_weeks(frame.quarter)
    promised = Commitment.objects.filter(
        product=frame.product, kept_on__isnull=True, escalation__isnull=True
    ).aggregate(n=Sum("weeks"))["n"]
    ahead = [frame.snapshot.budget(frame.quarter.plus(n)).held_weeks for n in range(4)]
    load = sum(ahead, start=ZERO) + hundredths(Decimal(promised or 0))
    if not cap or load <= 0:
        return None
    quarters = min(math.ceil(load / cap), HORIZON)
    return frame.quarter.plus(quarters - 1)


def _sentence(
    month: Share, before: Share, headroom: Decimal, quarter: Quarter, postponed: Postponed
) -> str:
    if month.share is None:
        first = "No effort was logged this month, so there is no specials share yet."
    elif before.share is None:
        first = f"Specials took {month.share:.1f}% of this month's effort."
    else:
        points = month.share - before.share
        way = "up" if points > 0 else "down"
        moved = "unchanged from" if not round(points, 1) else f"{way} {abs(points):.1f} points from"
        first = (
            f"Specials took {month.share:.1f}% of this month's effort,"
            f" {moved} {before.share:.1f}% the month before."
        )
    room = (
        f" {quarter.label} has {headroom} wk of headroom left"
        if headroom >= 0
        else f" {quarter.label} is {-headroom} wk over its cap"
    )
    waiting = postponed.customers_waiting
    who = "nobody waits longer for it" if not waiting else (
        f"{waiting} customer{'s wait' if waiting > 1 else ' waits'} longer"
    )  # fmt: skip
    return f"{first}{room}, and {who}."
