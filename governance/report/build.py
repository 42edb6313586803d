"""Putting the report of a month together, in a fixed number of queries."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from company.calendar import Quarter
from company.models import Product
from company.texts import neutral
from company.units import hundredths
from governance.report.period import ReportPeriod
from governance.report.sections import Building, Report
from portfolio.effort.queries import split_weeks


def build_report(product: Product, month: dt.date) -> Report:
    """The facts of one month of one product, every section of them."""
    period = ReportPeriod.of(product, month)
    building = Building(period)
    return Report(
        product=product.slug,
        product_name=product.name,
        month=f"{period.first:%Y-%m}",
        currency=product.currency,
        as_at=period.as_at,
        is_running=period.is_running,
        notes=_notes(period),
        **{each.name: each.metadata["build"](building) for each in Report.sections()},
    )


def _notes(period: ReportPeriod) -> list[str]:
    """What a reader must know of the figures."""
    notes = []
    if period.as_of.is_reconstruction:
        notes.append(
            f"{period.first:%B %Y} ended before Daylight knew {period.product.name}: it is a"
            " reconstruction from the earliest that is known, and may change."
        )
    if split := split_weeks(period.core_effort(period.first)):
        notes.append(
            f"{split} wk of this month's effort nobody logged: each team's available weeks were"
            " split over its issues in progress."
        )
    return notes


def as_json(value: Any) -> Any:
    """Facts as JSON writes them: decimals as strings with two places, dates ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type | Quarter):
        return {f.name: as_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    if isinstance(value, Decimal):
        return str(hundredths(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Quarter):
        return str(value)
    return value


def as_csv(report: Report) -> str:
    """One table of every figure: section, row, field, value. Formulas are neutralised."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["section", "row", "field", "value"])
    facts = as_json(report)
    for section in report.sections():
        for row, field, value in _flat(facts[section.name]):
            writer.writerow(
                [section.name, row, field, neutral("" if value is None else str(value))]
            )
    return out.getvalue()


def _flat(value: Any, row: str = "", path: str = "") -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, row, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for n, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{row}.{n}" if row else str(n), path)
    else:
        yield row, path, value
