"""Working days: Monday to Friday. Days are calendar days, of a product's time zone."""

import datetime as dt

FRIDAY = 4


def is_working_day(day: dt.date) -> bool:
    return day.weekday() <= FRIDAY


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The working day that is `count` working days after `day`, which itself does not count."""
    while count:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """How many working days there are after `first`, up to and with `last`."""
    weeks, rest = divmod(max(0, (last - first).days), 7)
    odd = (first + dt.timedelta(days=n) for n in range(1, rest + 1))
    return weeks * 5 + sum(map(is_working_day, odd))
