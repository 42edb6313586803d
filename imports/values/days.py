"""Days that follow from a day of the file: the next anniversary, the Thursday of its week."""

import calendar
import datetime as dt

THURSDAY = 4


def next_anniversary(start: dt.date, today: dt.date) -> dt.date:
    """The first anniversary of `start` after `today`.

    29 February is kept on 28 February in years that do not have it.
    """
    year = max(start.year + 1, today.year)
    found = _in_year(start, year)
    return found if found > today else _in_year(start, year + 1)


def _in_year(day: dt.date, year: int) -> dt.date:
    leaps = day.month == 2 and day.day == 29 and not calendar.isleap(year)
    return day.replace(year=year, day=28 if leaps else day.day)


def thursday_of(day: dt.date) -> dt.date:
    """The Thursday of the week of `day`, by which the calendar tells a week's year and quarter."""
    return day + dt.timedelta(days=THURSDAY - day.isoweekday())


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday."""
    return day.isoweekday() <= 5
