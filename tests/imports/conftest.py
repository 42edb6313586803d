import csv
from pathlib import Path

import pytest

from imports.mapping import mapping_from
from imports.runs import run_import

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture
def real_file():
    """The path of a public data set beside the project."""

    def path(name):
        if not DATA.is_dir():
            pytest.skip("the public data sets are not beside the project (shared/data)")
        return DATA / name

    return path


@pytest.fixture
def table_file(tmp_path):
    """Write rows (the first is the header) as a CSV file."""

    def write(*rows, name="table.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


@pytest.fixture
def import_rows(product, table_file):
    """Import rows (the first is the header) as `kind`, with the part of a mapping or without."""

    def run(kind, *rows, part=None, mapping=None, **options):
        mapping = mapping_from({kind: part}, "test.toml") if part else mapping
        return run_import(
            kind=kind, path=table_file(*rows), product=product, mapping=mapping, **options
        )

    return run


def counts(result):
    return (result.created, result.updated, result.unchanged, result.rejected)
