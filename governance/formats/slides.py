"""The report as slides: at most eight, one message each, to be edited by whoever shows them."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pptx.util import Inches

from charts.pictures import said
from governance.formats.about import dated, ledger_head, month_of, standing, title_of_report
from governance.formats.archives import undated
from governance.formats.sentences import comments, counted, sentence_of
from governance.formats.slide_charts import add_shares, add_slices
from governance.formats.slide_parts import TOP, add_table, add_words, new_deck, new_slide
from governance.formats.tables import Table, printable, tables_of
from governance.formats.words import title_of
from governance.report.figures import shares_chart, slices_chart

if TYPE_CHECKING:
    from governance.report.sections import Report

# The columns that a slide's table has room for, and how wide they are.
type Columns = dict[str, float]
UNDERWAY: Columns = {
    "title": 4,
    "customer": 2.6,
    "spent_weeks": 1.1,
    "approved_weeks": 1.3,
    "forecast_weeks": 1.2,
    "needed_by": 1.3,
    "cost": 1.5,
}
COMMITMENTS: Columns = {
    "what": 5,
    "customer": 3,
    "due": 1.4,
    "source": 1.4,
    "unplanned_weeks": 1.4,
}
WAITING: Columns = {"name": 4, "arr": 2, "renewal_date": 2, "renews_in_90_days": 2}
DECISIONS: Columns = {
    "title": 3.4,
    "customer": 2.4,
    "kind": 1.4,
    "weeks": 1,
    "by": 1.8,
    "reason": 4,
}


class _Deck:
    """The slide deck of one report while slides are added to it."""

    def __init__(self, report: "Report") -> None:
        self.report, self.deck = report, new_deck()
        self.tables = {(table.section, table.key): table for table in tables_of(report)}

    def slide(self, title: str, section: str) -> Any:
        return new_slide(self.deck, printable(title), self._notes(section))

    def table(self, section: str, key: str, columns: Columns) -> None:
        """A slide of the first rows of a table, under the section's sentence."""
        slide = self.slide(sentence_of(self.report, section), section)
        rows = _first(self.tables[section, key], columns)
        add_table(slide, rows, list(columns.values()), f"{rows.title}, as a table")

    def _notes(self, section: str) -> str:
        """The slide's notes: where its figures come from, and the section's figures in full."""
        lines = [
            f"From the section \u201c{title_of(section)}\u201d of the report"
            f" {title_of_report(self.report)}. {standing(self.report)}."
        ]
        figures = self.tables.get((section, "figures"))
        if figures:
            lines += [f"{name.said}: {value.said}" for name, value in figures.rows]
        return "\n".join(lines)


def as_pptx(report: "Report") -> bytes:
    """The bytes of the .pptx; the same facts give the same bytes."""
    made = _Deck(report)
    for add in SLIDES:
        add(made)
    out, day = io.BytesIO(), dated(report)
    properties = made.deck.core_properties
    properties.title = f"{title_of_report(report)}: specials versus core work"
    properties.author = properties.last_modified_by = "Daylight"
    properties.subject, properties.language = standing(report), "en"
    properties.created = properties.modified = dt.datetime.combine(day, dt.time())
    made.deck.save(out)
    return undated(out.getvalue(), day)


def _title(made: _Deck) -> None:
    report = made.report
    slide = made.slide(printable(report.headline.sentence), "headline")
    slide.shapes.title.top = Inches(1.3)
    over = f"{printable(report.product_name)}, {month_of(report)}: specials versus core work"
    add_words(slide, [over], Inches(0.6), 16, "quiet")
    add_words(slide, [report.headline.verdict, *report.notes], Inches(3.6), 20, high=2.5)
    head = [f"Ledger {ledger_head(report)}"] if report.publication else []
    add_words(slide, [standing(report), *head], Inches(6.4), 12, "quiet")


def _shares(made: _Deck) -> None:
    facts = made.report.slices
    slide = made.slide(sentence_of(made.report, "slices"), "slices")
    if all(row.share.share is None for row in facts.quarters):
        add_words(slide, ["A chart stands here once effort is logged."], TOP, name="quiet")
        return
    add_shares(slide, facts, f"Specials' share of effort: {said(shares_chart(facts))}")


def _underway(made: _Deck) -> None:
    made.table("underway", "", UNDERWAY)


def _commitments(made: _Deck) -> None:
    made.table("commitments", "", COMMITMENTS)


def _postponed(made: _Deck) -> None:
    made.table("postponed", "customers", WAITING)


def _slices(made: _Deck) -> None:
    facts = made.report.slices
    rows = made.tables["slices", ""].picked("slice", "target", "planned", "actual").rows
    said_of = {str(row[0].value): [cell.said_with_unit for cell in row[1:]] for row in rows}
    target, planned, actual = said_of["specials"]
    quarter = facts.quarters[-1].quarter.label
    title = f"Specials in {quarter}: target {target}, planned {planned}, actual {actual}"
    slide = made.slide(title, "slices")
    add_slices(slide, facts, f"Target, planned and actual: {said(slices_chart(facts))}")


def _decisions(made: _Deck) -> None:
    made.table("decisions", "", DECISIONS)


def _others(made: _Deck) -> None:
    """The last slide: a sentence for each section that has no slide of its own."""
    report = made.report
    first, *rest = [each.name for each in report.sections() if each.name not in SHOWN]
    slide = made.slide(sentence_of(report, first), first)
    wanted = counted(report.headline.decisions_wanted, "decision")
    lines = [f"{wanted} wanted.", *(sentence_of(report, name) for name in rest)]
    add_words(slide, [printable(line) for line in lines], TOP, 18, high=2)
    if said_too := [printable(line) for line in comments(report)]:
        add_words(slide, said_too, Inches(4.2), 12, high=3)


def _first(table: Table, columns: Columns) -> Table:
    """The table with these columns alone.

    Of the customers who wait each stands once, those who renew within 90 days first.
    """
    found = table.picked(*columns)
    if table.key != "customers":
        return found
    soon = list(columns).index("renews_in_90_days")
    rows = list(dict.fromkeys(tuple(row) for row in found.rows))
    rows.sort(key=lambda row: row[soon].value != "yes")
    return replace(found, rows=rows)


SHOWN = {"headline", "underway", "commitments", "postponed", "slices", "decisions"}
SLIDES: Sequence[Callable[[_Deck], None]] = (
    _title,
    _shares,
    _underway,
    _commitments,
    _postponed,
    _slices,
    _decisions,
    _others,
)
