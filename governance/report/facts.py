"""The facts of the monthly executive report (DESIGN section 5), one type per section."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from company.calendar import Quarter
from governance.bands import Band


@dataclass(frozen=True)
class Share:
    """The specials share of a period, both days counted.

    Weeks; share in unrounded percent, None without effort.
    """

    first: dt.date
    last: dt.date
    special_weeks: Decimal
    total_weeks: Decimal
    share: Decimal | None
    band: Band | None
    # Percent of the weeks that core teams had that is logged; `is_covered` from 80% on.
    coverage: Decimal | None
    is_covered: bool


@dataclass(frozen=True)
class Source:
    """Section 1: where the figures on customers, deals or effort come from.

    `origin` is the last import, or "by hand"; `missing` of `count` rows lack what the figures need:
    a renewal date, or an amount.
    """

    of: str
    origin: str
    on: dt.date | None
    count: int
    missing: int
    said: str


@dataclass(frozen=True)
class OpenWeeks:
    """Section 1: a core team, how many of its weeks nobody confirmed, and the first of them."""

    team: str
    count: int
    # A Thursday, by which weeks are dated.
    first: dt.date


@dataclass(frozen=True)
class Headline:
    """Section 1. `change` is in percentage points against the month before.

    `cost` is of this month's specials, `quarter_cost` of this quarter's, whose deals
    `quarter_signed` and `quarter_open` are; `deals_won_cost` is all that specials of deals won this
    month cost.
    """

    month: Share
    quarter_to_date: Share
    last_four_quarters: Share
    change: Decimal | None
    quarter: Quarter
    cap_weeks: Decimal
    held_weeks: Decimal
    overdraft_weeks: Decimal
    headroom_weeks: Decimal
    is_within_cap: bool
    verdict: str
    logged_share: Decimal | None
    filled_until: Quarter | None
    promised_weeks: Decimal
    promises_unsized: int
    interrupts: int
    cost: Decimal
    quarter_cost: Decimal
    quarter_signed: Decimal
    quarter_open: Decimal
    deals_won_revenue: Decimal
    deals_won_cost: Decimal
    unplanned_weeks: Decimal
    # Core work of the quarter on items for one customer, without an escalation.
    one_customer_weeks: Decimal
    decisions_wanted: int
    decisions_wanted_by: dt.date | None
    # Of the customers who wait for what was postponed and were promised it or are blocked by it.
    renewal_revenue_blocked: Decimal
    sentence: str
    sources: list[Source]
    # Filled only where too little of the quarter is logged to judge its share.
    open_weeks: list[OpenWeeks] = field(default_factory=list)


@dataclass(frozen=True)
class Underway:
    """Section 2: one special that is worked on or approved."""

    escalation: int
    title: str
    customer: str
    customer_id: int | None
    deal: str
    deal_amount: Decimal | None
    state: str
    started_without_decision: bool
    approved_weeks: Decimal
    spent_weeks: Decimal
    left_weeks: Decimal
    overrun_weeks: Decimal
    not_paid_for_weeks: Decimal
    forecast_weeks: Decimal
    needed_by: dt.date | None
    is_late: bool
    cost: Decimal


@dataclass(frozen=True)
class CommitmentRow:
    """Section 3: a promise that is not kept yet.

    `unplanned_weeks` are in no plan yet; None where nobody sized it.
    """

    commitment: int
    what: str
    customer_id: int
    customer: str
    due: dt.date
    is_late: bool
    source: str
    sla: str
    escalation: int | None
    title: str
    unplanned_weeks: Decimal | None


@dataclass(frozen=True)
class EndedPromise:
    """Section 3: a promise that was kept, or broken, this month."""

    commitment: int
    what: str
    customer: str
    due: dt.date
    kept_on: dt.date | None
    broken_on: dt.date | None


@dataclass(frozen=True)
class PromisedQuarter:
    """Section 3: what promises due in a quarter would take of its cap, beside what is held."""

    quarter: Quarter
    # None before the quarter is planned.
    cap_weeks: Decimal | None
    held_weeks: Decimal
    promised_weeks: Decimal


@dataclass(frozen=True)
class AnswerRow:
    """Section 3: what one person answered, asked whether they promised anything not listed."""

    person: str
    nothing_else: bool
    on: dt.date


@dataclass(frozen=True)
class Commitments:
    """Section 3. At this quarter's cap, approved and promised weeks fill it until `filled_until`.

    `not_answered` names the sales VPs and executives who were asked and did not answer.
    """

    rows: list[CommitmentRow]
    unplanned_weeks: Decimal
    unsized: int
    filled_until: Quarter | None
    quarters: list[PromisedQuarter]
    answers: list[AnswerRow]
    not_answered: list[str]
    ended: list[EndedPromise] = field(default_factory=list)


@dataclass(frozen=True)
class SliceRow:
    """Section 5: one slice of the quarter, in percent of what was planned or logged."""

    slice: str
    name: str
    target: Decimal | None
    baseline_weeks: Decimal | None
    baseline: Decimal | None
    planned_weeks: Decimal
    planned: Decimal | None
    actual_weeks: Decimal
    actual: Decimal | None


@dataclass(frozen=True)
class QuarterShare:
    """Section 5: one of the last eight quarters against the bands."""

    quarter: Quarter
    share: Share
    cap_percent: Decimal


@dataclass(frozen=True)
class Slices:
    rows: list[SliceRow]
    # When the quarter's plan was agreed, if that was after its tenth working day.
    agreed_late_on: dt.date | None
    quarters: list[QuarterShare]
    straining_above: Decimal
    struggling_from: Decimal
    off_the_road_from: Decimal


@dataclass(frozen=True)
class InterruptRow:
    """Section 6: one team in one calendar week with effort on an escalation."""

    week: dt.date
    team: str
    people: int
    weeks: Decimal


@dataclass(frozen=True)
class Interrupts:
    count: int
    teams: int
    people: int
    weeks: Decimal
    cost: Decimal
    rows: list[InterruptRow]


@dataclass(frozen=True)
class DecisionRow:
    """Section 7: one decision of the month."""

    escalation: int
    title: str
    customer: str
    kind: str
    by: str
    on: dt.date
    reason: str
    weeks: Decimal | None
    is_override: bool
    is_slot: bool
    is_own_request: bool
    used_slot_weeks: bool
    # It fits only because the cap was raised then.
    cap_raised_on: dt.date | None
    # To services or to a partner, and to which.
    redirected_to: str = ""
    partner: str = ""


@dataclass(frozen=True)
class ChangeRow:
    """Section 7: a change of cap or policy, or something of a request that is published.

    `detail` says what a request was swapped for, or as what it was taken into the plan.
    """

    kind: str
    what: str
    detail: str
    customer: str
    escalation: int | None
    by: str
    on: dt.date
    reason: str


@dataclass(frozen=True)
class CustomerFaults:
    """Section 7: how many faults were taken into the plan that one customer had reported."""

    customer_id: int | None
    customer: str
    in_month: int
    in_four_quarters: int


@dataclass(frozen=True)
class SpecialAfterAll:
    """Section 7: a planned item that one customer or two use, 90 days after its delivery."""

    escalation: int
    title: str
    customer: str
    item: int
    weeks: Decimal
    finished_on: dt.date
    customers_using: int
    used_by: list[str]


@dataclass(frozen=True)
class Decisions:
    rows: list[DecisionRow]
    changes: list[ChangeRow]
    # Most in four quarters first.
    faults: list[CustomerFaults]
    overrides: int
    own_requests: int
    after_all: list[SpecialAfterAll] = field(default_factory=list)


@dataclass(frozen=True)
class MonthCorrection:
    """An earlier month whose share is another since it was published: effort came in late."""

    month: str
    special_weeks_before: Decimal
    special_weeks: Decimal
    total_weeks_before: Decimal
    total_weeks: Decimal
    share_before: Decimal | None
    share: Decimal | None


@dataclass(frozen=True)
class Comment:
    """Section 11: what product or sales says of the month, in at most 600 characters.

    `side` is "product" or "sales".
    """

    side: str
    text: str
    by: str
    on: dt.date


@dataclass(frozen=True)
class PolicyInForce:
    """What governed the report's quarter. Percents in percent; the defaults are from no quarter."""

    from_quarter: Quarter | None
    cap_percent: Decimal
    straining_above: Decimal
    struggling_from: Decimal
    off_the_road_from: Decimal
    slots: int
    slot_weeks: Decimal
    overdraft: bool


@dataclass(frozen=True)
class ChangedFigure:
    """One figure that a correction says otherwise than the version before it."""

    section: str
    row: str
    figure: str
    before: str
    after: str


@dataclass(frozen=True)
class PublishedVersion:
    """What a published report says of itself; a draft says nothing of this.

    `published_by` is empty where nobody signed it. The ledger's head is the one it followed.
    """

    version: int
    published_on: dt.date
    published_by: str
    is_signed: bool
    reason: str
    ledger_number: int
    ledger_hash: str
    changes: list[ChangedFigure]
