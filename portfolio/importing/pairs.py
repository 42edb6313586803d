"""Rows known by a customer and an item: who waits for what, who uses what."""

from collections.abc import Callable, Iterator, Sequence

from django.db.models import QuerySet

from imports.kinds import Chunk, Found, Record
from portfolio.importing.customers import with_customers
from portfolio.importing.effort import named_items, reject_unknown_item
from portfolio.models import Usage, Waiting


def paired(chunk: Chunk) -> Iterator[Record]:
    """The sound records, each with customer and item in `attrs`; others are rejected."""
    items = named_items(chunk)
    for record in with_customers(chunk):
        record.attrs["item_id"] = items.get(record.values["item"])
        if record.attrs["item_id"] is None:
            reject_unknown_item(chunk, record)
        if not record.problems:
            yield record


def natural(record: Record) -> str:
    return f"{record.attrs['customer_id']}/{record.attrs['item_id']}"


type Pairs = QuerySet[Waiting] | QuerySet[Usage]


def by_pair(among: Callable[[], Pairs]) -> Callable[[Chunk, Sequence[Record]], Found]:
    """A kind's `find`, for rows of which each customer and item have at most one."""

    def find(chunk: Chunk, records: Sequence[Record]) -> Found:
        items = {record.attrs["item_id"] for record in records}
        stored = among().filter(item_id__in=items)
        return {f"{each.customer_id}/{each.item_id}": each for each in stored}

    return find
