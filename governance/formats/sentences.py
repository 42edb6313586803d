"""One sentence for each section of a report, from its facts: for slides, sheets and mail."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, get_type_hints

from company.texts import short_money
from company.units import hundredths
from governance.formats.tables import section_tables
from governance.formats.words import title_of
from governance.report.carrying_facts import CarriedSpecials
from governance.report.facts import (
    Comment,
    Commitments,
    Decisions,
    Headline,
    Interrupts,
    MonthCorrection,
    Slices,
    Underway,
)
from governance.report.offload_facts import OffloadRanking
from governance.report.outcome_facts import Outcomes
from governance.report.postponed_facts import Postponed

if TYPE_CHECKING:
    from governance.report.sections import Report


def sentence_of(report: "Report", section: str) -> str:
    """What the section says, in one sentence; its facts may bring one of their own."""
    facts = getattr(report, section)
    if section in SENTENCES:
        return SENTENCES[section](facts, report.currency)
    return getattr(facts, "sentence", "") or _default_sentence(report, section, facts)


def _default_sentence(report: "Report", section: str, facts: Any) -> str:
    """The first figures of a section that has no sentence of its own here or in its facts."""
    hint = get_type_hints(type(report))[section]
    first, *_ = section_tables(section, hint, facts, report.currency)
    if not first.is_figures:
        return f"{title_of(section)}: {counted(len(first.rows), 'row')}."
    return f"{title_of(section)}: {'; '.join(_figure(row) for row in first.rows[:3])}."


def _figure(row: Any) -> str:
    name, value = row
    label = name.value.rpartition(", ")[0] or name.value
    return f"{label[0].lower()}{label[1:]} {value.said_with_unit}"


def counted(n: int, one: str, many: str = "") -> str:
    """The number with its noun: 1 promise, 3 promises; `many` is a plural that does not end in
    s.
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _headline(facts: Headline, currency: str) -> str:
    return facts.sentence


def _underway(facts: list[Underway], currency: str) -> str:
    if not facts:
        return "No special is underway."
    said = f"{counted(len(facts), 'special is', 'specials are')} underway"
    stray = sum(row.started_without_decision for row in facts)
    late = sum(row.is_late for row in facts)
    parts = [f"{stray} started without a decision"] if stray else []
    parts += [f"{late} late"] if late else []
    return f"{said}{', ' if parts else ''}{', '.join(parts)}."


def _commitments(facts: Commitments, currency: str) -> str:
    if not facts.rows:
        return "No promise to a customer is open."
    said = f"{counted(len(facts.rows), 'promise is', 'promises are')} not kept yet"
    unsized = f", and nobody has sized {facts.unsized}" if facts.unsized else ""
    return f"{said}; {facts.unplanned_weeks:,.2f} wk are in no plan{unsized}."


def _postponed(facts: Postponed, currency: str) -> str:
    if not facts.rows:
        return "No special pushed anything out that is still open."
    waits = counted(facts.customers_waiting, "customer waits", "customers wait")
    return (
        f"{waits} longer: {currency} {short_money(facts.renewal_revenue_waiting)} of renewals lie"
        f" ahead, beside {currency} {short_money(facts.deal_value)} of"
        f" {counted(facts.deals, 'deal')} that displaced them."
    )


def _slices(facts: Slices, currency: str) -> str:
    now = facts.quarters[-1]
    if now.share.share is None:
        return f"Nothing is logged in {now.quarter.label} yet."
    share, cap = hundredths(now.share.share), hundredths(now.cap_percent)
    return f"Specials took {share}% of the work of {now.quarter.label}, under a cap of {cap}%."


def _interrupts(facts: Interrupts, currency: str) -> str:
    if not facts.count:
        return "No team was interrupted for a single customer."
    return (
        f"{counted(facts.count, 'time')} a team's week was interrupted for one customer:"
        f" {counted(facts.teams, 'team')}, {counted(facts.people, 'person', 'people')},"
        f" {facts.weeks:,.2f} wk, {currency} {short_money(facts.cost)}."
    )


def _decisions(facts: Decisions, currency: str) -> str:
    said = counted(len(facts.rows), "decision") if facts.rows else "Nothing decided"
    override = f", {counted(facts.overrides, 'override')}" if facts.overrides else ""
    changed = len(facts.changes)
    changes = f"; {counted(changed, 'change')} of caps, policy and requests" if changed else ""
    return f"{said} this month{override}{changes}."


def _outcomes(facts: Outcomes, currency: str) -> str:
    if not facts.delivered and not facts.won_anyway:
        return "Nothing that was delivered or turned down has come to an end yet."
    won = f"{facts.won} won ({currency} {short_money(facts.won_value)})"
    lost = f"{facts.lost} lost ({currency} {short_money(facts.lost_value)})"
    anyway = len(facts.won_anyway)
    return (
        f"Deals of {counted(facts.delivered, 'delivered special')} in four quarters: {won},"
        f" {lost}, {facts.open} open; {anyway} turned down and won anyway."
    )


def _carrying(facts: CarriedSpecials, currency: str) -> str:
    if facts.live is None:
        return "What live specials cost each year was not reckoned yet."
    if not facts.live:
        return "No special is live."
    if not facts.rows:
        live = counted(facts.live, "live special costs", "live specials cost")
        return f"Nobody has said what {live} each year."
    of = f"{len(facts.rows)} of {counted(facts.live, 'live special')}"
    cost = f"{facts.carrying_weeks:,.2f} wk and {currency} {short_money(facts.carrying_cost)}"
    return f"Carrying {of} takes {cost} each year."


def _offload(facts: OffloadRanking, currency: str) -> str:
    if facts.special_weeks is None:
        return "Which extension points are missing was not ranked yet."
    if not facts.rows:
        return "Product has named no missing extension point that would have spared the core."
    first = facts.rows[0]
    return (
        f"{first.name}, {first.state}, would have absorbed {first.weeks:,.2f} of"
        f" {facts.special_weeks:,.2f} wk on specials in four quarters."
    )


def _corrections(facts: list[MonthCorrection], currency: str) -> str:
    if not facts:
        return "No published month reads otherwise now."
    reads = counted(len(facts), "published month reads", "published months read")
    return f"{reads} otherwise now: {', '.join(row.month for row in facts)}."


def _commentary(facts: list[Comment], currency: str) -> str:
    if not facts:
        return "Neither product nor sales has commented."
    return f"Comments by {' and '.join(f'{row.by} ({row.side})' for row in facts)}."


def comments(report: "Report") -> list[str]:
    """The comment of each side in full, with whose it is."""
    return [f"{row.side.capitalize()}: {row.text}" for row in report.commentary]


SENTENCES: dict[str, Callable[[Any, str], str]] = {
    "headline": _headline,
    "underway": _underway,
    "commitments": _commitments,
    "postponed": _postponed,
    "slices": _slices,
    "interrupts": _interrupts,
    "decisions": _decisions,
    "outcomes": _outcomes,
    "carrying": _carrying,
    "offload": _offload,
    "corrections": _corrections,
    "commentary": _commentary,
}
