"""Path converters for quarters (2026Q4), months (2026-11) and weeks (2026-W47)."""

import datetime as dt

from django.urls import register_converter
from django.urls.converters import get_converters

from company.calendar import Quarter


class QuarterConverter:
    regex = "[12][0-9]{3}Q[1-4]"

    def to_python(self, value: str) -> Quarter:
        return Quarter.parse(value)

    def to_url(self, value: Quarter | str) -> str:
        return str(value)


class MonthConverter:
    regex = "[12][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(f"{value}-01")

    def to_url(self, value: dt.date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


class WeekConverter:
    """A calendar week, 2026-W47, known by its Thursday."""

    regex = "[12][0-9]{3}-W[0-5][0-9]"

    def to_python(self, value: str) -> dt.date:
        year, number = value.split("-W")
        return dt.date.fromisocalendar(int(year), int(number), 4)

    def to_url(self, value: dt.date | str) -> str:
        return value if isinstance(value, str) else f"{value:%G-W%V}"


def register() -> None:
    """Make <quarter:...>, <month:...> and <week:...> known to URL patterns.

    Only once: each urls.py that uses them calls this, and Django refuses a name twice.
    """
    if "quarter" not in get_converters():
        register_converter(QuarterConverter, "quarter")
        register_converter(MonthConverter, "month")
        register_converter(WeekConverter, "week")
