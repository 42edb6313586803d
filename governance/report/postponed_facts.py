"""The facts of section 4: what was postponed in whose place, and who waits for it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from company.calendar import Quarter


@dataclass(frozen=True)
class NamedCustomer:
    """One customer and its name."""

    customer: int
    name: str


@dataclass(frozen=True)
class WaitingCustomer:
    """One customer who waits longer, as it stands, beside what it was when that was decided.

    A prospect brings no recurring revenue yet. `heard_on` is the last day it was known to wait.
    """

    customer: int
    name: str
    arr: Decimal
    renewal_date: dt.date | None
    renews_in_90_days: bool
    is_prospect: bool
    # Blocked by it, or promised it.
    is_blocked: bool
    heard_on: dt.date
    arr_when_decided: Decimal | None
    renewal_date_when_decided: dt.date | None


@dataclass(frozen=True)
class PostponedRow:
    """Section 4: one displacement that is still open."""

    item: int
    title: str
    slice: str
    weeks: Decimal
    from_quarter: Quarter
    to_quarter: Quarter | None
    outcome: str
    is_below_the_line: bool
    # How many of the quarters that it landed in ended without it.
    missed_again: int
    is_new: bool
    escalation: int
    special: str
    special_customer: str
    deal_amount: Decimal | None
    decided_on: dt.date
    customers: list[WaitingCustomer]


@dataclass(frozen=True, kw_only=True)
class WaitingTotals:
    """Customers who wait for what was postponed, each counted once. Yearly revenue."""

    renewal_revenue_waiting: Decimal
    # Revenue of those who are blocked by what they wait for, or were promised it.
    renewal_revenue_blocked: Decimal
    customers_waiting: int
    renewals_in_90_days: int
    blocked_renewals_in_90_days: int
    blocked_revenue_in_90_days: Decimal
    renewal_date_unknown: int
    renewal_date_past: int
    prospects: list[NamedCustomer]
    # Customers nobody heard of for two quarters; `renewal_revenue_waiting` has theirs too.
    not_heard_of: list[NamedCustomer]
    not_heard_of_revenue: Decimal


@dataclass(frozen=True, kw_only=True)
class Postponed(WaitingTotals):
    """Section 4. Each deal counts once, too; renewals and deals are never added."""

    rows: list[PostponedRow]
    deal_value: Decimal
    deals: int
    # Of these items, how many were missed again, and how often together.
    items_missed_again: int
    times_missed_again: int
