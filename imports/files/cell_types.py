"""Typed cells of workbooks: the text that a CSV export would hold, and of which type it is."""

import datetime as dt
import math
from collections.abc import Iterator
from decimal import Decimal

from imports.files.table import DATE, NUMBER, TEXT, TIME, YES_NO

# As much as a spreadsheet program shows.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
type Cell = tuple[str, str]
# A sheet's name, whether it is hidden, and its rows, to be walked before the next sheet's.
type TypedSheet = tuple[str, bool, Iterator[list[Cell]]]

BLANK: Cell = (TEXT, "")


def cell_of(value: object) -> Cell:
    """The type and the text of a value: plain numbers, ISO dates, hours as 1:30:00."""
    match value:
        case None:
            return BLANK
        case str():
            return TEXT, value
        case bool():
            return YES_NO, str(value)
        case int():
            return NUMBER, str(value)
        case float():
            return (NUMBER, _plain(value)) if math.isfinite(value) else (TEXT, str(value))
        case dt.datetime():
            return DATE, _moment(value)
        case dt.date():
            return DATE, value.isoformat()
        case dt.time():
            midnight, day = dt.time(), dt.date.min
            since = dt.datetime.combine(day, value) - dt.datetime.combine(day, midnight)
            return TIME, _length(since)
        case dt.timedelta():
            return TIME, _length(value)
    raise TypeError(f"No cell holds {value!r}.")


def _plain(number: float) -> str:
    """Fifteen digits, as spreadsheets show, and ten decimals: the rest is noise of fractions."""
    digits = repr(number)
    if len(digits) > 16 or "e" in digits or abs(number) < 1:
        exact = Decimal(f"{number:.15g}")
        digits = f"{round(exact, 10) if abs(exact) < 1 else exact:f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


def _moment(moment: dt.datetime) -> str:
    if moment.time() == dt.time():
        return moment.date().isoformat()
    return moment.isoformat(" ", "milliseconds" if moment.microsecond else "seconds")


def _length(length: dt.timedelta) -> str:
    seconds = round(abs(length.total_seconds()))
    sign = "-" if seconds and length < dt.timedelta() else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
