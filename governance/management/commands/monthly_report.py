"""manage.py monthly_report --product SLUG --month YYYY-MM --format FORMAT [--publish]

The last published version, else a draft.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from company.commands import product_named, refusals_as_exit_codes
from company.models import Product
from governance.publications.actions import publish
from governance.publications.queries import shown_report
from governance.report.build import as_csv
from governance.report.json_facts import as_json
from governance.report.page import as_html

FORMATS = ["html", "csv", "json"]


class Command(BaseCommand):
    help = "Write the executive report of one month."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--product", required=True, metavar="SLUG")
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--output", type=Path, metavar="FILE")
        parser.add_argument("--publish", action="store_true", help="freeze it first, not signed")

    def handle(self, **options: Any) -> None:
        product = product_named(options["product"])
        month = _month(options["month"])
        if options["publish"]:
            with refusals_as_exit_codes():
                publish(product=product, month=month, actor=None)
        text = _written(product, month, options["format"])
        if options["output"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            options["output"].write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"Cannot write {options['output']}: {error}", returncode=2) from None


def _month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise CommandError(
            f"--month {text!r} is not a month. Write it like 2026-11.", returncode=2
        ) from None


def _written(product: Product, month: dt.date, form: str) -> str:
    report = shown_report(product, month).report
    if form == "json":
        return json.dumps(as_json(report), indent=2, ensure_ascii=False) + "\n"
    return as_csv(report) if form == "csv" else as_html(product, report)
