"""Any table, written in any usual dialect, is read back the same."""

import datetime as dt
import gzip
import lzma

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from imports.files.reader import open_table, sheet_names
from tests.imports.strategies import CHARACTERS, NAMES, Dialect, apart, cells, dialects, tables
from tests.imports.workbooks import written

# Reading a file knows of no database.
pytestmark = pytest.mark.any_database

PACK = {
    ".csv": bytes,
    ".csv.gz": gzip.compress,
    ".csv.xz": lambda said: lzma.compress(said, preset=0),
}
MOMENTS = st.datetimes(
    dt.datetime(1901, 1, 1),  # noqa: DTZ001 (a workbook's moments have no zone)
    dt.datetime(2999, 12, 31),  # noqa: DTZ001 (the same)
).map(lambda moment: moment.replace(microsecond=0))
COMMAS = Dialect("utf-8", marked=False, delimiter=",", line_end="\n", quotes_all=False)
LENGTHS = st.integers(0, 4_000_000).map(lambda seconds: dt.timedelta(seconds=seconds))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("dialects")


def read(path, table, **options):
    """The header and the rows that are read, and what they should be."""
    found = open_table(path, wanted=table[0], **options)
    assert found.header == apart(table[0])
    assert found.total == len(table) - 1
    rows = list(found.rows())
    assert [row.number for row in rows] == list(range(2, len(table) + 1))
    assert not any(row.surplus for row in rows)
    return [list(row.cells.values()) for row in rows]


@st.composite
def declared(draw):
    """A table in the characters of its encoding, whose names the encoding can write."""
    dialect = draw(dialects())
    names = NAMES.filter(lambda name: _fits(name, dialect.encoding))
    return draw(tables(CHARACTERS[dialect.encoding], names)), dialect


@st.composite
def undeclared(draw):
    """What can be told from the file alone.

    - cp1252 and Latin-1 differ in 27 characters only: those are left out, and both are cp1252.
    - cp1252 that happens to be UTF-8 is UTF-8, also where as many of its lines are as are not.
    - UTF-16 without a mark is known by its NULs, if the text is mostly Western.
    - the delimiter of a single column is nowhere to be seen.
    """
    dialect = draw(dialects(encodings=("utf-8", "utf-16-le", "utf-16-be", "cp1252")))
    unmarked_wide = dialect.encoding.startswith("utf-16") and not dialect.marked
    western = dialect.encoding == "cp1252" or unmarked_wide
    characters = CHARACTERS["latin-1" if western else dialect.encoding]
    names = NAMES.filter(lambda name: _fits(name, "latin-1" if western else dialect.encoding))
    table = draw(tables(characters, names, least_columns=2))
    assume(dialect.encoding != "cp1252" or not _may_be_utf_8(dialect.write(table)))
    return table, dialect


def _fits(text, encoding):
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _may_be_utf_8(said):
    beyond_ascii = [line for line in said.split(b"\n") if not line.isascii()]
    like_it = sum(map(_is_utf_8, beyond_ascii))
    return _is_utf_8(said) or (like_it > 0 and like_it * 2 >= len(beyond_ascii))


def _is_utf_8(said):
    try:
        said.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return not said.isascii()


@given(declared(), st.sampled_from(sorted(PACK)))
def test_table_is_read_back_in_its_declared_dialect(folder, case, ending):
    table, dialect = case
    path = folder / f"table{ending}"
    path.write_bytes(PACK[ending](dialect.write(table)))

    rows = read(path, table, encoding=dialect.encoding, delimiter=dialect.delimiter)

    assert rows == table[1:]


@given(undeclared())
def test_table_is_read_back_in_a_dialect_that_is_found_out(folder, case):
    table, dialect = case
    path = folder / "found.csv"
    path.write_bytes(dialect.write(table))

    assert read(path, table) == table[1:]


@given(tables(), st.booleans())
def test_table_of_texts_is_read_back_from_a_workbook(folder, table, constant_memory):
    path = written(folder / "table.xlsx", {"Tasks": table}, constant_memory=constant_memory)

    assert read(path, table) == table[1:]
    assert sheet_names(path) == ("Tasks",)


@given(
    st.lists(
        st.tuples(
            st.integers(-(10**15), 10**15),
            st.decimals(-(10**9), 10**9, places=4),
            st.booleans(),
            MOMENTS,
            LENGTHS,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_values_of_a_workbook_are_read_as_a_text_file_would_have_them(folder, rows):
    header = ["count", "amount", "done", "at", "took"]
    path = written(folder / "values.xlsx", {"Log": [header, *rows]})

    assert read(path, [header, *rows]) == [
        [str(count), _plain(amount), str(done), _moment(at), _clock(took)]
        for count, amount, done, at, took in rows
    ]


def _plain(amount):
    text = f"{amount:f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _moment(at):
    return str(at.date() if at.time() == dt.time() else at)


def _clock(took):
    hours, seconds = divmod(int(took.total_seconds()), 3600)
    return f"{hours}:{seconds // 60:02}:{seconds % 60:02}"


@given(st.lists(cells(), min_size=1, max_size=8))
def test_repeated_columns_are_read_together(folder, labels):
    assume(any(map(str.strip, labels)))
    table = [["Key", *["Labels"] * len(labels)], ["1", *labels]]
    path = folder / "labels.csv"
    path.write_bytes(COMMAS.write(table))

    found = open_table(path, wanted=["labels"])
    (row,) = found.rows()

    assert [row.cells[column] for column in found.repeats("Labels")] == labels
