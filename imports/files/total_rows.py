"""Trailing rows that sum up a file instead of being one of its rows.

Leaving out a real row loses data, so two shapes are recognised and nothing else, in the last
three rows of a file only, below at least one ordinary row, and never above an ordinary one:

- the first filled cell is a word for a total (`Total`, `Grand total:`, `Summe`, `Suma`,
  `Total (15)` ...), and every other filled cell is an amount or a span of dates;
- the very last row, or the one above such a row: every filled cell is an amount or a span of
  dates, the first of the usual columns is blank, and more than half of them are. A span of
  dates counts as a blank: no row has one where the others have a date.

Usual columns are those that at least nine of ten rows fill, and the row above fills them all.
An amount is a number, money, a percentage or a duration; a single date is none, and neither
is any other text.
"""

import re
from collections import deque
from collections.abc import Sequence

from imports.problems import can
from imports.values.numbers import minutes, number
from imports.values.words import words

MOST = 3

# The longest first: a regular expression takes the first that fits.
_ANY_WORD = "|".join(sorted(words("totals"), key=len, reverse=True))
_TOTAL = re.compile(rf"(?:{_ANY_WORD})(?!\w)\s*[:=]?\s*(?P<rest>.*)", re.IGNORECASE)
_COUNTED = re.compile(r"\(?[0-9]+ ?[^\W\d]*\)?")
_AROUND_A_NUMBER = re.compile(r"[€£¥$%]|\b(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|INR|SEK|NOK|DKK|PLN)\b")
_DAY = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[ -]\w{3,4}[ -]\d{2,4})"
_SPAN = re.compile(rf"{_DAY}\s*(?:to|bis|al?|hasta|au|until|-|\u2013|\u2014|/)\s*{_DAY}", re.I)
_LONGEST = 60


class TotalRowFinder:
    """Finds the total rows of a table in one walk over it, and keeps only its last rows."""

    def __init__(self, width: int) -> None:
        self.rows = 0
        self._filled = [0] * width
        self._last: deque[tuple[int, list[str]]] = deque(maxlen=MOST + 1)

    def note(self, row: int, cells: list[str]) -> None:
        """Count the row, which is not blank."""
        self.rows += 1
        self._last.append((row, cells))
        for column in _filled(cells, len(self._filled)):
            self._filled[column] += 1

    def summaries(self) -> tuple[int, ...]:
        """The numbers of the trailing rows that sum up the others."""
        found: list[int] = []
        filled, rows = list(self._filled), self.rows
        last = list(self._last)
        for (_, above), (row, cells) in zip(last[-2::-1], last[:0:-1], strict=True):
            rows -= 1
            for column in _filled(cells, len(filled)):
                filled[column] -= 1
            usual = [at for at, times in enumerate(filled) if times * 10 >= rows * 9]
            if not says_total(cells) and not is_bare_sum(cells, above, usual):
                break
            found.insert(0, row)
        return tuple(found)


def says_total(cells: Sequence[str]) -> bool:
    """Whether the row begins with a word for a total, and holds but amounts and spans besides."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    match = _TOTAL.fullmatch(filled[0]) if len(filled[0]) <= _LONGEST else None
    if match is None or not all(is_amount(cell) or is_span(cell) for cell in filled[1:]):
        return False
    rest = match["rest"]
    return not rest or is_amount(rest) or _COUNTED.fullmatch(rest) is not None


def is_bare_sum(cells: list[str], above: list[str], usual: list[int]) -> bool:
    """Whether the row lacks most of what the others have, and holds but amounts and spans."""
    width = max(usual, default=-1) + 1
    mine = [cell.strip() for cell in cells] + [""] * (width - len(cells))
    if not usual or mine[usual[0]] or not set(usual) <= set(_filled(above, width)):
        return False
    if not all(is_amount(cell) or is_span(cell) for cell in mine if cell):
        return False
    lacking = [at for at in usual if not mine[at] or is_span(mine[at])]
    return len(lacking) * 2 > len(usual)


def is_amount(cell: str) -> bool:
    """Whether the text is a number, money, a percentage or a duration."""
    if len(cell) > _LONGEST:
        return False
    return can(number, _AROUND_A_NUMBER.sub("", cell)) or can(minutes, cell)


def is_span(cell: str) -> bool:
    """Whether the text is two dates with a word or a dash between them."""
    return len(cell) <= _LONGEST and _SPAN.fullmatch(cell) is not None


def _filled(cells: Sequence[str], width: int) -> list[int]:
    return [at for at, cell in enumerate(cells[:width]) if cell and not cell.isspace()]
