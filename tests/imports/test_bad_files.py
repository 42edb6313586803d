"""Files that cannot be imported: each says why in one sentence, soon, in little memory, and
changes nothing."""

import gc
import os
import time
import tracemalloc

import pytest

from imports.files import raw, zip_guard
from imports.mapping.schema import Mapping
from imports.problems import BadMapping, Unreadable
from imports.run.execution import run_import
from portfolio.models import Customer
from tests.conftest import make_customer
from tests.imports.bad_files import BAD_FILES, GOOD, MB
from tests.imports.workbooks import written
from tests.snapshots import raises_and_changes_nothing

# Each is refused while it is read, before there is a row to store; what a refusal halfway
# leaves is proven on every database by test_runs.
pytestmark = pytest.mark.any_database

MOST_UNPACKED = 64 * MB
# Two rows of 4 million cells, which is as much as is ever held.
MOST_MEMORY = 96 * MB
MOST_SECONDS = 60


@pytest.fixture
def stored(product):
    """Something that an import could change."""
    return make_customer(product, "Acme")


@pytest.fixture
def small_bombs(monkeypatch):
    """Bombs of 64 MB prove as much as those of 1 GB, and so on."""
    monkeypatch.setattr(raw, "MOST_BYTES", MOST_UNPACKED)
    monkeypatch.setattr(zip_guard, "MOST_BYTES", MOST_UNPACKED)
    monkeypatch.setattr(zip_guard, "MOST_SHARED_TEXTS", 100_000)
    monkeypatch.setattr(zip_guard, "MOST_AT_ONCE", 8 * MB)


@pytest.fixture(scope="module")
def _only_what_is_new():
    """Collecting looks at what these tests left, not at all that was loaded before them."""
    gc.freeze()


@pytest.fixture
def frugal(_only_what_is_new):
    """Fails a test that takes much memory or time, or leaves files open."""
    handles, start = len(os.listdir("/dev/fd")), time.monotonic()
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    gc.collect()
    assert peak < MOST_MEMORY
    assert time.monotonic() - start < MOST_SECONDS
    assert len(os.listdir("/dev/fd")) <= handles


@pytest.mark.parametrize("what", BAD_FILES)
def test_bad_file_says_why_and_changes_nothing(
    product, stored, tmp_path, monkeypatch, small_bombs, request, what
):
    name, content, said = BAD_FILES[what]
    path = tmp_path / name
    path.write_bytes(content())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    request.getfixturevalue("frugal")

    with raises_and_changes_nothing(Unreadable) as refused:
        run_import(kind="customers", path=path, product=product)

    assert str(refused.value) == f"{name}{said}"
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "{} is no file. Name the file itself."),
        ("missing.csv", "There is no file {}. Check its name."),
        ("x" * 300, "{} cannot be opened: File name too long. Check its name and rights."),
    ],
)
def test_path_that_is_no_file_says_so_and_changes_nothing(product, stored, tmp_path, name, said):
    path = tmp_path / name

    with raises_and_changes_nothing(Unreadable) as refused:
        run_import(kind="customers", path=path, product=product)

    assert str(refused.value) == said.format(path)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"encoding": "ascii"},
            "t.csv is not in ascii as declared. Leave encoding out of the mapping, or declare the"
            " right one.",
        ),
        (
            {"encoding": "klingon"},
            "'klingon' is no encoding. Try utf-8, cp1252, latin-1 or utf-16.",
        ),
        ({"encoding": "zip"}, "'zip' is no encoding. Try utf-8, cp1252, latin-1 or utf-16."),
        (
            {"delimiter": "\n"},
            "'\\n' cannot part cells. Declare one character, such as a semicolon.",
        ),
    ],
)
def test_wrong_declaration_says_so_and_changes_nothing(product, stored, tmp_path, options, said):
    path = tmp_path / "t.csv"
    path.write_bytes(GOOD + "Größe,5\n".encode())

    with raises_and_changes_nothing(Unreadable) as refused:
        run_import(kind="customers", path=path, product=product, mapping=Mapping(**options))

    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b",".join(b"c%d" % n for n in range(500)) + b"\n" + b"x," * 499 + b"x\n", "c0, c1, c2, "),
        # Of a header of blanks only the first row is left to be one.
        (b", ,\nAcme,100,\nGlobex,5,\n", "Acme, 100"),
    ],
)
def test_columns_that_are_missing_are_named_in_a_bounded_sentence(
    product, stored, tmp_path, content, columns
):
    path = tmp_path / "t.csv"
    path.write_bytes(content)

    with raises_and_changes_nothing(BadMapping) as refused:
        run_import(kind="customers", path=path, product=product)

    assert "no column for name" in str(refused.value)
    assert f"The file's columns: {columns}" in str(refused.value)
    assert len(str(refused.value)) < 400


def test_row_with_too_many_cells_is_rejected_alone(product, stored, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"name,arr\nGlobex,1,000\nInitech,5\n")

    result = run_import(kind="customers", path=path, product=product)

    assert [str(rejection) for rejection in result.rejections] == [
        "row 2: (beyond the last column): the row has 3 cells and the header 2 columns."
        " Quote cells that hold the delimiter, or take the surplus cells away."
    ]
    assert set(Customer.objects.values_list("name", flat=True)) == {"Acme", "Initech"}


def test_formula_of_a_text_file_is_kept_as_text(product, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b'name,arr\n"=HYPERLINK(""http://x"")",5\n')

    run_import(kind="customers", path=path, product=product)

    assert Customer.objects.get().name == '=HYPERLINK("http://x")'


def test_five_hundred_columns_are_read(product, tmp_path):
    path = tmp_path / "t.csv"
    filler = b"".join(b",c%d" % n for n in range(498))
    path.write_bytes(b"name,arr" + filler + b"\nAcme,5" + b"," * 498 + b"\n")

    result = run_import(kind="customers", path=path, product=product)

    assert (result.created, result.rejected) == (1, 0)


def test_banner_of_merged_cells_is_passed_over(product, tmp_path):
    path = written(
        tmp_path / "t.xlsx",
        {"Report": [["Customers of ours"], [], ["Name", "ARR"], ["Acme", 100.5]]},
        merged="A1:F1",
    )

    run_import(kind="customers", path=path, product=product)

    assert Customer.objects.values_list("name", "arr").get() == ("Acme", 100.5)
