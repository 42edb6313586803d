"""`make bench-import`: how fast files come in, against the database's own bulk insert, in one run.

Each measurement has a process and a new database of its own. Only ratios are worth comparing:
machines differ, and this one has other things to do. The file is the public CESAW time log
(203,621 rows); where it is not beside the project, as many rows are made up and that is said.
"""

import csv
import datetime as dt
import json
import lzma
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data" / "volume" / "CESAW_time_fact.csv.xz"
ROWS = 203_621
SLOWEST = 1 / 5  # of the bulk insert's speed: the figure to reach
BOOK_ROWS = 200_000
LONGEST_LOOK = 1.0  # seconds, of a page that answers while somebody types
MAPPING = {
    "effort": {
        "key": "time_log_fact_key",
        "date_form": "m/d/y",
        "unit": "minutes",
        "create_missing": True,
        "leave_out_no_time": True,
        "columns": {
            "team": "team_key",
            "item": "wbs_element_key",
            "date": "time_log_start_date",
            "amount": "time_log_delta_minutes",
        },
    },
    "items": {"key": "wbs_element_key", "columns": {"title": "wbs_element_key"}},
}

_COLUMNS = (
    "time_log_fact_key",
    "team_key",
    "wbs_element_key",
    "time_log_start_date",
    "time_log_delta_minutes",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "time_log.csv"
        made_up = not REAL.is_file()
        _make_up(file) if made_up else _unpack(file)
        _make_workbook(file.with_suffix(".xlsx"))
        found = {name: _measured(name, Path(folder), file) for name in MEASURES}
    say(f"{ROWS:,} rows of effort{', made up (no shared/data)' if made_up else ' (CESAW)'}")
    ratio = found["insert"]["seconds"] / found["import"]["seconds"]
    peak, tenth = found["import"]["peak_mb"], found["import of a tenth"]["peak_mb"]
    say(f"import: {ratio:.2f} of the speed of the database's own bulk insert")
    say(f"peak memory: {peak:.0f} MB, {peak - tenth:+.0f} MB against a tenth of the rows")
    _say_workbook(found)
    if ratio < SLOWEST:
        sys.exit(
            f"The import runs at {ratio:.2f} of the insert's speed; it should reach {SLOWEST}."
        )


def _say_workbook(found: dict[str, Any]) -> None:
    sent, look = found["workbook sent"], found["workbook looked at"]
    ratio = sent["seconds"] / found["insert"]["seconds"]
    say(
        f"workbook of {BOOK_ROWS:,} rows: {sent['seconds']:.1f} s to send, {ratio:.2f} times the"
        f" bulk insert, {sent['peak_mb']:.0f} MB"
    )
    say(f"a live look at it: {look['seconds']:.2f} s, {look['peak_mb']:.0f} MB")
    if look["seconds"] > LONGEST_LOOK:
        sys.exit(f"A look takes {look['seconds']:.2f} s; it should take {LONGEST_LOOK} at most.")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _unpack(file: Path) -> None:
    with lzma.open(REAL) as packed, file.open("wb") as plain:
        while block := packed.read(1 << 20):
            plain.write(block)


def _make_up(file: Path) -> None:
    numbers = random.Random(1)  # noqa: S311 (no secret)
    with file.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(_COLUMNS)
        for n in range(ROWS):
            day = f"{numbers.randint(1, 12)}/{numbers.randint(1, 28)}/2015 9:{n % 60:02}"
            rows.writerow([n, n % 40, numbers.randint(1, 9000), day, numbers.randint(1, 400)])


def _measured(name: str, folder: Path, file: Path) -> dict[str, Any]:
    """Seconds and peak memory of one measurement, in a process of its own."""
    database = folder / f"{name.replace(' ', '-')}.sqlite3"
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "LOG_LEVEL": "ERROR"}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"], env=env, cwd=ROOT, check=True
    )
    told = subprocess.run(  # noqa: S603 (ourselves)
        [sys.executable, "-m", "bin.bench.importing", name, str(file)],
        env=env,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(told.stdout))


def _in_child(name: str, file: Path) -> None:
    import django  # noqa: PLC0415 (needs the environment that the parent set)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    work = MEASURES[name](file)
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(json.dumps({"seconds": seconds, "peak_mb": peak}))


