import tracemalloc

import pytest
import xlsxwriter

from imports.files.reader import open_table, sheet_names
from imports.problems import Unreadable
from tests.imports.workbooks import MAIN, OFFICE, cell, workbook, written


def read(path, **options):
    table = open_table(path, **options)
    return [(row.number, list(row.cells.values())) for row in table.rows()]


@pytest.fixture
def book_file(tmp_path):
    def write(content, name="t.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def test_rows_of_a_workbook_take_little_memory_each(tmp_path):
    """Its shared texts, and the tag of each row, which openpyxl keeps."""
    peaks = []
    for rows in (500, 10_000):
        path = written(
            tmp_path / f"{rows}.xlsx",
            {"Tasks": [["Key", "Hours"], *([f"A task named {n}", n] for n in range(rows))]},
        )
        tracemalloc.start()
        assert sum(1 for _ in open_table(path).rows()) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    few, many = peaks
    assert many < few + 9_500 * 200


def test_workbook_is_read_with_the_values_of_its_formulas(book_file):
    header = f'<row r="2">{cell("A2", "Key")}{cell("B2", "Hours")}</row>'
    row = f'<row r="3">{cell("A3", "T-1")}<c r="B3"><f>1+0.75</f><v>1.75</v></c></row>'

    assert read(book_file(workbook(header + row))) == [(3, ["T-1", "1.75"])]


def test_error_in_a_workbook_is_said_and_not_taken_for_a_blank(book_file):
    rows = (
        f"<row>{cell('A1', 'Key')}{cell('B1', 'ARR')}</row>"
        '<row><c t="str"><v>T-1</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )

    assert read(book_file(workbook(rows))) == [(2, ["T-1", "#DIV/0!"])]


def test_texts_of_a_workbook_are_whole_and_without_their_pronunciation(book_file):
    shared = (
        f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>Key</x:t></x:si>'
        "<x:si><x:r><x:t>東</x:t></x:r><x:r><x:t> 京_x000D__xD83D_</x:t></x:r>"
        '<x:rPh sb="0" eb="2"><x:t>トウキョウ</x:t></x:rPh></x:si></x:sst>'
    )
    rows = '<row r="1"><c t="s"><v>0</v></c></row><row r="4"><c t="s"><v>1</v></c></row>'

    path = book_file(workbook(rows, sharedStrings=shared))

    assert read(path) == [(4, ["東 京\r_xD83D_"])]


def test_days_of_a_workbook_may_count_from_1904(book_file):
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/>'
        '<sheets><sheet name="Tasks" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    rows = f'<row>{cell("A1", "Day")}</row><row><c s="1"><v>43000</v></c></row>'

    from_1900 = book_file(workbook(rows), "1900.xlsx")
    from_1904 = book_file(workbook(rows, workbook=book), "1904.xlsx")

    assert read(from_1900) == [(2, ["2017-09-22"])]
    assert read(from_1904) == [(2, ["2021-09-23"])]


SHEETS = {
    "Cover": [["Exported on Monday"]],
    "Other": [["Key", "Name"], ["1", "a"]],
    "Log": [["Time log"], ["Key", "Hours"], ["2", "8"]],
    "Secret": [["Key", "Hours", "Day"], ["3", "9", "x"]],
    "Empty": [],
}


def test_sheet_is_the_first_that_has_the_most_wanted_columns(tmp_path):
    path = written(tmp_path / "t.xlsx", SHEETS, hidden=["Secret"])

    assert read(path, wanted=["key", "hours", "day"]) == [(3, ["2", "8"])]
    assert read(path, wanted=["key"]) == [(2, ["1", "a"])]


def test_sheets_of_charts_are_none(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        chart = book.add_chart({"type": "line"})
        book.add_chartsheet("Chart").set_chart(chart)
        book.add_worksheet("Tasks").write_column(0, 0, ["Key", "T-1"])
        chart.add_series({"values": "=Tasks!$A$1:$A$2"})

    assert sheet_names(path) == ("Tasks",)
    assert read(path) == [(2, ["T-1"])]


def test_sheet_is_the_first_that_has_rows_when_nothing_is_wanted(tmp_path):
    path = written(tmp_path / "t.xlsx", {"Empty": [], "Other": SHEETS["Other"]})

    assert read(path) == [(2, ["1", "a"])]


def test_sheet_can_be_named_even_when_it_is_hidden(tmp_path):
    path = written(tmp_path / "t.xlsx", SHEETS, hidden=["Secret"])

    assert read(path, sheet="Log", wanted=["key", "name"]) == [(3, ["2", "8"])]
    assert read(path, sheet="secret") == [(2, ["3", "9", "x"])]
    with pytest.raises(Unreadable) as refused:
        open_table(path, sheet="Logs")
    assert str(refused.value) == (
        "t.xlsx has no sheet 'Logs'. Its sheets: Cover, Other, Log, Secret, Empty."
    )


def test_sheets_are_listed_but_for_the_hidden_ones(tmp_path):
    path = written(tmp_path / "t.xlsx", SHEETS, hidden=["Secret"])

    assert sheet_names(path) == ("Cover", "Other", "Log", "Empty")
