"""Names that are nearly what somebody typed: one or two letters are wrong."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet
from rapidfuzz import fuzz, process

# Of fewer letters nearly everything is near.
FEWEST = 4
# Two wrong letters from so many on; one before.
TWO_FROM = 7
LONGEST = 60
MOST = 5


def close_names(text: str, names: Iterable[tuple[int, str]], most: int = MOST) -> list[int]:
    """The numbers of the names that `text`, or a part of them, may mean; the nearest first.

    A letter may be missing, too many, another one or out of its place. Nothing where so little
    was typed that it means nothing, and what bears the text itself is not asked of here.
    """
    typed = text.strip().casefold()[:LONGEST]
    if len(typed) < FEWEST:
        return []
    wrong = 2 if len(typed) >= TWO_FROM else 1
    # A wrong letter is one taken away and one put in, of the letters of both.
    cutoff = 100 * (1 - wrong / len(typed)) - 0.01
    long_enough = (one for one in names if len(one[1]) >= len(typed) - wrong)
    by_number = {number: name.casefold() for number, name in long_enough}
    found = process.extract(
        typed, by_number, scorer=fuzz.partial_ratio, score_cutoff=cutoff, limit=4 * most
    )
    found.sort(key=lambda one: (-one[1], len(one[0]), one[2]))
    return [number for _, _, number in found[:most]]


def rows_called_nearly[Row: Model](rows: QuerySet[Row], field: str, text: str) -> list[Row]:
    """The rows whose `field` is nearly `text`, the nearest first; at most two queries."""
    if len(text.strip()) < FEWEST:
        return []
    numbers = close_names(text, rows.order_by().values_list("pk", field).iterator())
    found = rows.in_bulk(numbers)
    return [found[number] for number in numbers]
