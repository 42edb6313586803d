"""What became of what was not built: its deal says, and no state changes (DESIGN 4.10)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from company.histories import rows_of
from company.models import Product
from escalations.models import Deal, Escalation
from escalations.models.deals import worth_of
from escalations.states import State

NOT_BUILT = (State.DECLINED, State.DEFERRED, State.REDIRECTED)
TOLD = ("id", "outcome", "amount", "signed_amount")


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


def won_anyway(product: Product, at: dt.datetime | None = None) -> list[WonAnyway]:
    """By state, where it has deals at all; as it stood at the instant, or now. Two queries."""
    if at is None:
        requests: Any = Escalation.objects.filter(product=product)
        deals: Any = Deal.objects.filter(product=product)
    else:
        requests = rows_of(Escalation, product).as_of(at)
        deals = rows_of(Deal, product).as_of(at)
    pairs = requests.filter(state__in=NOT_BUILT, deal__isnull=False).order_by()
    of_state: dict[str, set[int]] = {}
    for state, deal in pairs.values_list("state", "deal_id"):
        of_state.setdefault(state, set()).add(deal)
    named = set().union(*of_state.values())
    known = {row["id"]: row for row in deals.filter(id__in=named).order_by().values(*TOLD)}
    return [
        _together(state, [known[pk] for pk in of_state[state] if pk in known])
        for state in NOT_BUILT
        if state in of_state
    ]


def _together(state: State, deals: Iterable[dict[str, Any]]) -> WonAnyway:
    by_outcome: dict[str, list[Decimal]] = {outcome: [] for outcome in Deal.Outcome.values}
    for deal in deals:
        worth = worth_of(deal["amount"], deal["signed_amount"])
        by_outcome[deal["outcome"]].append(worth)
    won = by_outcome[Deal.Outcome.WON]
    return WonAnyway(
        state=state,
        won=len(won),
        decided=len(won) + len(by_outcome[Deal.Outcome.LOST]),
        open=len(by_outcome[Deal.Outcome.OPEN]),
        amount=sum(won, start=Decimal("0.00")),
    )
