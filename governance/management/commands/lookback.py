"""manage.py lookback --product SLUG [--quarters N] [--until QUARTER] --format table|csv|json"""

import csv
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from company.calendar import Quarter
from company.commands import product_named
from company.units import hundredths
from governance.lookback.build import DEFAULT_QUARTERS, LookBack, look_back, weeks_ahead
from governance.lookback.results import Result
from governance.report.build import as_json

COLUMNS = ["quarter", "total_weeks", "special_weeks", "share", "band"]
LAST = ["split_weeks", "agreed_late_on", "before_plan_weeks"]
QUESTIONS = ["unplanned", "narrow", "unvalidated", "deals"]
MEASURES = ["count", "weeks", "share"]
OUTCOMES = ["won", "lost", "open", "won_amount"]


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
        writer = csv.writer(self.stdout)
        asked = [(name, measure) for name in QUESTIONS for measure in MEASURES]
        asked += [("deals", measure) for measure in OUTCOMES]
        heads = [f"{name}_{measure}" for name, measure in asked]
        writer.writerow([*COLUMNS, *heads, *LAST])
        for row in rows:
            cells = as_json(row)
            said = [_cell(cells[name], measure) for name, measure in asked]
            known = [cells[name] or "" for name in COLUMNS]
            writer.writerow([*known, *said, *(cells[name] or "" for name in LAST)])

    def _table(self, rows: list[LookBack]) -> None:
        heads = ["quarter", "total wk", "special wk", "share", "band", *QUESTIONS]
        self.stdout.write(" ".join(f"{head:>14}" for head in heads))
        for row in rows:
            share = "" if row.share is None else f"{hundredths(row.share)}%"
            cells = [str(row.quarter), str(row.total_weeks), str(row.special_weeks), share]
            cells += [row.band.value if row.band else "", *_answers(row)]
            self.stdout.write(" ".join(f"{cell:>14}" for cell in cells))


def _cell(answer: dict[str, Any], measure: str) -> Any:
    """What is known; nothing where there is no share, since no effort was logged."""
    if not answer["known"]:
        return "not known"
    return "" if answer[measure] is None else answer[measure]


def _answers(row: LookBack) -> list[str]:
    deals = row.deals
    won = f"{deals.won} of {deals.count} won" if deals.known else "not known"
    return [*map(_said, (row.unplanned, row.narrow, row.unvalidated)), won]


def _said(answer: Result) -> str:
    return f"{answer.count}: {answer.weeks} wk" if answer.known else "not known"
