import csv

import pytest
from django.core.management import CommandError, call_command

from company.texts import neutral
from portfolio.models import Customer


@pytest.fixture
def import_data(product, capfd):
    """Run the command; returns its exit code and what it wrote on both channels."""

    def run(*arguments):
        code = 0
        try:
            call_command("import_data", *map(str, arguments), "--product", product.slug)
        except CommandError as error:
            code = error.returncode
        out, err = capfd.readouterr()
        return code, out, err

    return run


GOOD = ("Acme", "100")
BAD = ("=cmd()", "lots")


def test_command_prints_counts_on_standard_output(import_data, table_file):
    path = table_file(("name", "arr"), GOOD, ("Globex", "5"))

    assert import_data("customers", path)[:2] == (
        0,
        "created 2\nupdated 0\nunchanged 0\nrejected 0\n",
    )
    assert import_data("customers", path)[:2] == (
        0,
        "created 0\nupdated 0\nunchanged 2\nrejected 0\n",
    )


def test_command_exits_1_when_rows_were_rejected_and_the_good_ones_are_in(
    import_data, table_file, tmp_path
):
    errors = tmp_path / "errors.csv"

    code, out, err = import_data(
        "customers", table_file(("name", "arr"), GOOD, BAD), "--errors", errors
    )

    assert (code, out) == (1, "created 1\nupdated 0\nunchanged 0\nrejected 1\n")
    assert "row 3: arr: 'lots' is not a number. Write numbers like 1234.50." in err
    assert Customer.objects.get().name == "Acme"
    said = ["lots", "'lots' is not a number", "Write numbers like 1234.50."]
    with errors.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["row", "column", "value", "reason", "fix", "name", "arr"],
            ["3", "arr", *said, "'=cmd()", "lots"],
        ]


def test_command_lists_the_first_twenty_rejections(import_data, table_file):
    rows = [(f"Customer {n}", "lots") for n in range(30)]

    code, out, err = import_data("customers", table_file(("name", "arr"), *rows))

    assert (code, out.splitlines()[-1]) == (1, "rejected 30")
    assert "row 21: " in err
    assert "row 22: " not in err
    assert "... and 10 more" in err


def test_command_with_all_or_nothing_imports_nothing(import_data, table_file):
    path = table_file(("name", "arr"), GOOD, BAD)

    code, out, _ = import_data("customers", path, "--all-or-nothing")

    assert (code, out) == (1, "created 0\nupdated 0\nunchanged 0\nrejected 1\n")
    assert not Customer.objects.exists()


def test_dry_run_changes_nothing(import_data, table_file):
    code, out, err = import_data("customers", table_file(("name",), GOOD[:1]), "--dry-run")

    assert (code, out.splitlines()[0]) == (0, "created 1")
    assert "Dry run: nothing was changed." in err
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("customers", "missing.csv"),
        ("customers", "empty.csv"),
        ("customers", "good.csv", "--preset", "unknown"),
        ("customers", "good.csv", "--mapping", "missing.toml"),
        ("customers", "good.csv", "--errors", "no/such/folder.csv"),
        ("customers", "good.csv", "--errors", "good.csv"),
        ("deals", "good.csv", "--preset", "maven"),
        ("usage", "good.csv"),
    ],
)
def test_command_exits_2_for_what_cannot_be_read(
    import_data, table_file, tmp_path, monkeypatch, arguments
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.csv").touch()
    good = table_file(("name", "arr"), GOOD, name="good.csv").read_bytes()

    code, out, _ = import_data(*arguments)

    assert (code, out) == (2, "")
    assert not Customer.objects.exists()
    assert (tmp_path / "good.csv").read_bytes() == good


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+49 30 1", "'+49 30 1"),
        ("-cmd", "'-cmd"),
        (" =1", "' =1"),
        ("-5.00", "-5.00"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_formulas_are_neutralised_and_numbers_are_not(cell, written):
    assert neutral(cell) == written
