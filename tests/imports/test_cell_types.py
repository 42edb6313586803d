"""A typed cell of a workbook is its value, whatever the mapping says of texts."""

import datetime as dt
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from escalations.models import Deal
from imports import kinds
from imports.files.cell_types import cell_of
from imports.files.reader import open_table
from imports.files.table import DATE, ERROR, NUMBER, TEXT, TIME, YES_NO
from imports.guess.evidence import Found
from imports.guess.suggestions import suggest
from imports.mapping.toml import mapping_from
from imports.run.execution import run_import
from portfolio.models import Effort, Item, Team
from tests.imports.conftest import counts
from tests.imports.workbooks import cell, workbook, written

pytestmark = pytest.mark.any_database

COMMAS = {"decimal_sign": ","}
READ = {
    NUMBER: Decimal,
    DATE: dt.datetime.fromisoformat,
    YES_NO: {"True": True, "False": False}.get,
    TEXT: str,
    TIME: lambda text: dt.timedelta(
        **dict(zip(("hours", "minutes", "seconds"), map(int, text.split(":")), strict=True))
    ),
}
MOMENTS = st.datetimes(
    dt.datetime(1901, 1, 1),  # noqa: DTZ001 (a workbook's moments have no zone)
    dt.datetime(2999, 12, 31),  # noqa: DTZ001 (the same)
).map(lambda moment: moment.replace(microsecond=0))
VALUES = st.one_of(
    st.integers(-(10**15), 10**15).map(Decimal),
    st.decimals(-(10**9), 10**9, places=5),
    st.booleans(),
    MOMENTS,
    st.integers(0, 4_000_000).map(lambda seconds: dt.timedelta(seconds=seconds)),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=9).filter(
        str.strip
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("typed")


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=5))
def test_typed_cells_are_read_back_as_their_values(folder, rows):
    path = written(folder / "values.xlsx", {"Log": [["a", "b", "c"], *rows]})

    table = open_table(path, wanted=["a", "b", "c"])

    assert [
        [READ[row.types.get(name, TEXT)](text) for name, text in row.cells.items()]
        for row in table.rows()
    ] == rows


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (6011598336445140, (NUMBER, "6011598336445140")),
        (0.30000000000000004, (NUMBER, "0.3")),
        (532556.1151000001, (NUMBER, "532556.1151")),
        (-2.7755575615628914e-17, (NUMBER, "0")),
        (1e-3, (NUMBER, "0.001")),
        (1.5e6, (NUMBER, "1500000")),
        (1e22, (NUMBER, "10000000000000000000000")),
        (-12.0, (NUMBER, "-12")),
        (float("inf"), (TEXT, "inf")),
        (dt.timedelta(days=-0.02), (TIME, "-0:28:48")),
        (dt.timedelta(hours=232, minutes=31), (TIME, "232:31:00")),
        (dt.time(8, 24), (TIME, "8:24:00")),
    ],
)
def test_value_is_said_as_a_text_file_would_say_it(value, said):
    assert cell_of(value) == said


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", NUMBER),
        ("0.00E+00", NUMBER),
        ("0%", NUMBER),
        ("#,##0.00 [$€-407]", NUMBER),
        ('0 "days of work"', NUMBER),
        ("[Red]0.00", NUMBER),
        ('0" h"', NUMBER),
        ("0\\d", NUMBER),
        ("0_d", NUMBER),
        ("yyyy-mm-dd", DATE),
        ("d/m/yy h:mm", DATE),
        ("[$-F800]dddd, mmmm dd, yyyy", DATE),
        ("mmm", DATE),
        ("DD.MM.YYYY;@", DATE),
        ("[h]:mm", TIME),
        ("[HH]:MM:SS", TIME),
        ("[mm]:ss", TIME),
    ],
)
def test_format_says_of_which_type_a_number_is(folder, code, kind):
    path = folder / "formats.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Log")
        sheet.write_string(0, 0, "Value")
        sheet.write_number(1, 0, 43_000.5, book.add_format({"num_format": code}))

    (row,) = open_table(path).rows()

    assert row.types == {"Value": kind}


def test_numbers_of_a_workbook_take_no_notice_of_the_decimal_sign(product, tmp_path):
    """105.6 was refused, and 1.234 became a thousand times as much, without a word."""
    rows = [["Deal", "Amount"], ["A", 105.6], ["B", 1.234], ["C", 1234567.891], ["D", "1.234"]]
    path = written(tmp_path / "deals.xlsx", {"Deals": rows})
    mapping = mapping_from(
        COMMAS | {"deals": {"columns": {"name": "Deal", "amount": "Amount"}}}, "test.toml"
    )

    result = run_import(kind="deals", path=path, product=product, mapping=mapping)

    assert counts(result) == (4, 0, 0, 0)
    assert dict(Deal.objects.values_list("name", "amount")) == {
        "A": Decimal("105.60"),
        "B": Decimal("1.23"),
        "C": Decimal("1234567.89"),
        # A text is read as the mapping says.
        "D": Decimal("1234.00"),
    }


