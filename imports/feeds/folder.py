"""The watched folder: WATCHED_FOLDER/SLUG/FEED/*.csv, each file taken once when it is whole.

A file waits in its place until nobody writes it any more, stands in `taken/` while it is being
imported, and ends in `done/`, or in `rejected/` with a sentence beside it. Rows that were
rejected of a file that went in stand in `rejected/` too, with the reason of each.
"""

import datetime as dt
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File

from company import clock
from company.models import Product
from company.refusals import Malformed
from imports.feeds.reception import feed_in
from imports.models import Import
from imports.run.rejected_csv import rejected_csv
from imports.run.tasks import begin

log = logging.getLogger(__name__)

# A file that was written as long ago is whole.
STILL_FOR = dt.timedelta(seconds=60)
# Whoever took a file and was stopped before its import was queued leaves it to the next.
GIVEN_BACK_AFTER = dt.timedelta(minutes=10)
TAKEN, DONE, REJECTED = "taken", "done", "rejected"
ENDINGS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods", ".gz", ".xz"}
_NUMBERED = re.compile(r"import-([0-9]{1,18})-(.+)")


@dataclass(frozen=True)
class Step:
    """What happened to one file, for whoever runs the command."""

    feed: str
    file: str
    said: str
    is_bad: bool = False

    def __str__(self) -> str:
        return f"{self.feed}/{self.file}: {self.said}"


def watch() -> list[Step]:
    """Look into every product's folder once: settle what was taken, and take what is whole.

    Several hosts may look at once: a file is taken by whoever renames it first.
    """
    if not settings.WATCHED_FOLDER:
        return []
    root = Path(settings.WATCHED_FOLDER)
    steps: list[Step] = []
    for product in Product.objects.all():
        for place in _folders(root / product.slug):
            steps += _settle(product, place)
            steps += _take(product, place)
    return steps


def _folders(path: Path) -> list[Path]:
    if not path.is_dir():
        return []
    return sorted(p for p in path.iterdir() if p.is_dir() and not p.name.startswith("."))


def _take(product: Product, place: Path) -> Iterator[Step]:
    for path in sorted(place.iterdir()):
        if _is_whole(path):
            taken = _moved(path, place / TAKEN / path.name)
            if taken is not None:
                yield _feed(product, place, taken)


def _is_whole(path: Path) -> bool:
    """Whether it is a table, of no other name than its own, that nobody writes any more."""
    if path.name.startswith(".") or path.suffix.lower() not in ENDINGS:
        return False
    if path.is_symlink() or not path.is_file():
        return False
    return _age(path) >= STILL_FOR


def _age(path: Path) -> dt.timedelta:
    """Since it was written, or came here: copies keep the time of what they are of."""
    found = path.stat()
    written = dt.datetime.fromtimestamp(max(found.st_mtime, found.st_ctime), dt.UTC)
    return clock.now() - written


def _moved(path: Path, to: Path) -> Path | None:
    """Where it is now; None where another was quicker. What is there already is never replaced."""
    to.parent.mkdir(exist_ok=True)
    if to.exists():
        to = to.with_name(f"{clock.now():%Y%m%dT%H%M%S%f}-{to.name}")
    try:
        path.rename(to)
    except FileNotFoundError:
        return None
    return to


def _feed(product: Product, place: Path, taken: Path) -> Step:
    name, feed = taken.name, f"{product.slug}/{place.name}"
    try:
        with taken.open("rb") as file:
            content = File(file, name=name)
            found = feed_in(
                product=product,
                name=place.name,
                file=content,
                fed_by=Import.FedBy.FOLDER,
                actor=None,
            )
        begin(found, dry_run=False)
    except Malformed as error:
        return _refused(place, taken, feed, str(error))
    except OSError as error:
        return _refused(place, taken, feed, f"It cannot be read: {error.strerror}.")
    _moved(taken, taken.with_name(f"import-{found.pk}-{name}"))
    return Step(feed, name, "taken")


def _refused(place: Path, path: Path, feed: str, said: str) -> Step:
    name = path.name
    moved = _moved(path, place / REJECTED / name)
    if moved is not None:
        moved.with_name(f"{moved.name}.why.txt").write_text(f"{said}\n", encoding="utf-8")
    return Step(feed, name, said, is_bad=True)


def _settle(product: Product, place: Path) -> Iterator[Step]:
    """Move what was imported meanwhile to where it belongs."""
    folder = place / TAKEN
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        numbered = _NUMBERED.fullmatch(path.name)
        found = numbered and Import.objects.filter(product=product, pk=int(numbered[1])).first()
        if found and numbered:
            yield from _ended(product, place, path, found, numbered[2])
        elif _age(path) >= GIVEN_BACK_AFTER:
            os.utime(path)
            _moved(path, place / path.name)


def _ended(product: Product, place: Path, path: Path, found: Import, name: str) -> Iterator[Step]:
    feed = f"{product.slug}/{place.name}"
    if found.state in (Import.State.DONE, Import.State.UNDONE):
        _moved(path, place / DONE / name)
        if rejected := found.rejected_row_count:
            (place / REJECTED).mkdir(exist_ok=True)
            rows = "".join(rejected_csv(found))
            (place / REJECTED / f"{found.pk}-{name}.rows.csv").write_text(rows, encoding="utf-8")
        yield Step(feed, name, counted(found), is_bad=bool(rejected))
    elif found.state == Import.State.FAILED:
        renamed = _moved(path, path.with_name(name))
        if renamed is not None:
            yield _refused(place, renamed, feed, found.error)


def counted(found: Import) -> str:
    """What came of an import, in one line."""
    return (
        f"created {found.created_rows}, updated {found.updated_rows},"
        f" unchanged {found.unchanged_rows}, rejected {found.rejected_row_count}"
    )
