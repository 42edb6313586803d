"""Appending to a product's chain, and proving it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from company import clock
from company.models import Person, Product
from ledger.models import Entry, Head

GENESIS = "0" * 64


def lock(product: Product) -> Head:
    """Take the product's ceiling for this transaction; everyone else waits here.

    A row lock on PostgreSQL; on SQLite the IMMEDIATE transaction already holds the
    database. Call it first in every action that judges a plan or a cap.
    """
    Head.objects.get_or_create(product=product)
    return Head.objects.select_for_update().get(product=product)


def append(
    product: Product, kind: str, actor: Person | None, at: dt.datetime | None = None, **data: Any
) -> Entry:
    """Write one entry at the end of the product's chain, under its lock."""
    head = lock(product)
    at = at or clock.now()
    number = head.number + 1
    said = {
        "actor": actor.email if actor else "command line",
        "at": at,
        "data": data,
        "kind": kind,
        "number": number,
        "product": product.pk,
    }
    text = exact(said)
    entry = Entry.objects.create(
        product=product,
        number=number,
        kind=kind,
        at=at,
        text=text,
        previous_hash=head.hash,
        hash=digest(head.hash, text),
    )
    head.number, head.hash = entry.number, entry.hash
    head.save(update_fields=["number", "hash"])
    return entry


def exact(value: Any) -> str:
    """The text that is hashed: sorted keys, no spaces, decimals as strings, UTC times."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


def digest(previous: str, text: str) -> str:
    """SHA-256 of the previous hash followed by the text, in hexadecimal."""
    return hashlib.sha256((previous + text).encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return str(value)


def faults(product: Product) -> Iterator[str]:
    """Every place where the chain does not hold, in words; nothing where it does."""
    previous, number = GENESIS, 0
    for entry in Entry.objects.filter(product=product).order_by("number").iterator():
        number += 1
        if entry.number != number:
            yield f"entry {number} is missing: entry {entry.number} follows entry {number - 1}"
            number = entry.number
        if entry.previous_hash != previous:
            yield f"entry {entry.number} does not continue the entry before it"
        if entry.hash != digest(entry.previous_hash, entry.text):
            yield f"entry {entry.number} was changed: its text does not have its hash"
        yield from _columns_against_text(entry)
        previous = entry.hash
    head = Head.objects.filter(product=product).first()
    if head is None:
        if number:
            yield f"the chain has {number} entries and no head"
    elif (head.number, head.hash) != (number, previous):
        yield f"the head says {head.number} entries, the chain ends at {number}: its tail was cut"


def _columns_against_text(entry: Entry) -> Iterator[str]:
    try:
        said = json.loads(entry.text)
        agrees = (said["number"], said["kind"], said["product"], said["at"]) == (
            entry.number,
            entry.kind,
            entry.product_id,
            _plain(entry.at),
        )
    except (ValueError, KeyError, TypeError):
        yield f"entry {entry.number} cannot be read"
        return
    if not agrees:
        yield f"entry {entry.number} says otherwise in its columns than in its text"


def data_of(entry: Entry) -> dict[str, Any]:
    """What the entry recorded beside who and when; decimals are still strings."""
    data: dict[str, Any] = json.loads(entry.text)["data"]
    return data
