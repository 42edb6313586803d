"""What a number in a workbook is shown as: a number, a date, a time of day or a length of time."""

import datetime as dt
import math
import re
from decimal import Decimal
from enum import Enum

# ECMA-376 part 1, 18.8.30: formats that files name by number alone. 27 to 36 and 50 to 58 are
# dates in East Asian editions.
_DATES = frozenset([14, 15, 16, 17, 22, *range(27, 32), *range(50, 59), 36])
_TIMES = frozenset([18, 19, 20, 21, 32, 33, 34, 35, 45, 47])
_LENGTHS = frozenset([46])
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_FIRST_SERIAL_AFTER_LEAP = 60
_LAST_SERIAL = 2_958_466
_DAY_MS = 86_400_000


class Shown(Enum):
    """What a format makes of a number."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    LENGTH = "length"


def shown_by(number: int, code: str | None) -> Shown:
    """What the format of that number does, which the workbook writes as `code` or not at all."""
    if code is None:
        if number in _LENGTHS:
            return Shown.LENGTH
        if number in _TIMES:
            return Shown.TIME
        return Shown.DATE if number in _DATES else Shown.NUMBER
    bare = _LITERAL.sub("", code.partition(";")[0]).casefold()
    if _ELAPSED.search(bare):
        return Shown.LENGTH
    if "general" in bare:
        return Shown.NUMBER
    if any(sign in bare for sign in "yd") or "mmm" in bare:
        return Shown.DATE
    return Shown.TIME if any(sign in bare for sign in "hs") else Shown.NUMBER


def text_of(value: str, shown: Shown, *, from_1904: bool = False) -> str:
    """What a CSV export would hold: plain numbers, ISO dates, hours as 1:30:00."""
    if shown is Shown.NUMBER and value.isdigit():
        return value
    number = float(value)
    if not math.isfinite(number):
        return value
    if shown is Shown.LENGTH:
        return _length(number)
    if shown is Shown.NUMBER or not 0 <= number < _LAST_SERIAL:
        return _number(number)
    if number < 1:
        return _length(number)
    return _moment(number, from_1904)


def _number(number: float) -> str:
    """Fifteen digits, as spreadsheets show, and ten decimals: the rest is noise of fractions."""
    exact = Decimal(f"{number:.15g}")
    shown = f"{round(exact, 10) if abs(exact) < 1 else exact:f}"
    plain = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if plain == "-0" else plain


def _length(days: float) -> str:
    seconds = round(abs(days) * 86_400)
    sign = "-" if days < 0 and seconds else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _moment(serial: float, from_1904: bool) -> str:
    """Days since 30 December 1899; one later below 60, for Excel takes 1900 for a leap year."""
    start = dt.datetime(1899, 12, 30)  # noqa: DTZ001 (a workbook's moments have no zone)
    if from_1904:
        start = dt.datetime(1904, 1, 1)  # noqa: DTZ001 (the same)
    elif serial < _FIRST_SERIAL_AFTER_LEAP:
        start += dt.timedelta(days=1)
    moment = start + dt.timedelta(milliseconds=round(serial * _DAY_MS))
    if moment.time() == dt.time():
        return moment.date().isoformat()
    return moment.isoformat(" ", "milliseconds" if moment.microsecond else "seconds")
