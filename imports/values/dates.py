"""Text -> date. A numeric date is read only in a declared order, or when it has one reading."""

import calendar
import datetime as dt
import re
import unicodedata
import zoneinfo
from functools import lru_cache

from imports.problems import BadValue, refuse_other_digits
from imports.values.words import meanings

FORMS = ("iso", "dd-mon-yy", "m/d/y", "d/m/y")
RIGHT = "Write dates like 2026-11-21."
# No date is longer; what a cell may hold besides need not be repeated in a sentence.
LONGEST = 100
_OF_TWO_DIGITS_BEFORE_2000 = 70

MONTHS = {name: int(month) for name, month in meanings("months").items()}

_SLASHED = re.compile(r"(\d{1,2}/\d{1,2}/\d{4}) \d{1,2}:\d{2}(?::\d{2})?")
_WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mie|jue|vie|sab|dom|mer|jeu|ven|sam|dim"
    r"|mo|di|mi|do|fr|sa|so)[a-z]*\.?,? (?=\S)"
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]) ?(\d{1,2})\2 ?(\d{1,2})\.?")
_YEAR_FIRST_NAMED = re.compile(r"(\d{4})[-/., ]+([a-z]+)[-/., ]+(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})([/.-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|o)?[.\s/-]*(?:del? |of )?([a-z]+)\.?[\s/,-]*(?:del? )?"
    r"(\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(r"([a-z]+)\.?[\s/-]*(\d{1,2})(?:st|nd|rd|th)?[\s/,-]+(\d{4}|\d{2})")
# Q1 2026, 2026-Q1, 1Q26, FY26 Q1; T1 2026 in Spanish and French, 1. Quartal 2026 in German.
_QUARTER = re.compile(
    r"(?:fy)?(?:\d{4}|\d{2})?[ /'-]*(?:[qt][1-4]|[1-4][qt]|[1-4]\. ?quartal)[ /'-]*"
    r"(?:fy)?(?:\d{4}|\d{2})?"
)
_WITH_TIME = re.compile(r"(.*?\d)(?:t|,? (?:at |um |a las |a )?)(\d{1,2}[:h]\d{2}(?!\d).*)")
# Browsers and Java say the zone's name too, behind its distance from Greenwich.
_TIME = re.compile(
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?: ?(?:(?P<half>[ap])\.? ?m\.?|uhr|h))?"
    r"(?: ?(?P<zone>z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|utc|gmt)(?: ?[(\[].*[)\]])?)?"
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")


def day_of(text: str, form: str = "", zone: str = "UTC") -> dt.date:
    """The day that `text` names, in the time zone `zone` where it says one of its own.

    `form` is one of FORMS; "" leaves the order of numeric dates undeclared. A year of two
    digits lies between 1970 and 2069.
    Raises BadValue, also for a numeric date with two readings and no declared order.
    """
    if len(text) > LONGEST:
        raise BadValue(f"'{text[:LONGEST]}...' is not a date", RIGHT)
    refuse_other_digits(text)
    # The clock's time of a numeric date says nothing: one day's rows are read once.
    slashed = _SLASHED.fullmatch(text)
    return _day_of(slashed[1] if slashed else text, form, zone)


@lru_cache(maxsize=8192)
def _day_of(text: str, form: str, zone: str) -> dt.date:
    plain = _plain(text)
    if _QUARTER.fullmatch(plain):
        raise BadValue(
            f"{text!r} is a quarter, not a day", "Write one of its days, like 2026-11-21."
        )
    parted = _WITH_TIME.fullmatch(plain)
    written = parted[1] if parted else plain
    found = _day(written, form, text) or _day(_WEEKDAY.sub("", written, count=1), form, text)
    if found is None:
        raise BadValue(f"{text!r} is not a date", RIGHT)
    if not 1900 <= found.year <= 2999:
        raise BadValue(f"the year of {text!r} lies outside 1900 to 2999", RIGHT)
    return _in_zone(found, parted[2], zone, text) if parted else found


def _plain(text: str) -> str:
    """Lower case, no accents, single spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def _day(written: str, form: str, text: str) -> dt.date | None:
    if found := _YEAR_FIRST.fullmatch(written):
        return _of(found[1], found[3], found[4], text)
    if found := _NUMERIC.fullmatch(written):
        return _numeric(found[1], found[3], found[4], form, text)
    if found := _DAY_FIRST.fullmatch(written):
        return _of(found[3], _month(found[2]), found[1], text)
    if found := _MONTH_FIRST.fullmatch(written):
        return _of(found[3], _month(found[1]), found[2], text)
    if found := _YEAR_FIRST_NAMED.fullmatch(written):
        return _of(found[1], _month(found[2]), found[3], text)
    return None


def _month(name: str) -> str:
    if name not in MONTHS:
        raise BadValue(f"{name!r} is no month's name in English, Spanish, German or French", RIGHT)
    return str(MONTHS[name])


def _numeric(first: str, second: str, third: str, form: str, text: str) -> dt.date:
    if form == "m/d/y":
        return _of(third, first, second, text)
    if form == "d/m/y":
        return _of(third, second, first, text)
    if form:
        raise BadValue(f"{text!r} is not written in the declared form {form}", RIGHT)
    readings = [(third, first, second), (third, second, first)]
    if len(third) == 2:
        readings.append((first, second, third))
    found = {day for year, month, number in readings if (day := _valid(year, month, number))}
    if not found:
        raise BadValue(f"{text!r} is a day that no calendar has", RIGHT)
    if len(found) == 1:
        return found.pop()
    raise BadValue(
        f"{text!r} can be read as day/month and as month/day"
        if _valid(third, first, second) and _valid(third, second, first)
        else f"{text!r} can be read with its year first and with its year last",
        'Declare date_form = "m/d/y" or "d/m/y" in the mapping, or write dates like 2026-11-21.',
    )


def _of(year: str, month: str, day: str, text: str) -> dt.date:
    found = _valid(year, month, day)
    if found is None:
        raise BadValue(f"{text!r} is a day that no calendar has", RIGHT)
    return found


def _valid(year: str, month: str, day: str) -> dt.date | None:
    century = 0 if len(year) == 4 else 1900 if int(year) >= _OF_TWO_DIGITS_BEFORE_2000 else 2000
    try:
        return dt.date(century + int(year), int(month), int(day))
    except ValueError:
        return None


def _in_zone(day: dt.date, written: str, zone: str, text: str) -> dt.date:
    """The day of a moment in `zone`; as it is written where it says no zone of its own."""
    found = _TIME.fullmatch(written)
    try:
        if found is None:
            raise ValueError(written)
        time = dt.time(_hour(found), int(found["minute"]), int(found["second"] or 0))
        if not found["zone"]:
            return day
        moment = dt.datetime.combine(day, time, _offset(found["zone"]))
    except ValueError:
        raise BadValue(f"{text!r} is not a date and a time", RIGHT) from None
    return moment.astimezone(zoneinfo.ZoneInfo(zone)).date()


def _hour(found: re.Match[str]) -> int:
    """The hour of 24; 12 AM is midnight, and 12 PM is noon."""
    hour = int(found["hour"])
    if found["half"] == "a" and hour == 12:
        return 0
    return hour + 12 if found["half"] == "p" and hour < 12 else hour


def _offset(written: str) -> dt.timezone:
    found = _OFFSET.search(written)
    if found is None:
        return dt.UTC
    distance = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return dt.timezone(-distance if found[1] == "-" else distance)


def next_anniversary(start: dt.date, today: dt.date) -> dt.date:
    """The first anniversary of `start` after `today`.

    29 February is kept on 28 February in years that do not have it.
    """
    year = max(start.year + 1, today.year)
    found = _anniversary_in(start, year)
    return found if found > today else _anniversary_in(start, year + 1)


def _anniversary_in(day: dt.date, year: int) -> dt.date:
    leaps = day.month == 2 and day.day == 29 and not calendar.isleap(year)
    return day.replace(year=year, day=28 if leaps else day.day)
