"""Days that follow from a day of the file: the next anniversary."""

import calendar
import datetime as dt


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
