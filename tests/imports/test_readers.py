import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.problems import Unreadable
from imports.readers import open_table

HEADER = ["Key", "Summary", "Hours"]


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


# What each encoding can hold, without the control characters that no export writes.
ENCODINGS = {
    "utf-8": st.characters(exclude_categories=("Cs", "Cc")),
    "utf-8-sig": st.characters(exclude_categories=("Cs", "Cc")),
    "utf-16": st.characters(exclude_categories=("Cs", "Cc")),
    "cp1252": st.characters(codec="cp1252", exclude_categories=("Cc",)),
    "latin-1": st.characters(codec="latin-1", exclude_categories=("Cc",)),
}


@st.composite
def written_tables(draw):
    """A table, and how it is written: encoding, delimiter, line end, quoting."""
    encoding = draw(st.sampled_from(sorted(ENCODINGS)))
    cell = st.text(ENCODINGS[encoding] | st.sampled_from('\n\r",;\t|='), max_size=12)
    row = st.lists(cell, min_size=3, max_size=3).filter(lambda cells: any(map(str.strip, cells)))
    return (
        draw(st.lists(row, min_size=1, max_size=8)),
        encoding,
        draw(st.sampled_from(",;\t")),
        draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )


@given(written_tables())
def test_any_table_is_read_back_as_it_was_written(tmp_path_factory, written):
    rows, encoding, delimiter, line_end, quoting = written
    path = tmp_path_factory.mktemp("tables") / "table.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
        writer.writerows([HEADER, *rows])

    assert read(path, encoding=encoding) == list(enumerate(rows, start=2))


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
    ],
)
def test_encoding_is_found_out(text_file, encoding, found):
    path = text_file("Key;Summary\r\n1;Größe für 5 €\r\n".encode(encoding))

    table = open_table(path)

    assert [row.cells for row in table.rows()] == [{"Key": "1", "Summary": "Größe für 5 €"}]
    assert table._source.encoding == found


def test_rows_are_numbered_as_a_spreadsheet_shows_them(text_file):
    path = text_file(b'Key,Summary\n1,"two\nlines"\n\n2,next\n')

    assert read(path) == [(2, ["1", "two\nlines"]), (4, ["2", "next"])]


def test_repeated_columns_are_kept_apart(text_file):
    path = text_file(b"Key,Labels,Labels,,Labels,Sum\n1,a,b,c,d,e\n")

    table = open_table(path)

    assert table.header == ("Key", "Labels", "Labels 2", "column 4", "Labels 3", "Sum")
    assert table.repeats("Labels") == ("Labels", "Labels 2", "Labels 3")


def test_banners_above_the_header_are_passed_over(text_file):
    path = text_file(b"Exported by Kim, on Monday, at noon, again\n\nKey;Hours\n1;2\n")

    assert read(path, wanted=["key", "hours"]) == [(4, ["1", "2"])]


def test_short_rows_are_filled_and_long_rows_keep_their_surplus(text_file):
    path = text_file(b"Key,Hours\n1\n2,3,,\n4,5,6\n")

    rows = list(open_table(path).rows())

    assert [list(row.cells.values()) for row in rows] == [["1", ""], ["2", "3"], ["4", "5"]]
    assert [row.surplus for row in rows] == [(), (), ("6",)]


def test_five_hundred_columns_are_read(text_file):
    path = text_file(",".join(f"c{n}" for n in range(500)).encode() + b"\n" + b"x," * 499 + b"x\n")

    assert read(path) == [(2, ["x"] * 500)]


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"Key,Summary\n", "has a header and no rows"),
        (PNG, "is an image, not a table"),
        (b"Key,Summary\n1,a\0b\n", "holds NUL bytes"),
        (b"\xff\x81\x00\x00\x8d\x00abc", "holds NUL bytes"),
        (b"\x1f\x8b\x08\x00", "is compressed"),
        (b"Key,Summary\n1," + b"x" * 200_000 + b"\n", "row 2: a cell is longer than 131,072"),
        (b"Key,Summary\n" + b"x" * 10_000_000, "has a line of more than"),
        (b'Key,Summary\n1,"never closed\n2,b\n', "row 2: a quoted cell never ends"),
        ("Key,Summary\n1,ü\n2,ü".encode()[:-1], "ends in the middle of a character"),
        ("Key,Summary\n1,x".encode("utf-16")[:-1], "ends in the middle of a character"),
        (b"PK\x03\x04 and no more", "is a damaged or locked workbook"),
    ],
)
def test_unreadable_file_says_why(text_file, content, said):
    with pytest.raises(Unreadable, match=said):
        open_table(text_file(content))


def test_missing_file_says_so(tmp_path):
    with pytest.raises(Unreadable, match="There is no file"):
        open_table(tmp_path / "nothing.csv")


def test_wrongly_declared_encoding_says_so(text_file):
    with pytest.raises(Unreadable, match="is not in utf-8 as declared"):
        open_table(text_file("Key\nGröße\n".encode("cp1252")), encoding="utf-8")
    with pytest.raises(Unreadable, match="is no encoding"):
        open_table(text_file(b"Key\n1\n"), encoding="klingon")


def workbook(cells):
    """A smallest XLSX: `cells` is the sheet's XML of rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
            f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="Tasks" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
            f' Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        ),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def cell(ref, text):
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_workbook_is_read_with_the_values_of_its_formulas(text_file):
    header = f'<row r="2">{cell("A2", "Key")}{cell("B2", "Hours")}</row>'
    row = f'<row r="3">{cell("A3", "T-1")}<c r="B3"><f>1+0.75</f><v>1.75</v></c></row>'

    assert read(text_file(workbook(header + row), "t.xlsx")) == [(3, ["T-1", "1.75"])]


def test_workbook_of_billions_of_cells_is_refused_unopened(text_file):
    corners = (
        f'<row r="1">{cell("A1", "Key")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'
    )

    with pytest.raises(Unreadable, match="unpacks to more than"):
        open_table(text_file(workbook(corners), "bomb.xlsx"))


def test_workbook_that_unpacks_to_hundreds_of_megabytes_is_refused(text_file):
    packed = io.BytesIO(workbook(""))
    with (
        zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media.xml", "w") as member,
    ):
        for _ in range(401):
            member.write(bytes(1 << 20))

    with pytest.raises(Unreadable, match="unpacks to more than"):
        open_table(text_file(packed.getvalue(), "bomb.xlsx"))
