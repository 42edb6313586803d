"""All formats, read back, agree with the facts to the cent and the hundredth."""

import datetime as dt
import html
import io
import json
import re
from decimal import Decimal as D

import pytest
from pypdf import PdfReader

from company.calendar import Quarter
from company.units import hundredths
from governance.formats.every_figure import every_figure
from governance.formats.json_file import as_json_file
from governance.formats.page import as_html
from governance.formats.pdf import as_pdf
from governance.formats.tables import tables_of
from governance.report.json_facts import as_json, from_json
from governance.report.sections import Report
from tests.governance.formats.reading import (
    csv_tables,
    needs_pango,
    run_together,
    sheets,
    slide_texts,
    slides,
)

# The facts come from the database; how they are written does not.
pytestmark = pytest.mark.any_database


def as_read(value):
    """A cell of a spreadsheet as the facts have it."""
    if isinstance(value, dt.datetime):
        return value.date()
    return hundredths(D(str(value))) if isinstance(value, float) else value


def as_kept(cell):
    """A fact as a spreadsheet keeps it."""
    if cell.value == "":
        return None
    return cell.value.label if isinstance(cell.value, Quarter) else cell.value


def test_json_is_the_facts_and_is_read_back(report):
    facts = json.loads(as_json_file(report))

    assert facts == as_json(report)
    assert as_json(from_json(Report, facts)) == facts
    assert facts["headline"]["cost"] == "10000.00"


def test_a_report_that_was_kept_makes_the_same_files(report):
    kept = from_json(Report, as_json(report))

    assert csv_tables(kept) == csv_tables(report)
    assert as_html(kept) == as_html(report)


def test_csv_has_every_cell(report):
    files = csv_tables(report)
    written = [[list(row.values()) for row in rows] for name, rows in files.items()]
    facts = [[[c.written for c in row] for row in table.rows] for table in tables_of(report)]

    assert written[1:] == facts
    assert list(files)[:2] == ["00-about.csv", "01-headline.csv"]
    sections = [f"{n:02}-{each.name}.csv" for n, each in enumerate(report.sections(), start=1)]
    assert [name for name in files if name in sections] == sections
    assert "03-commitments-quarters.csv" in files


def test_the_spreadsheet_has_every_cell_as_number_day_or_text(report):
    book = sheets(report)
    summary = {
        (row[0].value, as_read(row[1].value)) for row in book["Summary"].iter_rows() if row[0].value
    }

    for table in tables_of(report):
        if table.is_figures:
            wanted = {(str(name.value), as_kept(value)) for name, value in table.rows}
            assert wanted - summary == set()
            continue
        if table.key and not table.rows:
            assert table.title[:31] not in book.sheetnames
            continue
        head, *rows = book[table.title[:31]].iter_rows(max_col=len(table.columns), values_only=True)
        assert list(head) == [column.label for column in table.columns]
        read = [[as_read(value) for value in row] for row in rows[: len(table.rows)]]
        assert read == [[as_kept(cell) for cell in row] for row in table.rows], table.title


def test_slides_show_what_the_tables_say(report):
    deck = slides(report)
    shares, parts = (
        shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart
    )
    quarters = report.slices.quarters
    read = {series.name: list(series.values) for plot in shares.plots for series in plot.series}

    assert list(shares.plots[0].categories) == [row.quarter.label for row in quarters]
    assert [v and hundredths(D(str(v))) for v in read["Specials, % of effort"]] == [
        None if row.share.share is None else hundredths(row.share.share) for row in quarters
    ]
    assert [D(str(v)) for v in read["Cap, %"]] == [row.cap_percent for row in quarters]
    actual = next(series for series in parts.plots[0].series if series.name == "Actual, %")
    assert [hundredths(D(str(v))) for v in actual.values] == [
        hundredths(row.actual) for row in report.slices.rows
    ]
    underway = slide_texts(deck.slides[2])
    for row in report.underway:
        assert {row.title, f"{row.spent_weeks:,.2f}", f"{row.cost:,.2f}"} <= set(underway)
    notes = deck.slides[0].notes_slide.notes_text_frame.text
    figures = next(t for t in tables_of(report) if t.is_figures)
    assert all(f"{name.said}: {value.said}" in notes for name, value in figures.rows)


@needs_pango
def test_pages_say_every_figure_in_full(report):
    page = run_together(html.unescape(re.sub("<[^>]+>", "", as_html(report).decode())))
    written = as_pdf(report)
    sheets_of_paper = PdfReader(io.BytesIO(written))
    paper = run_together(" ".join(sheet.extract_text() for sheet in sheets_of_paper.pages))
    said = [
        run_together(f"{name} {value}")
        for part in every_figure(report)
        for entry in part.entries
        for name, value in entry.figures
    ]

    assert [figure for figure in said if figure not in page] == []
    assert [figure for figure in said if figure not in paper] == []
    assert "Costofthismonth'sspecialsEUR10,000.00" in paper
    first = sheets_of_paper.pages[0].extract_text()
    assert run_together(report.headline.sentence) in run_together(first)
    assert sheets_of_paper.pages[0].mediabox.height == pytest.approx(841.89, abs=0.1)
    assert_anybody_can_read(sheets_of_paper)
    # The same facts make the same file, whenever that is.
    assert as_pdf(report) == written


def assert_anybody_can_read(paper) -> None:
    """Tagged, with title, language and words for every picture; its fonts inside."""
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert paper.metadata.title == "Skylark, November 2026: specials versus core work"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    tags = list(tags_of(root["/StructTreeRoot"]))
    names = {str(tag.get("/S")) for tag in tags}
    assert {"/Document", "/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= names
    figures = [str(tag.get("/Alt", "")) for tag in tags if tag.get("/S") == "/Figure"]
    assert len(figures) == 3
    assert all(len(words) > 20 for words in figures)
    assert figures[0].endswith(
        "Q4 2026 11.25% (limit 10.00%); lines: straining, struggling, off the road, cap 10%"
    )
    fonts = [
        font.get_object() for page in paper.pages for font in page["/Resources"]["/Font"].values()
    ]
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        described = inner.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described), font["/BaseFont"]
    assert any("Report-Inter" in str(font["/BaseFont"]) for font in fonts)


def tags_of(node):
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict) and "/S" in kid:
            yield from tags_of(kid)
