"""What the facts of a report are called in tables, and what kind of figure each one is.

A fact that is not named here is called after its field, and is of the kind its name ends in: a
new section is written by every format before anybody says more of it.
"""

from typing import Literal

from escalations.models import Commitment
from escalations.states import State
from governance.models import Decision
from governance.report.labels import LABELS

type Kind = Literal[
    "text", "weeks", "money", "percent", "times", "number", "date", "quarter", "whole"
]

# A section's title, and that of each table of it.
TITLES = {
    "headline": "Headline",
    "underway": "Specials underway",
    "commitments": "Promised to customers",
    "commitments.quarters": "Promised, by quarter",
    "postponed": "Postponed in their place",
    "postponed.customers": "Customers who wait",
    "slices": "Specials versus core",
    "slices.quarters": "Share by quarter",
    "interrupts": "Interrupts",
    "decisions": "Decided this month",
    "decisions.changes": "And this changed",
    "decisions.faults": "Faults by customer",
    "decisions.after_all": "Special after all",
    "headline.sources": "Where figures come from",
    "headline.open_weeks": "Weeks nobody confirmed",
    "commitments.ended": "Promises kept or broken",
    "commitments.answers": "Asked what else was promised",
    "postponed.prospects": "Prospects who wait",
    "postponed.not_heard_of": "Not heard of",
    "outcomes": "What became of it",
    "outcomes.deals": "Deals of delivered specials",
    "outcomes.turned_down": "Turned down",
    "outcomes.won_anyway": "Turned down, won anyway",
    "outcomes.claims": "Claims that came true",
    "outcomes.reviews": "Who uses it",
    "outcomes.later_uses": "Who uses it later",
    "outcomes.returns": "What they return",
    "outcomes.renewals": "Renewals that came up",
    "carrying": "Carried from earlier",
    "offload": "What would have spared the core",
    "corrections": "Corrected since published",
    "commentary": "In their words",
    "policy": "Policy in force",
}
# By "Type.field", or by the field alone for every type that has it.
NAMES = {
    "Underway.title": "Special",
    "CommitmentRow.title": "Request",
    "CommitmentRow.source": "Promised in",
    "CommitmentRow.unplanned_weeks": "In no plan",
    "CommitmentRow.customer": "To",
    "CommitmentRow.due": "By",
    "CommitmentRow.sla": "SLA",
    "PostponedRow.title": "Item",
    "PostponedRow.weeks": "Lost",
    "PostponedRow.from_quarter": "From",
    "PostponedRow.to_quarter": "To",
    "PostponedRow.special": "By which special",
    "PostponedRow.special_customer": "For whom",
    "PostponedRow.missed_again": "Times missed again",
    "PostponedRow.is_new": "New this month",
    "PostponedRow.is_below_the_line": "Below the line there",
    "WaitingCustomer.name": "Who waits",
    "WaitingCustomer.is_blocked": "Blocked or promised",
    "SliceRow.name": "Slice",
    "SliceRow.slice": "Slice key",
    "DeliveredDeal.deal": "Deal number",
    "DeliveredDeal.name": "Deal",
    "NamedCustomer.customer": "Customer number",
    "NamedCustomer.name": "Customer",
    "AnswerRow.nothing_else": "Promised nothing else",
    "OpenWeeks.count": "Weeks nobody confirmed",
    "OpenWeeks.first": "Since the week of",
    "Source.of": "Figures on",
    "Source.origin": "Read from",
    "ClaimsOfKind.kind": "Claim",
    "CarriedRow.title": "Special",
    "CarriedRow.sunset_on": "Carried until",
    "carrying_weeks": "A year",
    "carrying_cost": "Cost a year",
    "CarriedRow.is_past_sunset": "Past its day, not retired",
    "CarriedSpecials.past_sunset": "Past their day, not retired",
    "CarriedSpecials.retired": "Retired in four quarters",
    "CarriedSpecials.live": "Live specials",
    "CarriedSpecials.unsaid": "Of them nobody said what it costs",
    "SpecialAfterAll.title": "Planned for several",
    "SpecialAfterAll.customer": "Asked for by",
    "SpecialAfterAll.finished_on": "Delivered on",
    "OffloadRow.name": "Extension point",
    "OffloadRow.weeks": "Would have absorbed",
    "OffloadRanking.special_weeks": "Specials of four quarters",
    "OffloadRanking.judged_weeks": "Of them product has looked at",
    "OffloadRanking.absorbed_weeks": "Extension points would have absorbed",
    "extension_point": "Extension point number",
    "Outcomes.first": "First quarter",
    "Outcomes.last": "Last quarter",
    "Outcomes.won": "Deals won",
    "Outcomes.won_value": "Value of deals won",
    "Outcomes.lost": "Deals lost",
    "Outcomes.lost_value": "Value of deals lost",
    "Outcomes.open": "Deals open",
    "Outcomes.open_value": "Value of deals open",
    "Outcomes.renewal_revenue_said": "Revenue that waited and came up",
    "Outcomes.renewal_revenue_renewed": "Of it renewed",
    "Outcomes.renewals_unsaid": "Came up, nobody said what became of them",
    "Outcomes.renewal_revenue_unsaid": "Revenue of them",
    "LaterUseRow.title": "Special",
    "LaterUseRow.after_days": "Days after delivery",
    "LaterUseRow.on": "Said on",
    "ReturnRow.title": "Special",
    "ReturnRow.is_below_minimum": "Less than policy expects",
    "RenewalRow.customer": "Customer number",
    "RenewalRow.name": "Customer",
    "RenewalRow.passed_on": "Came up",
    "arr_before": "Revenue a year before",
    "RenewalRow.arr": "Revenue a year after",
    "Outcomes.used": "Specials that somebody uses",
    "Postponed.not_heard_of_revenue": "Revenue of customers not heard of",
    "DecisionRow.title": "Request",
    "MonthCorrection.special_weeks": "Specials now",
    "MonthCorrection.total_weeks": "All work now",
    "MonthCorrection.share": "Share now",
    "MonthCorrection.special_weeks_before": "Specials as published",
    "MonthCorrection.total_weeks_before": "All work as published",
    "MonthCorrection.share_before": "Share as published",
    "PolicyInForce.slot_weeks": "Most of a slot",
    "DecisionRow.kind": "Decision",
    "DecisionRow.used_slot_weeks": "Used weeks set apart for slots",
    "ChangeRow.kind": "Change",
    "InterruptRow.week": "Week of",
    "Headline.month": "This month",
    "Headline.quarter_to_date": "Quarter to date",
    "Headline.last_four_quarters": "Last four quarters",
    "Headline.logged_share": "Logged of the quarter's capacity",
    "Headline.change": "Change to the month before, points",
    "Headline.quarter_signed": "Signed deals of this quarter's specials",
    "Headline.quarter_open": "Open deals of this quarter's specials",
    "Headline.quarter_cost": "Cost of this quarter's specials",
    "Headline.cost": "Cost of this month's specials",
    "Headline.deals_won_revenue": "Deals won this month",
    "Headline.deals_won_cost": "Cost of the specials of deals won this month",
    "Headline.headroom_weeks": "Left for one-offs",
    "Headline.overdraft_weeks": "Carried in",
    "Headline.filled_until": "Full until",
    "Headline.unplanned_weeks": "Core work in no plan",
    "Headline.one_customer_weeks": "Core work for one customer",
    "Postponed.deal_value": "Value of the deals that displaced them",
    "Share.share": "share of specials",
    "Share.special_weeks": "specials",
    "Share.total_weeks": "all work",
    "arr": "Revenue a year",
    "arr_when_decided": "Revenue a year when decided",
    "renews_in_90_days": "Renews within 90 days",
    "customer_id": "Customer number",
    "escalation": "Escalation number",
    "commitment": "Promise number",
    "item": "Item number",
    "WaitingCustomer.customer": "Customer number",
    "deal_amount": "Deal's amount",
    "needed_by": "Due",
    "cap_percent": "Cap",
}
# Ids: programs need them; people see them in the last columns.
NUMBERS = {"escalation", "commitment", "item", "customer_id", "customer", "deal", "extension_point"}
KEYS = {"SliceRow.slice"}
# The columns that name an outer row in the table of its inner rows; the first field elsewhere.
NAMED_BY = {"PostponedRow": ("title", "from_quarter", "special")}
PERCENTS = {"change", "coverage", "target", "baseline", "planned", "actual", "share", "percent"}
MONEY = {
    "cost",
    "amount",
    "arr",
    "revenue",
    "value",
    "paid",
    "signed",
    "open",
    "price",
    "money",
    "fee",
}
UNITS = {"weeks": "wk", "percent": "%", "times": "times"}
CHOICES: dict[str, dict[str, str]] = {
    "Underway.state": {str(key): str(label) for key, label in State.choices},
    "CommitmentRow.source": {str(key): str(label) for key, label in Commitment.Source.choices},
    "DecisionRow.kind": {str(key): str(label) for key, label in Decision.Kind.choices},
    "ChangeRow.kind": LABELS,
}
# Choices without labels of their own: their value is shown as words.
WORDED = {
    "PostponedRow.outcome",
    "Comment.side",
    "Source.of",
    "DeliveredDeal.outcome",
    "TurnedDown.state",
    "WonAnywayRow.state",
    "DecisionRow.redirected_to",
    "OffloadRow.kind",
    "OffloadRow.layer",
    "OffloadRow.state",
    "ClaimsOfKind.kind",
    "ReviewRow.verdict",
    "RenewalRow.outcome",
}


def readable(name: str) -> str:
    """A field's name as people read it: "deals_won_cost" is "Deals won cost"."""
    return name.removeprefix("is_").replace("_", " ").strip().capitalize()


def title_of(section: str, table: str = "") -> str:
    """What a table is called; `table` is the field of the section that holds its rows."""
    key = f"{section}.{table}" if table else section
    return TITLES.get(key) or ", ".join(readable(part) for part in key.split("."))


def name_of(type_name: str, field: str) -> str:
    """The label of a field, without its unit."""
    return NAMES.get(f"{type_name}.{field}") or NAMES.get(field) or readable(field)


def kind_of(field: str) -> Kind:
    """The kind of a decimal, read off its field's name; "number" where the name tells none."""
    parts = set(field.split("_"))
    if "weeks" in parts:
        return "weeks"
    if parts & PERCENTS or field.endswith(("_above", "_from")):
        return "percent"
    if "multiple" in parts:
        return "times"
    return "money" if parts & MONEY else "number"


def choice(type_name: str, field: str, value: str) -> str:
    """The label of a choice; text that is no choice stays as it is."""
    key = f"{type_name}.{field}"
    if key in CHOICES:
        return CHOICES[key].get(value) or readable(value)
    return readable(value) if key in WORDED else value
