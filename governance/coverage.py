"""Coverage: how much of the weeks that the core teams had is logged (DESIGN 4.2)."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from company.calendar import Quarter, bounds, quarter_of, working_days_between
from company.units import ZERO
from portfolio.as_of import AsOf
from portfolio.models import Plan, Team
from portfolio.plan.queries import capacity_of

# Percent. Below it a share says little: it is shown with its coverage, without band and change.
ENOUGH = Decimal(80)


class Coverage:
    """The weeks that the core teams had in any period, as known at an instant."""

    def __init__(self, as_of: AsOf, plans: Mapping[Quarter, Plan]) -> None:
        self.as_of, self.plans = as_of, plans
        self._teams: Decimal | None = None

    def capacity(self, quarter: Quarter) -> Decimal:
        """The quarter's planned weeks; what its teams propose where nobody planned."""
        plan = self.plans.get(quarter)
        if plan is not None:
            return plan.capacity_weeks
        if self._teams is None:
            teams = self.as_of.values(Team, "people", "availability", kind=Team.Kind.CORE)
            self._teams = capacity_of((row.people, row.availability) for row in teams.values())
        return self._teams

    def weeks_had(self, first: dt.date, after: dt.date) -> Decimal:
        """Engineer-weeks from `first` up to before `after`: capacity by working days, unrounded."""
        weeks, quarter = ZERO, quarter_of(self.as_of.product, first)
        while (start := bounds(self.as_of.product, quarter)[0]) < after:
            end = bounds(self.as_of.product, quarter)[1]
            days = Decimal(_working_days(max(first, start), min(after, end)))
            weeks += self.capacity(quarter) * days / _working_days(start, end)
            quarter = quarter.next
        return weeks

    def percent(self, logged_weeks: Decimal, first: dt.date, after: dt.date) -> Decimal | None:
        """Percent of the weeks had that is logged, unrounded; None where the teams had none."""
        had = self.weeks_had(first, after)
        return logged_weeks * 100 / had if had else None


def _working_days(first: dt.date, after: dt.date) -> int:
    """Working days from `first` up to before `after`."""
    # The calendar counts after its first day and with its last: both move back by one.
    one_day = dt.timedelta(days=1)
    return working_days_between(first - one_day, after - one_day)
