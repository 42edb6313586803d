"""Importing who waits for what, known by customer and item."""

from collections.abc import Sequence

from imports.kinds import Chunk, Field, Found, Kind, Record, Type
from portfolio.importing.customers import named_customers, reject_unknown
from portfolio.importing.effort import named_items, reject_unknown_item
from portfolio.models import Waiting
from portfolio.quarters import today

FIELDS = (
    Field("customer", Type.TEXT, "the customer who waits, by key or name", required=True),
    Field(
        "item",
        Type.TEXT,
        "the item waited for, by its key as it was imported, or its title",
        required=True,
        longest=300,
    ),
    Field("since", Type.DATE, "since when; today if it is not said"),
    Field(
        "weight",
        Type.CHOICE,
        "blocker or nice_to_have",
        blank="nice_to_have",
        choices=dict(Waiting.Weight.choices),
    ),
    Field("promised", Type.YES_NO, "whether it was promised", blank=False),
)


def _prepare(chunk: Chunk) -> None:
    customers = named_customers(chunk, chunk.texts("customer"))
    items = named_items(chunk)
    for record in chunk.sound:
        customer = customers.find(record.values["customer"])
        item = items.get(record.values["item"])
        if customer is None:
            reject_unknown(chunk, record, "customer", record.values["customer"])
        if item is None:
            reject_unknown_item(chunk, record)
        if customer is None or item is None:
            continue
        record.attrs = {"customer_id": customer.pk, "item_id": item}
        record.attrs |= {
            name: record.values[name] for name in ("weight", "promised") if name in record.values
        }
        if since := record.values.get("since"):
            record.attrs["since"] = since
        else:
            record.defaults = {"since": today(chunk.product)}


def _natural(record: Record) -> str:
    return f"{record.attrs['customer_id']}/{record.attrs['item_id']}"


def _find(chunk: Chunk, records: Sequence[Record]) -> Found:
    items = {record.attrs["item_id"] for record in records}
    stored = Waiting.objects.filter(item_id__in=items)
    return {f"{each.customer_id}/{each.item_id}": each for each in stored}


WAITING = Kind(
    name="waiting", model=Waiting, fields=FIELDS, prepare=_prepare, find=_find, natural=_natural
)
