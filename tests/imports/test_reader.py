import tracemalloc

import pytest

from imports.files.reader import open_table, sheet_names
from tests.imports.makers import summary_rows
from tests.imports.workbooks import written

MB = 1 << 20


def read(path, **options):
    table = open_table(path, **options)
    return [(row.number, list(row.cells.values())) for row in table.rows()]


@pytest.fixture
def text_file(tmp_path):
    def write(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_encoding_is_found_out(text_file, encoding, found):
    path = text_file("Key;Summary\r\n1;Größe für 5 €\r\n".encode(encoding))

    table = open_table(path)

    assert [row.cells for row in table.rows()] == [{"Key": "1", "Summary": "Größe für 5 €"}]
    assert table._source.encoding == found


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_row_that_is_no_utf_8_is_read_and_said(text_file, mark):
    rows = ["Key,Summary\n", "1,Größe\n", "2,naïve café\n", "3,plain\n", "5,Öl\n"]
    encoded = [row.encode() for row in rows]
    encoded.insert(4, '4,"Müller, 5 €"\n'.encode("cp1252"))

    table = open_table(text_file(mark + b"".join(encoded)))

    assert [row.cells["Summary"] for row in table.rows()] == [
        "Größe",
        "naïve café",
        "plain",
        "Müller, 5 €",
        "Öl",
    ]
    assert table.warnings == [
        "row 5 is not written in UTF-8 like the others: it was read as 'Müller, 5 €', as Windows"
        " writes it (cp1252). Is that right?"
    ]


def test_many_rows_that_are_no_utf_8_are_counted(text_file):
    rows = ["ä".encode(), "ö".encode(), "ü".encode(), *[b"\xe4%d" % n for n in range(7)]]
    # As many lines again in UTF-8, so that it is the file's encoding.
    content = b"Key\n" + b"\n".join(rows + ["ß".encode()] * 5)

    table = open_table(text_file(content))

    assert len(table.warnings) == 6
    assert table.warnings[-1] == "2 more rows are not written in UTF-8."


def test_byte_order_mark_goes_before_what_is_declared(text_file):
    path = text_file("\ufeffKey,Summary\n1,Größe\n".encode())

    assert read(path, encoding="latin-1") == [(2, ["1", "Größe"])]


def test_every_byte_means_something_in_latin_1(text_file):
    path = text_file(b"Key,Summary\n1,a\x81\xfc\n")

    assert read(path) == [(2, ["1", "a\x81ü"])]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        # Decimal commas part the rows as often as semicolons do, but into fewer cells.
        (b"Key;Cost;Hours\n1;1,5;2\n2;3,5;4\n", [["1", "1,5", "2"], ["2", "3,5", "4"]]),
        # The header holds more commas than semicolons, and the rows hold none.
        (b"Key, or id, or name;Hours\n1;2\n3;4\n", [["1", "2"], ["3", "4"]]),
        # Of one column every comma is a comma.
        (b"Name\nAcme, Inc\nGlobex\n", [["Acme, Inc"], ["Globex"]]),
        (b"sep=|\nKey|A;B\n1|2;3\n", [["1", "2;3"]]),
        (b'"sep=;"\r\nKey;A,B\r\n1;2,3\r\n', [["1", "2,3"]]),
    ],
)
def test_delimiter_is_found_out(text_file, content, rows):
    assert [cells for _, cells in read(text_file(content))] == rows


def test_delimiter_that_finds_the_wanted_columns_goes_first(text_file):
    path = text_file(b"Hours;Key,Note,Day\n1;T-1,x,y\n")

    assert read(path, wanted=["hours"]) == [(2, ["1", "T-1,x,y"])]
    assert read(path, wanted=["note", "day"]) == [(2, ["1;T-1", "x", "y"])]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(text_file):
    path = text_file(b'Key,Summary\n1,"two\nlines"\n\n2,next\n')

    assert read(path) == [(2, ["1", "two\nlines"]), (4, ["2", "next"])]


def test_repeated_columns_are_kept_apart(text_file):
    path = text_file(b"Key,Labels,Labels,,Labels,Sum,,\n1,a,b,c,d,e\n")

    table = open_table(path)

    assert table.header == ("Key", "Labels", "Labels 2", "column 4", "Labels 3", "Sum")
    assert table.repeats("Labels") == ("Labels", "Labels 2", "Labels 3")
    assert table.named(" labels_2") == "Labels 2"
    assert table.named("Notes") is None


def test_banners_above_the_header_are_passed_over(text_file):
    path = text_file(b"Exported by Kim, on Monday, at noon, again\n\nKey;Hours\n1;2\n")

    assert read(path, wanted=["key", "hours"]) == [(4, ["1", "2"])]


def test_narrow_banners_are_passed_over_even_when_nothing_is_wanted(text_file):
    path = text_file(b"Report\nof,Monday\nKey,Name,Hours,Day\n1,a,2,b\n3,c,4,d\n")

    assert open_table(path).header == ("Key", "Name", "Hours", "Day")


def test_short_rows_are_filled_and_long_rows_keep_their_surplus(text_file):
    path = text_file(b"Key,Hours\n1\n2,3,,\n4,5,6\n")

    rows = list(open_table(path).rows())

    assert [list(row.cells.values()) for row in rows] == [["1", ""], ["2", "3"], ["4", "5"]]
    assert [row.surplus for row in rows] == [(), (), ("6",)]


def test_trailing_summary_is_told_apart_and_counted(text_file):
    table = open_table(text_file(b"Key,Hours\nT-1,2\nTotal,9\nT-2,4\n\nTotal,6\n"))

    assert [(row.number, row.is_summary) for row in table.rows()] == [
        (2, False),
        (3, False),
        (4, False),
        (6, True),
    ]
    assert (table.total, summary_rows(table)) == (4, (6,))


def test_texts_of_columns_leave_typed_cells_out(tmp_path):
    rows = [["Key", "Day", "Note"], ["1", "3/4/2026", "x"], ["2", 5.5, ""], ["3"]]
    path = written(tmp_path / "t.xlsx", {"Log": rows})

    assert list(open_table(path).texts(["Day", "Note"])) == ["3/4/2026", "x"]


def test_a_table_is_walked_as_often_as_wanted_and_by_several_at_once(text_file):
    table = open_table(text_file(b"Key,Hours\n1,2\n3,4\n"))

    pairs = list(zip(table.rows(), table.rows(), strict=True))

    assert [(one.number, other.number) for one, other in pairs] == [(2, 2), (3, 3)]


def test_many_rows_take_no_more_memory_than_few(tmp_path):
    peaks = []
    for rows in (20_000, 40_000):
        path = tmp_path / f"{rows}.csv"
        path.write_text("Key,Summary,Hours\n" + "T-1,Something to do,8\n" * rows, "utf-8")
        tracemalloc.start()
        assert sum(1 for _ in open_table(path).rows()) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    few, many = peaks
    assert many < few + MB / 4


def test_a_text_file_takes_no_notice_of_the_sheet(text_file):
    assert read(text_file(b"Key\n1\n"), sheet="Log") == [(2, ["1"])]
    assert sheet_names(text_file(b"Key\n1\n")) == ()