def _insert(file: Path) -> Callable[[], None]:
    """The same rows, ready made, by bulk_create in transactions of as many rows."""
    from portfolio.models import Effort, Item, Team  # noqa: PLC0415 (after django.setup)

    product = _product()
    team = Team.objects.create(product=product, name="Core", people=8)
    item = Item.objects.create(product=product, title="Item")
    dated = "2015-03-02"
    rows = [
        Effort(
            product=product,
            team=team,
            item=item,
            date=dated,
            minutes=n % 400 + 1,
            import_key=str(n),
        )
        for n in range(ROWS)
    ]

    def work() -> None:
        for start in range(0, ROWS, 1000):
            Effort.objects.bulk_create(rows[start : start + 1000])

    return work


def _import(file: Path) -> Callable[[], None]:
    """The effort, recorded so that it can be undone; its items are there already."""
    from imports.actions import note  # noqa: PLC0415 (after django.setup)
    from imports.mapping.toml import mapping_from  # noqa: PLC0415 (the same)
    from imports.run.execution import run_import  # noqa: PLC0415 (the same)
    from imports.run.recording import recorder  # noqa: PLC0415 (the same)

    product, mapping = _product(), mapping_from(MAPPING, "bench")
    run_import(kind="items", path=file, product=product, mapping=mapping)
    noted = note(product=product, kind="effort", filename=file.name, mapping=mapping)

    def work() -> None:
        result = run_import(
            kind="effort",
            path=file,
            product=product,
            mapping=mapping,
            on_changes=recorder(noted),
        )
        assert result.created > 0.98 * (result.created + result.rejected)  # noqa: S101 (a measurement)

    return work


def _import_a_tenth(file: Path) -> Callable[[], None]:
    tenth = file.with_name("tenth.csv")
    with file.open() as whole, tenth.open("w") as part:
        for _, line in zip(range(ROWS // 10 + 1), whole, strict=False):
            part.write(line)
    return _import(tenth)


def _send_workbook(file: Path) -> Callable[[], None]:
    """A workbook becomes the rows that are kept of it."""
    from imports.files.unpack import open_file  # noqa: PLC0415 (the same)
    from imports.files.workbooks import convert_workbook  # noqa: PLC0415 (after django.setup)

    book = file.with_suffix(".xlsx")

    def work() -> None:
        rows = convert_workbook(*open_file(book))
        assert rows is not None  # noqa: S101 (a measurement)
        with rows.open() as source, book.with_suffix(".rows").open("wb") as target:
            shutil.copyfileobj(source, target)

    return work


def _look_at_workbook(file: Path) -> Callable[[], None]:
    """The first rows of it by a mapping, as the page shows them."""
    from imports.files.reader import open_table  # noqa: PLC0415 (the same)
    from imports.mapping.toml import mapping_from  # noqa: PLC0415 (after django.setup)
    from imports.run.preview import preview  # noqa: PLC0415 (the same)

    product, mapping = _product(), mapping_from(MAPPING, "bench")
    rows = file.with_suffix(".rows")

    def work() -> None:
        table = open_table(rows, wanted=mapping.names_wanted("effort"))
        looks = preview(table, mapping, ["effort"], product)
        assert table.total == BOOK_ROWS  # noqa: S101 (a measurement)
        assert not any(look.refusal or look.rejected for look in looks)  # noqa: S101 (the same)

    return work


def _make_workbook(path: Path) -> None:
    """A workbook of numbers, days and texts, all of them different."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Log")
    sheet.append([*_COLUMNS, "note"])
    for n in range(BOOK_ROWS):
        day = dt.date(2015, 1, 1) + dt.timedelta(days=n % 900)
        sheet.append([n, n % 40, n % 9000, day, n % 400 + 0.25, f"What was done in row {n}"])
    book.save(path)


def _product() -> Any:
    from portfolio.products import add_product  # noqa: PLC0415 (after django.setup)

    return add_product(slug="bench", name="Bench", rate=8000)


MEASURES: dict[str, Callable[[Path], Callable[[], None]]] = {
    "insert": _insert,
    "import": _import,
    "import of a tenth": _import_a_tenth,
    "workbook sent": _send_workbook,
    "workbook looked at": _look_at_workbook,
}

if __name__ == "__main__":
    _in_child(sys.argv[1], Path(sys.argv[2]))
