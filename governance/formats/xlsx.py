"""The report as a spreadsheet: a summary, and a sheet for the rows of each section."""

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from charts.palette import colour
from governance.formats.about import dated, standing, title_of_report
from governance.formats.about_tables import PAIR, about, corrections
from governance.formats.tables import Cell, Table, tables_of
from governance.formats.xlsx_charts import shares_chart, slices_chart

if TYPE_CHECKING:
    from governance.report.sections import Report

A4 = 9
NUMBER = "#,##0.00"
FORMS = {
    "weeks": NUMBER,
    "money": NUMBER,
    "percent": "0.00",
    "times": NUMBER,
    "number": NUMBER,
    "whole": "#,##0",
}
DATE = "d mmm yyyy"
# The widths of columns, in characters.
NARROWEST, WIDEST = 9, 34
LINE = 13.5
LONGEST_NAME = 31
# A spreadsheet's dates begin in 1900; earlier ones are written as text.
FIRST_YEAR = 1900


def as_xlsx(report: "Report") -> bytes:
    """The bytes of the .xlsx; the same facts give the same bytes."""
    out = io.BytesIO()
    # A text that begins with = must stay a text: customers' words are in here.
    asked = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, asked) as book:
        _say_what_it_is(book, report)
        styles = _Styles(book)
        tables = tables_of(report)
        _summary(book, styles, report, [table for table in tables if table.is_figures])
        corrected = corrections(report)
        for table in [*([corrected] if corrected else []), *tables]:
            # An empty sheet is kept for a section's own rows only, to say that there are none.
            if not table.is_figures and (table.rows or not table.key):
                _sheet(book, styles, report, table)
    return out.getvalue()


class _Styles:
    """The cell formats, by kind of value."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        head = {**base, "bold": True, "bottom": 1, "text_wrap": True, "font_color": colour("quiet")}
        self.head = book.add_format(head)
        self.head_of_numbers = book.add_format({**head, "align": "right"})
        self.title = book.add_format({**base, "bold": True, "font_size": 12})
        self.text = book.add_format({**base, "text_wrap": True})
        self.by_kind = {
            kind: book.add_format({**base, "num_format": form}) for kind, form in FORMS.items()
        }
        self.date = book.add_format({**base, "num_format": DATE, "align": "left"})
        self.left = {
            kind: book.add_format({**base, "num_format": form, "align": "left"})
            for kind, form in FORMS.items()
        }

    def put(self, sheet: Any, row: int, column: int, cell: Cell, *, left: bool = False) -> None:
        """A number as a number, a day as a day, anything else as text."""
        value = cell.value
        if value is None or value == "":
            return
        if isinstance(value, Decimal | int):
            sheet.write_number(row, column, value, (self.left if left else self.by_kind)[cell.kind])
        elif isinstance(value, dt.date) and value.year >= FIRST_YEAR:
            sheet.write_datetime(row, column, value, self.date)
        else:
            sheet.write_string(row, column, cell.said, self.text)


def _say_what_it_is(book: Any, report: "Report") -> None:
    made = dt.datetime.combine(dated(report), dt.time(), dt.UTC)
    book.set_properties(
        {
            "title": f"{title_of_report(report)}: specials versus core work",
            "subject": standing(report),
            "author": "Daylight",
            "created": made.replace(tzinfo=None),
        }
    )


def _summary(book: Any, styles: _Styles, report: "Report", figures: Sequence[Table]) -> None:
    """What the file is, then every single figure as its name and its value."""
    sheet = _printed(book.add_worksheet("Summary"), report)
    for place, column in enumerate(PAIR):
        sheet.write_string(0, place, column.label, styles.head)
    at = 1
    for table in [about(report), *figures]:
        if table.is_figures:
            sheet.write_string(at, 0, table.title, styles.title)
            at += 1
        for name, value in table.rows:
            _fit(sheet, at, [value], 2 * WIDEST)
            styles.put(sheet, at, 0, name)
            styles.put(sheet, at, 1, value, left=True)
            at += 1
        at += 1
    sheet.set_column(0, 0, WIDEST)
    sheet.set_column(1, 1, 2 * WIDEST)


def _sheet(book: Any, styles: _Styles, report: "Report", table: Table) -> None:
    sheet = _printed(book.add_worksheet(table.title[:LONGEST_NAME]), report)
    for place, column in enumerate(table.columns):
        head = styles.head_of_numbers if column.kind in FORMS else styles.head
        sheet.write_string(0, place, column.label, head)
        sheet.set_column(place, place, _width(table, place))
    for at, row in enumerate(table.rows, start=1):
        _fit(sheet, at, row, WIDEST)
        for place, cell in enumerate(row):
            styles.put(sheet, at, place, cell)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    draw = CHARTS.get((table.section, table.key))
    if draw and table.rows:
        sheet.insert_chart(len(table.rows) + 2, 0, draw(book, sheet.get_name(), table))


# By section and table.
CHARTS = {("slices", ""): slices_chart, ("slices", "quarters"): shares_chart}


def _printed(sheet: Any, report: "Report") -> Any:
    """Prepare a sheet for paper: landscape, one page wide, its head row repeated and in sight."""
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # In a footer & starts a command, and more than 255 characters are dropped.
    title = title_of_report(report).replace("&", "&&")[:150]
    sheet.set_footer(f"&L&8{title}, {standing(report).partition(',')[0]}&R&8&P / &N")
    return sheet


def _fit(sheet: Any, at: int, row: Sequence[Cell], width: int) -> None:
    """Make the row as high as its longest text needs: not every program does so by itself."""
    lines = max(len(cell.said) // width + 1 for cell in row)
    if lines > 1:
        sheet.set_row(at, lines * LINE)


def _width(table: Table, place: int) -> int:
    """Room for its longest cell, within bounds; its head may take two lines."""
    longest = max((len(row[place].said) for row in table.rows), default=0)
    head = max(len(word) for word in table.columns[place].label.split())
    return min(max(longest, head, NARROWEST), WIDEST) + 2
