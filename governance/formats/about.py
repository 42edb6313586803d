"""What a file says of itself: product, month, draft or version, and the ledger's head."""

import datetime as dt
from typing import TYPE_CHECKING

from governance.formats.sentences import sentence_of
from governance.formats.tables import Cell, Column, Table, printable
from governance.formats.words import title_of

if TYPE_CHECKING:
    from governance.report.sections import Report

ABOUT = "about"
PAIR = (Column("figure", "Figure", "text"), Column("value", "Value", "text"))


def month_of(report: "Report") -> str:
    """November 2026."""
    return f"{dt.date.fromisoformat(f'{report.month}-01'):%B %Y}"


def title_of_report(report: "Report") -> str:
    return f"{printable(report.product_name)}, {month_of(report)}"


def dated(report: "Report") -> dt.date:
    """The day that a file bears: the same facts make the same file on every day."""
    return report.publication.published_on if report.publication else report.as_at


def standing(report: "Report") -> str:
    """Draft as at 22 Nov 2026; or version 2, published on 1 Dec 2026 by somebody."""
    found = report.publication
    if found is None:
        return f"Draft, as at {_day(report.as_at)}"
    by = f"by {printable(found.published_by)}" if found.is_signed else "not signed"
    return f"Version {found.version}, published on {_day(found.published_on)}, {by}"


def ledger_head(report: "Report") -> str:
    """The ledger's head as `verify_ledger --head` takes it; nothing for a draft."""
    found = report.publication
    return f"{found.ledger_number}:{found.ledger_hash}" if found else ""


def filename(report: "Report", extension: str) -> str:
    version = f"-v{report.publication.version}" if report.publication else ""
    return f"{report.product}-{report.month}{version}.{extension}"


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
    """What a version says otherwise than the one before it; None where there is nothing."""
    if report.publication is None or not report.publication.changes:
        return None
    names = ("section", "row", "figure", "before", "after")
    columns = [Column(name, name.capitalize(), "text") for name in names]
    rows = [
        [Cell(printable(getattr(each, name)), "text") for name in names]
        for each in report.publication.changes
    ]
    return Table(ABOUT, "corrections", "Corrected in this version", columns, rows)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"
