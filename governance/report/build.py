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
from governance.report.changes import Changes
from governance.report.decisions import decided_in, decisions
from governance.report.facts import Report
from governance.report.headline import headline
from governance.report.interrupts import interrupts
from governance.report.period import ReportPeriod
from governance.report.postponed import OpenDisplacements
from governance.report.slices import slices
from governance.report.underway import UnderwayKeys, underway
from portfolio.effort.queries import split_weeks

SECTIONS = ("headline", "underway", "postponed", "slices", "interrupts", "decisions")


def build_report(product: Product, month: dt.date) -> Report:
    """The facts of one month of one product (sections 1, 2, 4, 5, 6 and 7)."""
    period = ReportPeriod.of(product, month)
    displacements, running = OpenDisplacements.load(period), UnderwayKeys.load(period)
    decided, changed = decided_in(period), Changes.load(period)
    # All that the sections name, read at once.
    period.requests.of(
        {
            *displacements.requests, *running.approved, *running.others, *changed.requests,
            *period.worked_requests.values(), *(row.escalation_id for row in decided),
        }
    )  # fmt: skip
    displaced, interrupted = displacements.facts(), interrupts(period)
    return Report(
        product=product.slug,
        product_name=product.name,
        month=f"{period.first:%Y-%m}",
        currency=product.currency,
        as_at=period.as_at,
        is_running=period.is_running,
        headline=headline(period, interrupted, displaced),
        underway=underway(period, running),
        postponed=displaced,
        slices=slices(period),
        interrupts=interrupted,
        decisions=decisions(period, decided, changed),
        notes=_notes(period),
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
    for section in SECTIONS:
        for row, field, value in _flat(facts[section]):
            writer.writerow([section, row, field, neutral("" if value is None else str(value))])
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
