"""Text -> date. A numeric date is read only in a declared order, or when it has one reading."""

import datetime as dt
import re
import unicodedata
import zoneinfo
from functools import lru_cache

from imports.problems import BadValue

FORMS = ("iso", "dd-mon-yy", "m/d/y", "d/m/y")
RIGHT = "Write dates like 2026-11-21."

# English, Spanish, German and French, whole and as far as they are told apart when cut short.
_MONTHS = (
    "january jan enero ene januar jaenner janner janvier janv",
    "february feb febrero februar fevrier fev fevr",
    "march mar marzo marz maerz mrz mars",
    "april apr abril abr avril avr",
    "may mayo mai",
    "june jun junio juni juin",
    "july jul julio juli juillet juil",
    "august aug agosto ago aout aou",
    "september sep sept septiembre set setiembre septembre",
    "october oct octubre oktober okt octobre",
    "november nov noviembre novembre",
    "december dec diciembre dic dezember dez decembre",
)
MONTHS = {name: n for n, names in enumerate(_MONTHS, start=1) for name in names.split()}

_TIME = r"(?:[T ,]\s*\d{1,2}:\d{2}.*)?"
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})" + _TIME)
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})" + _TIME)
_DAY_FIRST = re.compile(
    r"(\d{1,2})[.\s/-]*(?:de )?([a-z]+)\.?[\s/,-]*(?:de )?(\d{4}|\d{2})" + _TIME
)
_MONTH_FIRST = re.compile(r"([a-z]+)\.?[\s/-]*(\d{1,2})[\s/,-]+(\d{4}|\d{2})" + _TIME)
_WEEKDAY = re.compile(r"^[a-z]+\.?,? (?=[a-z]+ \d|\d+ [a-z])")
# A browser's own text, which says its zone: Mon Feb 06 2023 05:00:00 GMT+0000 (GMT).
_JAVASCRIPT = re.compile(
    r"[a-z]{3} ([a-z]{3}) (\d{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) gmt([+-]\d{4})(?: \(.*\))?"
)


@lru_cache(maxsize=8192)
def day_of(text: str, form: str = "", zone: str = "UTC") -> dt.date:
    """The day that `text` names, in the time zone `zone` where it says one of its own.

    `form` is one of FORMS; "" leaves the order of numeric dates undeclared.
    Raises BadValue, also for a numeric date with two readings and no declared order.
    """
    plain = _plain(text)
    found = _iso(plain, zone) or _javascript(plain, zone) or _named(plain) or _numeric(plain, form)
    if found is None:
        raise BadValue(f"{text!r} is not a date", RIGHT)
    if not 1900 <= found.year <= 2999:
        raise BadValue(f"the year of {text!r} lies outside 1900 to 2999", RIGHT)
    return found


def _plain(text: str) -> str:
    """Lower case, no accents, single spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def _iso(text: str, zone: str) -> dt.date | None:
    found = _ISO_DAY.match(text)
    if found is None:
        return None
    day, rest = _day(found[1], found[2], found[3], text), text[found.end() :]
    if not rest:
        return day
    try:
        moment = dt.datetime.fromisoformat(f"{day.isoformat()}{rest.upper().replace(' UTC', 'Z')}")
    except ValueError:
        raise BadValue(f"{text!r} is not a date and a time", RIGHT) from None
    return _in_zone(moment, zone)


def _javascript(text: str, zone: str) -> dt.date | None:
    found = _JAVASCRIPT.fullmatch(text)
    if found is None or found[1] not in MONTHS:
        return None
    day = _day(found[3], str(MONTHS[found[1]]), found[2], text)
    return _in_zone(dt.datetime.fromisoformat(f"{day.isoformat()}T{found[4]}{found[5]}"), zone)


def _in_zone(moment: dt.datetime, zone: str) -> dt.date:
    return (moment.astimezone(zoneinfo.ZoneInfo(zone)) if moment.tzinfo else moment).date()


def _named(text: str) -> dt.date | None:
    """A date with its month by name, such as 02-Nov-04 or 4 de agosto de 2026."""
    text = _WEEKDAY.sub("", text)
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH_FIRST.fullmatch(text):
        month, day, year = found[1], found[2], found[3]
    else:
        return None
    if month not in MONTHS:
        raise BadValue(f"{month!r} is no month's name in English, Spanish, German or French", RIGHT)
    return _day(year, str(MONTHS[month]), day, text)


def _numeric(text: str, form: str) -> dt.date | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[2], found[3], text)
    found = _NUMERIC.fullmatch(text)
    if found is None:
        return None
    first, second, year = found[1], found[2], found[3]
    if form == "m/d/y" or (not form and int(second) > 12):
        return _day(year, first, second, text)
    if form == "d/m/y" or (not form and int(first) > 12):
        return _day(year, second, first, text)
    if not form and first == second:
        return _day(year, first, second, text)
    raise BadValue(
        f"{text!r} can be read as day/month and as month/day",
        'Declare date_form = "m/d/y" or "d/m/y" in the mapping, or write dates like 2026-11-21.',
    )


def _day(year: str, month: str, day: str, text: str) -> dt.date:
    whole = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 70 else 2000)
    try:
        return dt.date(whole, int(month), int(day))
    except ValueError:
        raise BadValue(f"{text!r} is a day that no calendar has", RIGHT) from None
