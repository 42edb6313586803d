"""manage.py lookback --product SLUG [--quarters N] [--until QUARTER] --format table|csv|json"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from company.calendar import Quarter
from company.commands import product_named
from governance.lookback import tables
from governance.lookback.build import DEFAULT_QUARTERS, LookBack, look_back, weeks_ahead
from governance.report.json_facts import as_json


class Command(BaseCommand):
    help = "Specials by quarter, and four questions about what was shipped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--product", required=True, metavar="SLUG")
        parser.add_argument("--quarters", type=int, default=DEFAULT_QUARTERS, metavar="N")
        parser.add_argument("--until", metavar="QUARTER", help="Such as 2026Q4.")
        parser.add_argument("--format", choices=["table", "csv", "json"], default="table")

    def handle(self, **options: Any) -> None:
        product = product_named(options["product"])
        if options["quarters"] < 1:
            raise CommandError("--quarters is a number from 1 on.", returncode=2)
        try:
            until = Quarter.parse(options["until"]) if options["until"] else None
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from None
        rows = look_back(product, options["quarters"], until)
        getattr(self, f"_{options['format']}")(rows)
        if split := sum(row.split_weeks for row in rows):
            self.stderr.write(
                f"{split} wk nobody logged: teams' weeks were split over their issues in progress."
            )
        for row in rows:
            if row.agreed_late_on:
                self.stderr.write(
                    f"{row.quarter}: its plan was agreed late, on {row.agreed_late_on};"
                    f" {row.before_plan_weeks} wk of work came before it."
                )
        if until is None and (weeks := weeks_ahead(product)):
            self.stderr.write(f"{weeks} wk is dated after the running quarter and is not shown.")

    def _json(self, rows: list[LookBack]) -> None:
        self.stdout.write(json.dumps({"quarters": as_json(rows)}, indent=2))

    def _csv(self, rows: list[LookBack]) -> None:
        self.stdout.write(tables.as_csv(rows), ending="")

    def _table(self, rows: list[LookBack]) -> None:
        self.stdout.write(tables.as_text(rows))
