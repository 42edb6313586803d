"""The facts of section 8: what became of what was delivered and of what was turned down."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from company.calendar import Quarter


@dataclass(frozen=True)
class DeliveredDeal:
    """Section 8: the deal of one special or several that were delivered, counted once."""

    deal: int
    name: str
    customer_id: int | None
    customer: str
    outcome: str
    amount: Decimal
    specials: list[str]


@dataclass(frozen=True)
class TurnedDown:
    """Section 8: the deals of what was declined, deferred or redirected, each once.

    `won` of those `decided`; `amount` is of those won.
    """

    state: str
    won: int
    decided: int
    open: int
    amount: Decimal


@dataclass(frozen=True)
class WonAnywayRow:
    """Section 8: a request that was turned down, whose deal was won anyway."""

    escalation: int
    title: str
    customer_id: int | None
    customer: str
    state: str
    deal: str
    amount: Decimal
    decided_on: dt.date
    won_on: dt.date | None


@dataclass(frozen=True)
class ClaimsOfKind:
    """Section 8: how many claims of a kind came true, of how many that count."""

    kind: str
    came_true: int
    judged: int


@dataclass(frozen=True)
class ReviewRow:
    """Section 8: how many customers use a special, as its review says, and what becomes of it."""

    escalation: int
    title: str
    customer: str
    customers_using: int
    verdict: str
    retire_on: dt.date | None
    on: dt.date


@dataclass(frozen=True)
class LaterUseRow:
    """Section 8: how many customers use a special so many days after it was delivered."""

    escalation: int
    title: str
    customer: str
    after_days: int
    customers_using: int
    on: dt.date


@dataclass(frozen=True)
class ReturnRow:
    """Section 8: what is paid for a delivered special against building and carrying it.

    `return_multiple` is None where nothing is paid; that too is below the minimum.
    """

    escalation: int
    title: str
    customer: str
    paid: Decimal
    full_cost: Decimal
    return_multiple: Decimal | None
    is_below_minimum: bool


@dataclass(frozen=True)
class RenewalRow:
    """Section 8: a renewal that came up, of a customer who waited; no outcome where nobody said."""

    customer: int
    name: str
    passed_on: dt.date
    outcome: str
    arr_before: Decimal
    arr: Decimal | None


@dataclass(frozen=True)
class Outcomes:
    """Section 8, of the last four quarters: what was delivered, turned down, judged or reviewed.

    Each deal counts once. What is not decided yet is open, neither won nor lost.
    """

    first: Quarter
    last: Quarter
    delivered: int
    won: int
    won_value: Decimal
    lost: int
    lost_value: Decimal
    open: int
    open_value: Decimal
    deals: list[DeliveredDeal]
    turned_down: list[TurnedDown]
    won_anyway: list[WonAnywayRow]
    claims: list[ClaimsOfKind]
    # Of the specials reviewed, how many somebody uses.
    used: int
    reviews: list[ReviewRow]
    later_uses: list[LaterUseRow] = field(default_factory=list)
    returns: list[ReturnRow] = field(default_factory=list)
    # Renewal revenue that waited and came up, as far as somebody said what became of it.
    renewal_revenue_said: Decimal = Decimal("0.00")
    renewal_revenue_renewed: Decimal = Decimal("0.00")
    renewals_unsaid: int = 0
    renewal_revenue_unsaid: Decimal = Decimal("0.00")
    renewals: list[RenewalRow] = field(default_factory=list)
