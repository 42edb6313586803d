import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from escalations.models import Deal, Escalation
from imports.mapping.toml import mapping_from
from imports.models import Import
from imports.run.execution import run_import
from imports.run.undo import undo
from portfolio.models import Customer, Effort, Item, Team, Usage
from tests.conftest import make_member
from tests.snapshots import snapshot

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def _own_uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def real_file():
    """The path of a public data set beside the project."""

    def path(name):
        if not DATA.is_dir():
            pytest.skip("the public data sets are not beside the project (shared/data)")
        return DATA / name

    return path


@pytest.fixture
def import_real(product, real_file, capfd):
    """Import a public data set by the command line, a second time, undo it, and import it.

    Returns its counts, and what it said on standard error. A trial and the second time change
    nothing, and undoing leaves what was before.
    """

    def command(kind, path, *options):
        code = 0
        try:
            call_command(
                "import_data", kind, str(path), "--product", product.slug, *map(str, options)
            )
        except CommandError as error:
            code = error.returncode
        out, err = capfd.readouterr()
        said = dict(line.split() for line in out.splitlines())
        counted = tuple(int(said[n]) for n in ("created", "updated", "unchanged", "rejected"))
        assert code == (1 if counted[3] else 0)
        return counted, err

    def run(kind, name, *options):
        path = real_file(name)
        before = snapshot(TOUCHED)
        planned, _ = command(kind, path, *options, "--dry-run")
        assert snapshot(TOUCHED) == before
        counted, said = command(kind, path, *options)
        after = snapshot(TOUCHED)
        again, _ = command(kind, path, *options)
        assert planned == counted
        assert again == (0, 0, sum(counted[:3]), counted[3])
        assert snapshot(TOUCHED) == after
        if counted[0] or counted[1]:
            undo(Import.objects.latest("pk"), actor=make_member(product, "product_manager"))
            assert snapshot(TOUCHED) == before
            command(kind, path, *options)
        return counted, said

    return run


# What an import can touch.
TOUCHED = (Customer, Deal, Item, Effort, Team, Usage, Escalation)


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
