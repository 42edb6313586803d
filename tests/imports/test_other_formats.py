"""OpenDocument spreadsheets, and web pages that are called .xls."""

import tracemalloc

import pytest

from imports.files.raw import File, StoredFile
from imports.files.reader import open_table, sheet_names
from imports.files.table import DATE, ERROR, NUMBER, TEXT, TIME, YES_NO
from imports.run.execution import run_import
from portfolio.models import Customer
from tests.imports.spreadsheets import blank, line, said, spreadsheet, table, typed

HEADS = ("Key", "Hours", "Share", "Day", "Took", "Done")
HEAD = line("".join(said(each) for each in HEADS))
MB = 1 << 20


@pytest.fixture
def a_file(tmp_path):
    def write(content, name="t.ods"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def cells_of(path, **options):
    return [(row.number, list(row.cells.values())) for row in open_table(path, **options).rows()]


def test_cells_of_a_spreadsheet_are_their_values(a_file):
    row = line(
        said("T-1")
        + typed("float", "1.125")
        + typed("percentage", "0.8")
        + typed("date", "2026-02-03T10:30:00", "date-value")
        + typed("time", "PT30H15M00S", "time-value")
        + typed("boolean", "true", "boolean-value")
    )

    (read,) = open_table(a_file(spreadsheet(table(HEAD + row)))).rows()

    assert list(read.cells.values()) == [
        "T-1",
        "1.125",
        "0.8",
        "2026-02-03 10:30:00",
        "30:15:00",
        "True",
    ]
    assert list(read.types.values()) == [TEXT, NUMBER, NUMBER, DATE, TIME, YES_NO]


def test_error_of_a_spreadsheet_is_one(a_file):
    error = (
        '<table:table-cell office:value-type="string" calcext:value-type="error">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
    )
    head = line(said("Key") + said("Hours"))

    (read,) = open_table(a_file(spreadsheet(table(head + line(said("T-1") + error))))).rows()

    assert (read.cells["Hours"], read.types["Hours"]) == ("#DIV/0!", ERROR)


def test_repeated_cells_and_rows_are_as_many(a_file):
    """Blank ones too, but not those that fill the sheet to its end."""
    rows = (
        line(said("a") + said("b") + said("c") + blank(16_000))
        + line(said("x") + blank() + said("y"), times=2)
        + line(blank(3), times=3)
        + line(said("z", times=3))
        + line(blank(16_384), times=1_048_000)
    )

    assert cells_of(a_file(spreadsheet(table(rows)))) == [
        (2, ["x", "", "y"]),
        (3, ["x", "", "y"]),
        (7, ["z", "z", "z"]),
    ]


def test_text_of_a_spreadsheet_is_whole_and_without_its_notes(a_file):
    text = (
        '<table:table-cell office:value-type="string">'
        "<office:annotation><text:p>a note</text:p></office:annotation>"
        '<text:p>one<text:s text:c="2"/><text:span>two</text:span><text:tab/>three</text:p>'
        "<text:p>four</text:p></table:table-cell>"
    )

    path = a_file(spreadsheet(table(line(said("Key")) + line(text))))

    assert cells_of(path) == [(2, ["one  two\tthree\nfour"])]


def test_hidden_sheets_of_a_spreadsheet_are_left_alone(a_file):
    style = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    rows = line(said("Key")) + line(said("1"))
    sheets = table(rows, "Secret", "ta2") + table(rows, "Log") + table(rows, "Other")

    path = a_file(spreadsheet(sheets, style))

    assert sheet_names(path) == ("Log", "Other")
    assert cells_of(path, sheet="secret") == [(2, ["1"])]


def test_many_rows_of_a_spreadsheet_take_no_more_memory_than_few(a_file):
    peaks = []
    for rows in (500, 10_000):
        content = HEAD + "".join(line(said(f"T-{n}") + typed("float", str(n))) for n in range(rows))
        path = a_file(spreadsheet(table(content)), f"{rows}.ods")
        tracemalloc.start()
        assert sum(1 for _ in open_table(path).rows()) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    few, many = peaks
    assert many < few + MB


PAGE = """<html><head><meta charset="{charset}"><title>Export</title>
<style>td {{ color: red }}</style></head><body>
<table><tr><td>Exported on Monday</td></tr></table>
<table border=1>
  <tr><th>Name<th colspan=2>Notes<th>ARR</tr>
  <tr><td>Größe &amp; Co</td><td>a<br>b</td><td><b>c</b></td><td> 1,054.00 </td></tr>
  <tr><td rowspan="2">Bolt</td><td></td><td>x</td><td>5</td></tr>
  <tr><td>y</td><td>z</td><td>6</td></tr>
</table></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16"])
def test_page_named_xls_is_read_as_its_table(product, a_file, charset):
    path = a_file(PAGE.format(charset=charset).encode(charset), "customers.xls")

    assert cells_of(path, wanted=["name", "arr"]) == [
        (2, ["Größe & Co", "a\nb", "c", "1,054.00"]),
        (3, ["Bolt", "", "x", "5"]),
        # The cell above reaches into this row: it says nothing of it.
        (4, ["", "y", "z", "6"]),
    ]
    assert sheet_names(path) == ("Table 1", "Table 2")


def test_page_is_imported(product, a_file):
    rows = "".join(f"<tr><td>Customer {n}</td><td>{n}</td></tr>" for n in range(1, 4))
    path = a_file(f"<table><tr><td>Name</td><td>ARR</td></tr>{rows}</table>", "export.xls")

    result = run_import(kind="customers", path=path, product=product)

    assert (result.created, result.rejected) == (3, 0)
    assert dict(Customer.objects.values_list("name", "arr")) == {
        "Customer 1": 1,
        "Customer 2": 2,
        "Customer 3": 3,
    }


def test_table_within_a_table_is_the_one_that_counts(a_file):
    inner = "<table><tr><td>Key</td></tr><tr><td>1</td></tr></table>"
    page = f"<table><tr><td>Menu</td><td>{inner}</td></tr><tr><td>Foot</td></tr></table>"

    path = a_file(page, "t.xls")

    assert cells_of(path, wanted=["key"]) == [(2, ["1"])]


def test_text_that_begins_like_nothing_else_stays_a_text(a_file):
    """Headers in brackets, as databases write them."""
    assert cells_of(a_file("[Key],[Hours]\n1,2\n", "t.csv")) == [(2, ["1", "2"])]


def test_stored_file_is_a_file(a_file):
    file: File = StoredFile(a_file(b"Key\n1\n", "t.csv"))

    with file.open() as opened:
        assert opened.read() == b"Key\n1\n"
