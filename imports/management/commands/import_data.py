"""manage.py import_data KIND FILE --product SLUG [...]"""

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from msgspec import structs
from tqdm import tqdm

from company.commands import product_named, refusals_as_exit_codes
from company.models import Product
from imports import kinds
from imports.actions import note, settle
from imports.mapping.schema import Join, Mapping
from imports.mapping.toml import preset, read_mapping
from imports.problems import BadMapping, Rejection, Unreadable
from imports.run.execution import run_import
from imports.run.recording import Superseded, recorder
from imports.run.rejected_csv import SAID, RejectedCsv
from imports.run.result import Progress, Result

SHOWN = 20


class Bar:
    """A progress bar on standard error, from the first rows that are done until it is closed."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = tqdm(total=total, unit=" rows")
        self._bar.update(done - self._bar.n)


class Command(BaseCommand):
    help = "Import customers, deals, items, plan lines, effort and more from a file."

    def add_arguments(self, parser: CommandParser) -> None:
        known = kinds.names()
        parser.add_argument("kind", choices=known, metavar="KIND", help=", ".join(known))
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV, XLSX or ODS")
        parser.add_argument("--product", required=True, metavar="SLUG")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--preset", metavar="NAME", help="A mapping that comes with Daylight.")
        how.add_argument("--mapping", type=Path, metavar="FILE", help="A mapping file (TOML).")
        parser.add_argument(
            "--create-missing",
            action="store_true",
            help="Create customers and teams named anew, and items of lines.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Count, and change nothing.")
        parser.add_argument(
            "--all-or-nothing", action="store_true", help="Import nothing if a row is rejected."
        )
        parser.add_argument(
            "--join",
            metavar="OTHER:KEY",
            help="A second file, joined by a column: its name, or"
            " KEY=OTHER_KEY where the files call it differently.",
        )
        parser.add_argument("--errors", type=Path, metavar="FILE", help="Rejected rows, as CSV.")

    def handle(self, **options: Any) -> None:
        product = product_named(options["product"])
        with refusals_as_exit_codes(), ExitStack() as stack:
            try:
                bar = stack.enter_context(Bar())
                errors = _errors_file(stack, options["errors"], options["file"])
                result = _run(options, product, bar, errors)
            except (Unreadable, BadMapping) as error:
                raise CommandError(str(error), returncode=2) from error
            except Superseded as error:
                raise CommandError(f"{error} Was it undone?", returncode=1) from error
        self._tell(result, options)

    def _tell(self, result: Result, options: dict[str, Any]) -> None:
        for name in ("created", "updated", "unchanged", "rejected"):
            self.stdout.write(f"{name} {getattr(result, name)}")
        self._list(result.warnings, result.warned)
        fallen = result.meanings.fallen()
        self._list(map(str, fallen), len(fallen))
        self._list(map(str, result.rejections), result.rejected)
        if options["dry_run"]:
            self.stderr.write("Dry run: nothing was changed.")
        if not result.rejected:
            return
        kept = "the others are in" if result.imported else "nothing was imported"
        raise CommandError(f"{result.rejected} rejected; {kept}.", returncode=1)

    def _list(self, sentences: Any, total: int) -> None:
        for _, sentence in zip(range(SHOWN), sentences, strict=False):
            self.stderr.write(sentence)
        if total > SHOWN:
            self.stderr.write(f"... and {total - SHOWN} more")


def _run(options: dict[str, Any], product: Product, bar: Progress, errors: TextIO | None) -> Result:
    """Run the import; what it changes stands among the imports, where it can be undone."""
    mapping, result = _mapping(options), None
    joined, mapping = _joined(options["join"] or "", mapping)
    told = {"kind": options["kind"], "product": product, "mapping": mapping}
    noted = None if options["dry_run"] else note(filename=options["file"].name, **told)
    lines = RejectedCsv("row", *SAID)

    def on_rejected(row: Rejection) -> None:
        if errors:
            said = (str(row.row), *(getattr(row, name) for name in SAID))
            errors.write(lines.row(said, row.cells))

    try:
        result = run_import(
            path=options["file"],
            joined=joined,
            create_missing=options["create_missing"],
            dry_run=options["dry_run"],
            all_or_nothing=options["all_or_nothing"],
            progress=bar,
            on_rejected=on_rejected,
            on_changes=recorder(noted) if noted else None,
            **told,
        )
    finally:
        if noted:
            settle(noted, result)
    if errors:
        errors.write(lines.header())
    return result


def _mapping(options: dict[str, Any]) -> Mapping:
    if options["preset"]:
        return preset(options["preset"])
    return read_mapping(options["mapping"]) if options["mapping"] else Mapping()


def _joined(option: str, mapping: Mapping) -> tuple[Path | None, Mapping]:
    """The second file, and the mapping that says how it is joined."""
    path, _, named = option.rpartition(":") if ":" in option else (option, "", "")
    key, _, other = named.partition("=")
    join = Join(key, other or key) if key else mapping.join
    return (Path(path) if path else None), structs.replace(mapping, join=join)


def _errors_file(stack: ExitStack, path: Path | None, source: Path) -> TextIO | None:
    if path is None:
        return None
    if path.resolve() == source.resolve():
        raise CommandError(f"{path} is the file to import: name another.", returncode=2)
    try:
        return stack.enter_context(path.open("w", encoding="utf-8", newline=""))
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=2) from None
