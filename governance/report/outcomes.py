"""Section 8: what became of specials and refusals of four quarters, as known at the period's
end.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from escalations.judgements import claims_come_true
from escalations.models import Deal, Escalation, LaterAnswer, Review
from escalations.outcomes import NOT_BUILT, Ended, by_state, tally
from escalations.states import State
from governance.models import Decision
from governance.report.outcome_facts import (
    ClaimsOfKind,
    DeliveredDeal,
    Outcomes,
    RenewalRow,
    ReviewRow,
    TurnedDown,
    WonAnywayRow,
)
from governance.report.period import ReportPeriod
from governance.report.returns import IN_USE, later_uses, returns
from governance.report.specials import Request
from portfolio.customers.renewals import came_up

DELIVERED = (State.DELIVERED, State.REVIEWED)
TURNED_DOWN = (Decision.Kind.DECLINE, Decision.Kind.DEFER, Decision.Kind.REDIRECT)


@dataclass(frozen=True)
class EndedRequests:
    """Requests that ended in the last four quarters.

    `turned_down` is by escalation id the instant of its last such decision.
    """

    period: ReportPeriod
    delivered: Collection[int]
    turned_down: Mapping[int, dt.datetime]
    reviews: Sequence[Review]
    answers: Sequence[LaterAnswer]

    @classmethod
    def load(cls, period: ReportPeriod) -> Self:
        since = period.four_quarters
        delivered = period.as_of.values(
            Escalation,
            "closed_at",
            state__in=DELIVERED,
            closed_at__gte=since,
            closed_at__lt=period.instants[1],
        )
        decisions = Decision.objects.filter(
            period.as_of.until(),
            escalation__product=period.product,
            kind__in=TURNED_DOWN,
            at__gte=since,
        )
        last = dict(decisions.order_by("pk").values_list("escalation", "at"))
        reviews = Review.objects.filter(
            period.as_of.until(), escalation__product=period.product, at__gte=since
        )
        answers = LaterAnswer.objects.filter(
            period.as_of.until(),
            escalation__product=period.product,
            question__in=IN_USE,
            at__gte=since,
        )
        return cls(
            period,
            delivered.keys(),
            last,
            list(reviews.order_by("at", "pk")),
            list(answers.order_by("at", "pk")),
        )

    @property
    def requests(self) -> set[int]:
        """The escalation ids that the section names."""
        reviewed = {row.escalation_id for row in self.reviews}
        answered = {row.escalation_id for row in self.answers}
        return {*self.delivered, *self.turned_down, *reviewed, *answered}

    def facts(self) -> Outcomes:
        """The section; each deal counts once."""
        period = self.period
        delivered = period.requests.of(self.delivered).values()
        down = [
            row for row in period.requests.of(self.turned_down).values() if row.state in NOT_BUILT
        ]
        found = tally(_ended(delivered).values())
        won, lost, still = (found[outcome] for outcome in ("won", "lost", "open"))
        return Outcomes(
            first=period.quarter.plus(-3),
            last=period.quarter,
            delivered=len(self.delivered),
            won=won.number,
            won_value=won.worth,
            lost=lost.number,
            lost_value=lost.worth,
            open=still.number,
            open_value=still.worth,
            deals=_deals(delivered),
            turned_down=_turned_down(down),
            won_anyway=self._won_anyway(down),
            claims=_claims(period),
            used=sum(row.customers_using > 0 for row in self.reviews),
            reviews=[self._review(row) for row in self.reviews],
            later_uses=later_uses(period, self.answers),
            returns=returns(period, self.delivered),
            **_renewals(period),
        )

    def _won_anyway(self, down: Iterable[Request]) -> list[WonAnywayRow]:
        """Requests turned down whose deal was won; the latest win first."""
        won = [row for row in down if row.deal_id and row.deal_outcome == Deal.Outcome.WON]
        days = _won_on(self.period, {row.deal_id for row in won if row.deal_id})
        rows = [
            WonAnywayRow(
                escalation=row.pk,
                title=row.title,
                customer_id=row.customer_id,
                customer=row.customer,
                state=row.state,
                deal=row.deal,
                amount=row.deal_worth,
                decided_on=self.period.product.local_day(self.turned_down[row.pk]),
                won_on=days.get(row.deal_id or 0),
            )
            for row in won
        ]
        return sorted(rows, key=lambda row: row.won_on or dt.date.min, reverse=True)

    def _review(self, row: Review) -> ReviewRow:
        request = self.period.requests.of([row.escalation_id])[row.escalation_id]
        return ReviewRow(
            escalation=request.pk,
            title=request.title,
            customer=request.customer,
            customers_using=row.customers_using,
            verdict=row.verdict,
            retire_on=row.retire_on,
            on=self.period.product.local_day(row.at),
        )


def _renewals(period: ReportPeriod) -> dict[str, Any]:
    """The renewals that came up, of customers who waited, and what became of them."""
    found = came_up(period.as_of)
    return {
        "renewal_revenue_said": found.revenue_said,
        "renewal_revenue_renewed": found.revenue_renewed,
        "renewals_unsaid": len(found.unsaid),
        "renewal_revenue_unsaid": found.revenue_unsaid,
        "renewals": [RenewalRow(**vars(row)) for row in found.rows],
    }


def _ended(requests: Iterable[Request]) -> dict[int, Ended]:
    """By deal id, how the deals of these requests ended."""
    return {row.deal_id: Ended(row.deal_outcome, row.deal_worth) for row in requests if row.deal_id}


def _deals(delivered: Iterable[Request]) -> list[DeliveredDeal]:
    """Each deal once, with all of its specials that were delivered; the largest won first."""
    of_deal: dict[int, list[Request]] = {}
    for row in delivered:
        if row.deal_id:
            of_deal.setdefault(row.deal_id, []).append(row)
    rows = [
        DeliveredDeal(
            deal=deal,
            name=found[0].deal,
            customer_id=found[0].customer_id,
            customer=found[0].customer,
            outcome=found[0].deal_outcome,
            amount=found[0].deal_worth,
            specials=[row.title for row in found],
        )
        for deal, found in of_deal.items()
    ]
    order = ("won", "lost", "open")
    return sorted(rows, key=lambda row: (order.index(row.outcome), -row.amount, row.deal))


def _turned_down(down: Sequence[Request]) -> list[TurnedDown]:
    pairs = [(row.state, row.deal_id) for row in down if row.deal_id]
    return [
        TurnedDown(
            state=one.state,
            won=one.won,
            decided=one.decided,
            open=one.open,
            amount=one.amount,
        )
        for one in by_state(pairs, _ended(down))
    ]


def _claims(period: ReportPeriod) -> list[ClaimsOfKind]:
    judged = claims_come_true(period.as_of, period.four_quarters)
    return [ClaimsOfKind(kind, true, count) for kind, (true, count) in sorted(judged.items())]


def _won_on(period: ReportPeriod, deals: Collection[int]) -> dict[int, dt.date]:
    """By deal id, the day its win was entered; in a reconstruction the day it closed."""
    if period.as_of.is_reconstruction:
        closed = period.as_of.needed(Deal, "close_date", keys=deals)
        return {pk: deal.close_date for pk, deal in closed.items() if deal.close_date}
    rows = Deal.history.filter(
        period.as_of.until("history_date"), product=period.product, id__among=deals
    )
    since: dict[int, dt.datetime] = {}
    for pk, outcome, at in rows.order_by("history_id").values_list("id", "outcome", "history_date"):
        if outcome == Deal.Outcome.WON:
            since.setdefault(pk, at)
        else:
            # A win that was taken back and entered again counts from the second time.
            since.pop(pk, None)
    return {pk: period.product.local_day(at) for pk, at in since.items()}
