"""What became of what was not built: its deal says, and no state changes (DESIGN 4.10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from escalations.models import Deal, Escalation
from escalations.models.deals import worth_of
from escalations.states import State
from portfolio.as_of import AsOf

NOT_BUILT = (State.DECLINED, State.DEFERRED, State.REDIRECTED)


@dataclass(frozen=True)
class WonAnyway:
    """The deals of what was turned down in one way, each once: won of those that were decided.

    `amount` is what was signed for those won, in the product's currency; `open` are not decided.
    """

    state: State
    won: int
    decided: int
    open: int
    amount: Decimal


def won_anyway(as_of: AsOf) -> list[WonAnyway]:
    """By state, where it has deals at all. Two queries."""
    pairs = as_of.values(Escalation, "state", "deal_id", state__in=NOT_BUILT, deal_id__isnull=False)
    of_state: dict[str, set[int]] = {}
    for row in pairs.values():
        of_state.setdefault(row.state, set()).add(row.deal_id)
    named = set().union(*of_state.values())
    known = as_of.values(Deal, "outcome", "amount", "signed_amount", keys=named)
    return [
        _together(state, [known[pk] for pk in of_state[state] if pk in known])
        for state in NOT_BUILT
        if state in of_state
    ]


def _together(state: State, deals: Iterable[Any]) -> WonAnyway:
    by_outcome: dict[str, list[Decimal]] = {outcome: [] for outcome in Deal.Outcome.values}
    for deal in deals:
        by_outcome[deal.outcome].append(worth_of(deal.amount, deal.signed_amount))
    won = by_outcome[Deal.Outcome.WON]
    return WonAnyway(
        state=state,
        won=len(won),
        decided=len(won) + len(by_outcome[Deal.Outcome.LOST]),
        open=len(by_outcome[Deal.Outcome.OPEN]),
        amount=sum(won, start=Decimal("0.00")),
    )
