"""The tables "About this report" and "Corrected in this version" of every file."""

from typing import TYPE_CHECKING

from governance.formats.about import ledger_head, standing
from governance.formats.sentences import sentence_of
from governance.formats.tables import Cell, Column, Table, printable
from governance.formats.words import title_of

if TYPE_CHECKING:
    from governance.report.sections import Report

ABOUT = "about"
PAIR = (Column("figure", "Figure", "text"), Column("value", "Value", "text"))


def about(report: "Report") -> Table:
    """Names and values, and one sentence for each section after the headline."""
    pairs: list[tuple[str, Cell]] = [
        ("Product", Cell(printable(report.product_name), "text")),
        ("Month", Cell(report.month, "text")),
        ("Currency", Cell(report.currency, "text")),
        ("As at", Cell(report.as_at, "date")),
        ("Standing", Cell(standing(report), "text")),
    ]
    if report.publication:
        pairs += [
            ("Ledger", Cell(ledger_head(report), "text")),
            ("Reason", Cell(printable(report.publication.reason), "text")),
        ]
    pairs += [("Note", Cell(printable(note), "text")) for note in report.notes]
    pairs += [
        (title_of(each.name), Cell(printable(sentence_of(report, each.name)), "text"))
        for each in report.sections()
    ]
    rows = [[Cell(name, "text"), value] for name, value in pairs]
    return Table(ABOUT, "", "About this report", PAIR, rows)


def corrections(report: "Report") -> Table | None:
    """The figures that a version corrects; None for a draft, or where none is."""
    if report.publication is None or not report.publication.changes:
        return None
    names = ("section", "row", "figure", "before", "after")
    columns = [Column(name, name.capitalize(), "text") for name in names]
    rows = [
        [Cell(printable(getattr(each, name)), "text") for name in names]
        for each in report.publication.changes
    ]
    return Table(ABOUT, "corrections", "Corrected in this version", columns, rows)
