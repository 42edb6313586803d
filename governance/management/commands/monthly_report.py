"""manage.py monthly_report --product SLUG --month YYYY-MM --format FORMAT [--publish]

The last published version, else a draft.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from company.commands import product_named, refusals_as_exit_codes
from governance.formats.pdf import PAPERS
from governance.formats.registry import FORMATS
from governance.formats.unavailable import FormatUnavailable
from governance.publications.actions import publish
from governance.publications.queries import shown_report


class Command(BaseCommand):
    help = "Write the executive report of one month."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--product", required=True, metavar="SLUG")
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--paper", default="a4", choices=PAPERS, help="of a PDF")
        parser.add_argument("--output", type=Path, metavar="FILE")
        parser.add_argument("--publish", action="store_true", help="freeze it first, not signed")

    def handle(self, **options: Any) -> None:
        product, month = product_named(options["product"]), _month(options["month"])
        if options["publish"]:
            with refusals_as_exit_codes():
                # A command has no person behind it: the version is published as not signed.
                publish(product=product, month=month, actor=None)
        report = shown_report(product, month).report
        try:
            written = FORMATS[options["format"]].bytes_of(report, options["paper"])
        except FormatUnavailable as error:
            raise CommandError(str(error), returncode=1) from None
        self._hand_over(written, options["output"])

    def _hand_over(self, written: bytes, output: Path | None) -> None:
        if output is None:
            # A stream of text, as in tests, has no buffer of bytes below it.
            buffer = getattr(self.stdout, "buffer", None)
            if buffer is None:
                self.stdout.write(written.decode(errors="surrogateescape"), ending="")
            else:
                buffer.write(written)
                buffer.flush()
            return
        try:
            output.write_bytes(written)
        except OSError as error:
            raise CommandError(f"Cannot write {output}: {error}", returncode=2) from None


def _month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise CommandError(
            f"--month {text!r} is not a month. Write it like 2026-11.", returncode=2
        ) from None
