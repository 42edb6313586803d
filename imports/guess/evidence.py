"""The evidence in the values of a column: of which type they are, and how they are written."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from imports.fields import Field, Type
from imports.files.table import fold
from imports.problems import can
from imports.values import dates, numbers
from imports.values.numbers import UNIT_MINUTES
from imports.values.words import words

_NUMERIC_DATE = re.compile(r"((\d{1,2})([/.-])(\d{1,2})\3(?:\d{4}|\d{2}))(?:[T ,].*)?")
_CURRENCY = re.compile(r"[A-Za-z]{2,3}\$?|[€£¥$]")
_COMMA_DECIMALS = re.compile(r"[\d.\s']*\d,\d{1,2}|\d{1,3}(\.\d{3})+,\d+")
_POINT_DECIMALS = re.compile(r"[\d,\s']*\d\.(\d{1,2}|\d{4,})|\d{1,3}(,\d{3})+\.\d+")
_SAYS_ITS_UNIT = re.compile(r"\d+:\d{1,2}(:\d{1,2})?|P?T?\d.*[a-zA-Z]")
_PLANNED = words("planned")

_NOUNS = {
    Type.DATE: "dates",
    Type.NUMBER: "numbers",
    Type.COUNT: "whole numbers",
    Type.MONEY: "amounts",
    Type.MINUTES: "durations",
    Type.YES_NO: "yes or no",
}


@dataclass(frozen=True)
class Found:
    """What the values show (a date form, a sign, a unit), and by what."""

    value: str
    why: str


def count_fitting(field: Field, texts: Sequence[str]) -> int:
    """Return how many of the texts can be read as the field's type."""
    if field.type is Type.TEXT:
        return len(texts)
    if field.type is Type.CHOICE:
        known = {fold(each) for pair in field.choices.items() for each in pair}
        return sum(fold(text) in known for text in texts)
    return sum(_FITS[field.type](text) for text in texts)


def noun(field: Field) -> str:
    """Return what the values of the field's type are called, in the plural."""
    return _NOUNS.get(field.type, f"known values of {field.name}")


_FITS: dict[Type, Callable[[str], bool]] = {
    Type.DATE: lambda text: can(dates.day_of, text, _form_of(text)),
    Type.NUMBER: lambda text: can(numbers.share, text),
    Type.COUNT: lambda text: text.isascii() and text.isdigit(),
    Type.MONEY: lambda text: can(numbers.number, _CURRENCY.sub("", text, count=1)),
    Type.MINUTES: lambda text: can(partial(numbers.minutes, sign=_sign_of(text)), text, "hours"),
    Type.YES_NO: lambda text: can(numbers.yes_or_no, text),
}


def _form_of(text: str) -> str:
    """A form by which a numeric date can be read, whichever it is."""
    found = _NUMERIC_DATE.fullmatch(text)
    return "m/d/y" if found and int(found[4]) > 12 else "d/m/y"


def _sign_of(text: str) -> str:
    return "," if "," in text and "." not in text else ""


def date_form(texts: Iterable[str]) -> Found | None:
    """The order of day and month that numeric dates show; None where there is nothing to tell.

    A day that no calendar has shows nothing.
    """
    only: dict[str, str] = {}
    with_points = otherwise = ""
    for text in texts:
        forms = _forms_of(text)
        if len(forms) == 1:
            only.setdefault(forms[0], text)
        if forms and _has_points(text):
            with_points = with_points or text
        elif forms:
            otherwise = text
    if len(only) > 1:
        return None
    for form, text in only.items():
        return Found(form, f"{text} has one reading only")
    if with_points and not otherwise:
        return Found("d/m/y", f"{with_points} is written with points")
    return None


def has_ambiguous_dates(texts: Iterable[str]) -> bool:
    """Whether a numeric date could be read in two ways."""
    return any(len(_forms_of(text)) > 1 for text in texts)


def _forms_of(text: str) -> tuple[str, ...]:
    """The forms by which a numeric date is a day of the calendar."""
    found = _NUMERIC_DATE.fullmatch(text)
    return _forms_of_day(found[1]) if found else ()


@lru_cache(maxsize=8192)
def _forms_of_day(text: str) -> tuple[str, ...]:
    return tuple(form for form in ("d/m/y", "m/d/y") if can(dates.day_of, text, form))


def _has_points(text: str) -> bool:
    found = _NUMERIC_DATE.fullmatch(text)
    return found is not None and found[3] == "."


def decimal_sign(texts: Iterable[str]) -> Found | None:
    """The decimal sign that the numbers show; None where they show none, or both."""
    numbers = [_CURRENCY.sub("", text).strip(" -()") for text in texts]
    comma = next((each for each in numbers if _COMMA_DECIMALS.fullmatch(each)), "")
    point = next((each for each in numbers if _POINT_DECIMALS.fullmatch(each)), "")
    if bool(comma) is bool(point):
        return None
    return Found("," if comma else ".", f"{comma or point} has decimals")


def unit(column: str, texts: Sequence[str]) -> Found | None:
    """The unit that a column of durations is in, by its name or by what its values look like."""
    if texts and all(_SAYS_ITS_UNIT.fullmatch(text) for text in texts):
        return Found("", f"{texts[0]} says its own unit")
    words = words_of(column)
    for name in UNIT_MINUTES:
        if name in words or name.removesuffix("s") in words:
            return Found(name, f"the name says {name}")
    if "points" in words or "point" in words:
        return Found("points", "the name says points")
    whole = [int(text) for text in texts if text.isascii() and text.isdigit()]
    if whole and len(whole) == len(texts) and all(n % 60 == 0 for n in whole) and max(whole) > 900:
        return Found("seconds", "all values are whole minutes in seconds")
    return None


def is_planned(column: str) -> bool:
    """Whether the column's name says that it holds what was planned, not what was spent."""
    return not _PLANNED.isdisjoint(words_of(column))


def words_of(column: str) -> list[str]:
    """The words of a column's name, also of one like StartDate or start_date."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", column)
    return re.findall(r"[^\W_]+", apart.casefold())
