"""What became of deals, also of those whose request was not built (DESIGN 4.10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from escalations.models import Deal, Escalation
from escalations.models.deals import worth_of
from escalations.states import State
from portfolio.as_of import AsOf

NOT_BUILT = (State.DECLINED, State.DEFERRED, State.REDIRECTED)


class Ended(NamedTuple):
    """The outcome of a deal, and what it is worth in the product's currency."""

    outcome: str
    worth: Decimal


class Tally(NamedTuple):
    """A number of deals, and what they are worth together."""

    number: int
    worth: Decimal


@dataclass(frozen=True)
class WonAnyway:
    """The deals of what was turned down in one way, each counted once.

    `won` of those `decided`, `open` are not; `amount` is what was signed for those won.
    """

    state: State
    won: int
    decided: int
    open: int
    amount: Decimal


def won_anyway(as_of: AsOf) -> list[WonAnyway]:
    """One row for each state that has deals. Two queries."""
    pairs = as_of.values(Escalation, "state", "deal_id", state__in=NOT_BUILT, deal_id__isnull=False)
    named = {row.deal_id for row in pairs.values()}
    known = as_of.values(Deal, "outcome", "amount", "signed_amount", keys=named)
    deals = {
        pk: Ended(deal.outcome, worth_of(deal.amount, deal.signed_amount))
        for pk, deal in known.items()
    }
    return by_state(((row.state, row.deal_id) for row in pairs.values()), deals)


def by_state(turned_down: Iterable[tuple[str, int]], deals: Mapping[int, Ended]) -> list[WonAnyway]:
    """One row for each state, from pairs of state and deal id; a deal counts once in each state."""
    of_state: dict[str, set[int]] = {}
    for state, deal in turned_down:
        of_state.setdefault(state, set()).add(deal)
    return [
        _together(state, [deals[pk] for pk in of_state[state] if pk in deals])
        for state in NOT_BUILT
        if state in of_state
    ]


def tally(deals: Iterable[Ended]) -> dict[str, Tally]:
    """By outcome, number and worth of the deals; every outcome is there."""
    worths: dict[str, list[Decimal]] = {outcome: [] for outcome in Deal.Outcome.values}
    for deal in deals:
        worths[deal.outcome].append(deal.worth)
    return {
        outcome: Tally(len(found), sum(found, start=Decimal("0.00")))
        for outcome, found in worths.items()
    }


def _together(state: State, deals: Iterable[Ended]) -> WonAnyway:
    found = tally(deals)
    won, lost = found[Deal.Outcome.WON], found[Deal.Outcome.LOST]
    return WonAnyway(
        state=state,
        won=won.number,
        decided=won.number + lost.number,
        open=found[Deal.Outcome.OPEN].number,
        amount=won.worth,
    )
