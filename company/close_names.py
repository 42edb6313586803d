"""Names that differ by a letter or two from what somebody typed."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet
from rapidfuzz import fuzz, process

# To fewer letters nearly every name is close.
FEWEST = 4
# From so many letters on two may be wrong; in fewer only one.
TWO_FROM = 7
LONGEST = 60
MOST = 5


def close_names(text: str, names: Iterable[tuple[int, str]], most: int = MOST) -> list[int]:
    """The numbers of the names that `text`, or a part of them, may mean; the nearest first.

    A letter may be missing, added, replaced or out of its place. Empty where fewer than FEWEST
    letters were typed. Names that contain the text itself are for the caller to find first.
    """
    typed = text.strip().casefold()[:LONGEST]
    if len(typed) < FEWEST:
        return []
    wrong = 2 if len(typed) >= TWO_FROM else 1
    # The score is 100 less the letters to take away or put in, as a share of the letters of both
    # texts: one wrong letter is one of each, of twice as many.
    cutoff = 100 * (1 - wrong / len(typed)) - 0.01
    long_enough = ((pk, name) for pk, name in names if len(name) >= len(typed) - wrong)
    by_number = {number: name.casefold() for number, name in long_enough}
    found = process.extract(
        typed, by_number, scorer=fuzz.partial_ratio, score_cutoff=cutoff, limit=4 * most
    )
    found.sort(key=lambda match: (-match[1], len(match[0]), match[2]))
    return [number for _, _, number in found[:most]]


def rows_called_nearly[Row: Model](rows: QuerySet[Row], field: str, text: str) -> list[Row]:
    """The rows whose `field` is close to `text`, the nearest first; at most two queries."""
    if len(text.strip()) < FEWEST:
        return []
    numbers = close_names(text, rows.order_by().values_list("pk", field).iterator())
    found = rows.in_bulk(numbers)
    return [found[number] for number in numbers]
