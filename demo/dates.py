"""When things of the demonstration happened, relative to today, so that it is always recent.

A moment is written as one of
- `-2+20`: 20 days after the first day of the quarter before last; `0-15`: 15 days before the
  running quarter began
- `w0.35`: after 35% of the window, which runs from the first day of the running quarter to
  now, and is at least two weeks long, so that the first day of a quarter has a past, too
- `t+40`, `t-5`: days from today
- `today`, `month` (this month) and `last month`: a past moment that is surely in them
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from company.calendar import Quarter, bounds, month_bounds, quarter_of, thursday_of
from company.models import Product

WINDOW = dt.timedelta(days=14)
OPENS = dt.timedelta(hours=9)
STEP = dt.timedelta(minutes=23)


@dataclass
class Dates:
    """The calendar of one product, seen from `now`."""

    product: Product
    now: dt.datetime

    @cached_property
    def today(self) -> dt.date:
        return self.product.local_day(self.now)

    @cached_property
    def running(self) -> Quarter:
        return quarter_of(self.product, self.today)

    def quarter(self, n: int) -> Quarter:
        """The quarter `n` after the running one; earlier where `n` is negative."""
        return self.running.plus(n)

    def start(self, n: int) -> dt.date:
        return bounds(self.product, self.quarter(n))[0]

    def day(self, text: str) -> dt.date:
        """The calendar day of a moment; `t+40` may lie ahead."""
        if found := re.fullmatch(r"t([+-]\d+)", text):
            return self.today + dt.timedelta(days=int(found[1]))
        if found := re.fullmatch(r"([+-]?\d+)([+-]\d+)", text):
            return self.start(int(found[1])) + dt.timedelta(days=int(found[2]))
        if found := re.fullmatch(r"w([01]\.\d+)", text):
            opened = min(self.product.midnight(self.start(0)), self.now - WINDOW)
            return self.product.local_day(opened + (self.now - opened) * float(found[1]))
        first = self.today.replace(day=1)
        if text == "month":
            return first + (self.today - first) // 2
        if text == "last month":
            return first - dt.timedelta(days=9)
        if text == "today":
            return self.today
        raise ValueError(f"{text!r} is not a moment of the story.")

    def moment(self, text: str, step: int = 0) -> dt.datetime:
        """A working hour of that day, `step` times 23 minutes later, and never in the future."""
        if text == "today":
            midnight = self.product.midnight(self.today)
            return midnight + (self.now - midnight) / 2
        day = self.day(text)
        # Going back to a Friday would leave the month that `month` promises.
        worked = day if text in ("month", "last month") else workday(day)
        return min(self.now, self.product.midnight(worked) + OPENS + STEP * step)

    def logging_days(self, n: int) -> list[dt.date]:
        """The days of that quarter on which teams logged effort: its Thursdays up to today.

        Where this month has had no Thursday yet, today too, so that no month is without effort.
        """
        first, after = bounds(self.product, self.quarter(n))
        first_week = thursday_of(first + dt.timedelta(days=3))
        days = [first_week + dt.timedelta(weeks=week) for week in range(15)]
        found = [day for day in days if first <= day < after and day <= self.today]
        month = month_bounds(self.today)[0]
        if n == 0 and not any(day >= month for day in found):
            found.append(self.today)
        return found

    def thursdays(self, n: int) -> int:
        """How many Thursdays that quarter has, past and to come."""
        first, after = bounds(self.product, self.quarter(n))
        return sum(
            (first + dt.timedelta(days=day)).weekday() == 3 for day in range((after - first).days)
        )


def workday(day: dt.date) -> dt.date:
    """The day itself, or the Friday before where it is on a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))
