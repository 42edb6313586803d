"""Effort said in percent of what its team has available."""

from decimal import Decimal

from imports.files.table import NOUNS, NUMBER, TEXT
from imports.problems import BadValue
from imports.values import numbers


class Percent(Decimal):
    """A percentage of what a team has available, which is not known yet."""


def percent(text: str, kind: str, *, sign: str) -> Percent:
    """The percentage that a cell says, with its sign or without. Raises BadValue.

    A workbook keeps 20% as 0.2: a typed number up to 1 is a share of the whole.
    """
    if kind not in (TEXT, NUMBER):
        raise BadValue(f"{text!r} is {NOUNS[kind]}", "Give the percentage as a number.")
    if kind == TEXT:
        number = numbers.number(text.strip().removesuffix("%"), sign)
    else:
        number = Decimal(text) * 100 if Decimal(text) <= 1 else Decimal(text)
    if number < 0:
        raise BadValue(f"{text!r} is negative", "Time spent is more than 0.")
    return Percent(number)
