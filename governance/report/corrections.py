"""Months whose published share is no longer what today's effort says: effort came in late."""

import datetime as dt
from collections.abc import Iterator, Mapping

from company.calendar import month_bounds
from company.units import percent_of, weeks_of
from governance.publications.kept import KeptShare, last_said
from governance.report.facts import MonthCorrection
from governance.report.period import ReportPeriod

# Effort that comes in later than this changes no report any more.
MONTHS_BACK = 12


def corrections(period: ReportPeriod) -> list[MonthCorrection]:
    """Every month of the last twelve whose published share differs from the effort known now.

    Each change is told once, in the report of the month after it was last told.
    """
    first = period.first
    since = first.replace(year=first.year - MONTHS_BACK // 12)
    return list(_moved(period, last_said(period.as_of, since, first)))


def _moved(period: ReportPeriod, said: Mapping[dt.date, KeptShare]) -> Iterator[MonthCorrection]:
    for month, before in sorted(said.items()):
        bounds = month_bounds(month)
        special, total = period.core.special(*bounds), period.core.total(*bounds)
        now = weeks_of(special), weeks_of(total)
        if now != (before.special_weeks, before.total_weeks):
            yield MonthCorrection(
                month=f"{month:%Y-%m}",
                special_weeks_before=before.special_weeks,
                special_weeks=now[0],
                total_weeks_before=before.total_weeks,
                total_weeks=now[1],
                share_before=before.share,
                share=percent_of(special, total),
            )
