"""Putting the report of a month together, in a fixed number of queries."""

import datetime as dt
from dataclasses import fields

from company.models import Product
from governance.report.facts import PolicyInForce
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
        policy=_policy(period),
        notes=_notes(period),
        **{each.name: each.metadata["build"](building) for each in Report.sections()},
    )


def _policy(period: ReportPeriod) -> PolicyInForce:
    rules = period.snapshot.policy(period.quarter)
    said = {f.name: getattr(rules, f.name) for f in fields(PolicyInForce)}
    return PolicyInForce(**{**said, "from_quarter": rules.from_quarter or None})


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
