"""A list as CSV or as a spreadsheet: all its rows, in the order of the page."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from company.lists.columns import Column, Value
from company.texts import neutral

# Excel reads a CSV as UTF-8 only where it begins with this mark.
ENCODING = "utf-8-sig"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel has no date before 1900; an earlier day is written as text.
FIRST_YEAR = 1900
WIDTH = 22


def file_of(form: str, name: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponse:
    """A download of these rows; `form` is csv or xlsx."""
    cells = [[column.value(row) for column in columns] for row in rows]
    labels = [column.label for column in columns]
    make, kind = (_csv, "text/csv; charset=utf-8") if form == "csv" else (_xlsx, SHEET)
    answer = HttpResponse(make(labels, cells), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _csv(labels: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    # Spreadsheet programs run a cell that begins with "=" or the like as a formula.
    writer.writerow([neutral(label) for label in labels])
    writer.writerows([neutral(_plain_text(cell)) for cell in row] for row in rows)
    return out.getvalue().encode(ENCODING)


def _plain_text(value: Value) -> str:
    """The text of a value as programs read it: 18000.00, 2026-11-30; empty for None."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def _xlsx(labels: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    out = io.BytesIO()
    # A title that begins with "=" or "http:" must not become a formula or a link.
    asked = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, asked) as book:
        sheet = book.add_worksheet("List")
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "d mmm yyyy"})
        number = book.add_format({"num_format": "#,##0.00"})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, max(0, len(labels) - 1), WIDTH)
        for place, label in enumerate(labels):
            sheet.write_string(0, place, label, head)
        for at, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, Decimal):
                    sheet.write_number(at, place, value, number)
                elif isinstance(value, int):
                    sheet.write_number(at, place, value)
                elif isinstance(value, dt.date) and value.year >= FIRST_YEAR:
                    sheet.write_datetime(at, place, value, day)
                elif value:
                    sheet.write_string(at, place, _plain_text(value))
    return out.getvalue()