def test_amounts_days_and_lengths_become_effort_as_they_are(product, tmp_path):
    day = dt.datetime(2026, 2, 3, 22, 30)  # noqa: DTZ001 (a workbook's moments have no zone)
    rows = [
        ["Task", "Day", "Hours"],
        ["T-1", day, 1.125],
        ["T-1", day, dt.timedelta(hours=30)],
        ["T-1", day, "1,5"],
    ]
    path = written(tmp_path / "log.xlsx", {"Log": rows})
    part = {
        "unit": "hours",
        "date_form": "m/d/y",
        "columns": {"item": "Task", "date": "Day", "amount": "Hours"},
        "constants": {"team": "Core"},
    }
    Item.objects.create(product=product, title="T-1")
    Team.objects.create(product=product, name="Core", people=3)

    result = run_import(
        kind="effort",
        path=path,
        product=product,
        mapping=mapping_from(COMMAS | {"effort": part}, "test.toml"),
    )

    assert counts(result) == (3, 0, 0, 0)
    assert list(Effort.objects.order_by("pk").values_list("date", "minutes")) == [
        (dt.date(2026, 2, 3), 68),
        (dt.date(2026, 2, 3), 1800),
        (dt.date(2026, 2, 3), 90),
    ]


def test_percentage_is_a_share(product, tmp_path):
    path = tmp_path / "teams.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ["Team", "Availability"])
        sheet.write_row(1, 0, ["Typed", 0.8], percent)
        sheet.write_row(2, 0, ["Said", "75 %"])
        sheet.write_row(3, 0, ["Too much", "120%"])

    result = run_import(kind="teams", path=path, product=product)

    assert dict(Team.objects.values_list("name", "availability")) == {
        "Typed": Decimal("0.80"),
        "Said": Decimal("0.75"),
    }
    assert [str(each) for each in result.rejections] == [
        "row 4: Availability: '120%' is above 1. Give the share of weeks for planned work, 0 to 1."
    ]


def _error(ref, text):
    return f'<c r="{ref}" t="e"><f>1/0</f><v>{text}</v></c>'


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        (f"{cell('A2', 'X')}{_error('B2', '#DIV/0!')}", "Amount", "#DIV/0!"),
        # Of a text file #N/A is no amount; of a workbook it is a formula that failed.
        (f"{cell('A2', 'X')}{_error('B2', '#N/A')}", "Amount", "#N/A"),
        (f"{_error('A2', '#REF!')}", "Deal", "#REF!"),
    ],
)
def test_error_of_a_formula_is_said_and_never_a_blank(product, tmp_path, cells, column, said):
    path = tmp_path / "t.xlsx"
    head = f'<row r="1">{cell("A1", "Deal")}{cell("B1", "Amount")}</row>'
    path.write_bytes(workbook(f'{head}<row r="2">{cells}</row>'))

    result = run_import(kind="deals", path=path, product=product)

    assert [str(each) for each in result.rejections] == [
        f"row 2: {column}: the cell holds the error {said!r}."
        " Correct its formula, or clear the cell."
    ]
    assert next(open_table(path).rows()).types[column] == ERROR
    assert not Deal.objects.exists()


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Amount", dt.datetime(2026, 1, 5), "'2026-01-05' is a date"),  # noqa: DTZ001 (no zone)
        ("Amount", True, "'True' is yes or no"),
        ("Close date", 46_000, "'46000' is a number"),
        ("Close date", dt.timedelta(hours=3), "'3:00:00' is a length of time"),
        ("Amount", 1e13, "'10000000000000' is too large"),
    ],
)
def test_cell_of_another_type_is_rejected(product, tmp_path, column, value, reason):
    path = written(tmp_path / "t.xlsx", {"Deals": [["Deal", column], ["A", value]]})

    result = run_import(kind="deals", path=path, product=product)

    assert [each.reason for each in result.rejections] == [reason]
    assert counts(result) == (0, 0, 0, 1)


def test_texts_of_a_choice_may_be_typed(product, tmp_path):
    path = written(tmp_path / "t.xlsx", {"Deals": [["Deal", "Won"], ["A", True], ["B", 0]]})
    part = {
        "columns": {"name": "Deal", "outcome": "Won"},
        "values": {"outcome": {"true": "won", "0": "lost"}},
    }

    run_import(
        kind="deals", path=path, product=product, mapping=mapping_from({"deals": part}, "t.toml")
    )

    assert dict(Deal.objects.values_list("name", "outcome")) == {"A": "won", "B": "lost"}


def test_typed_cells_show_nothing_of_how_texts_are_written(product, tmp_path):
    rows = [
        ["Deal", "Amount", "Close date"],
        ["A", 105.6, dt.datetime(2026, 1, 5)],  # noqa: DTZ001 (no zone)
        ["B", "1,5", "13/1/2026"],
    ]
    path = written(tmp_path / "t.xlsx", {"Deals": rows})

    found = suggest(kinds.get("deals"), open_table(path))

    assert found.decimal_sign == Found(",", "1,5 has decimals")
    assert found.date_form == Found("d/m/y", "13/1/2026 has one reading only")


def test_formula_that_nobody_computed_is_said(product, tmp_path):
    rows = (
        f'<row r="1">{cell("A1", "Deal")}{cell("B1", "Amount")}</row>'
        f'<row r="2">{cell("A2", "X")}<c r="B2"><f>1+1</f><v/></c></row>'
    )
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook(rows))

    result = run_import(kind="deals", path=path, product=product)

    assert result.warnings == [
        "t.xlsx holds formulas that no program computed yet: they are read as blank."
        " Open it in a spreadsheet program, save it there, and send it again."
    ]
