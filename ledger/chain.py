"""Appending entries to a product's chain of hashes, and verifying the chain."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from company import clock
from company.models import Person, Product
from ledger.models import AppendOnly, Entry, Head
from ledger.seals import Seals, exact, plain, seals_of

GENESIS = "0" * 64


def lock(product: Product) -> Head:
    """Lock the product's governed actions until the transaction ends; return the chain's head.

    A row lock on PostgreSQL; on SQLite the IMMEDIATE transaction already holds the database. Call
    it first in every action that judges a plan or a cap: what is read before may be out of date.
    """
    # A new product has no row yet that could be locked.
    Head.objects.get_or_create(product=product)
    return Head.objects.select_for_update().get(product=product)


def append(
    product: Product,
    kind: str,
    actor: Person | None,
    at: dt.datetime | None = None,
    *,
    seals: Iterable[AppendOnly] = (),
    **data: Any,
) -> Entry:
    """Append one entry to the product's chain, under its lock, and return it.

    `seals` are the append-only rows written with it; each row belongs to exactly one entry. `data`
    is what the entry records beside who and when.
    """
    head = lock(product)
    entry = Entry(
        **columns(
            product_id=product.pk,
            previous=(head.number, head.hash),
            kind=kind,
            actor_id=actor.pk if actor else None,
            at=at or clock.now(),
            data=data,
            seals=seals_of(seals),
        )
    )
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save(update_fields=["number", "hash"])
    return entry


def columns(
    *,
    product_id: int,
    previous: tuple[int, str],
    kind: str,
    actor_id: int | None,
    at: dt.datetime,
    data: Mapping[str, Any],
    seals: Seals,
) -> dict[str, Any]:
    """The columns of the entry that follows `previous` (its number and hash).

    People are in it by number, never by name or address: one may be erased later, and the chain
    still verifies.
    """
    number, hash_before = previous[0] + 1, previous[1]
    content = {
        "actor": actor_id or "command line",
        "at": at,
        "data": data,
        "kind": kind,
        "number": number,
        "product": product_id,
    }
    text = exact(content | {"seals": seals} if seals else content)
    return {
        "product_id": product_id,
        "number": number,
        "kind": kind,
        "at": at,
        "text": text,
        "previous_hash": hash_before,
        "hash": digest(hash_before, text),
    }


def digest(previous: str, text: str) -> str:
    """SHA-256 of the previous hash followed by the text, in hexadecimal."""
    return hashlib.sha256((previous + text).encode()).hexdigest()


def faults(product: Product) -> Iterator[str]:
    """A sentence for each place where the chain does not hold; none where it does."""
    previous, number = GENESIS, 0
    for entry in Entry.objects.filter(product=product).order_by("number").iterator():
        number += 1
        if entry.number != number:
            yield f"entry {number} is missing: entry {entry.number} follows entry {number - 1}"
            # Counted on from here, so that one missing entry is reported once.
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


def head_sentence(product: Product) -> str:
    """The end of the chain, for mails; empty where the chain has no entry.

    Whoever keeps the mail can later prove that nothing before it was changed.
    """
    head = Head.objects.filter(product=product).first()
    return f"Ledger head {head.number}:{head.hash}" if head and head.number else ""


def contains(product: Product, number: int, hash_then: str) -> bool:
    """Whether the entry of that number still has the hash that was once sent out."""
    return Entry.objects.filter(product=product, number=number, hash=hash_then).exists()


def _columns_against_text(entry: Entry) -> Iterator[str]:
    try:
        content = json.loads(entry.text)
        is_same = (content["number"], content["kind"], content["product"], content["at"]) == (
            entry.number,
            entry.kind,
            entry.product_id,
            plain(entry.at),
        )
    except (ValueError, KeyError, TypeError):
        yield f"entry {entry.number} cannot be read"
        return
    if not is_same:
        yield f"entry {entry.number} says otherwise in its columns than in its text"


def data_of(entry: Entry) -> dict[str, Any]:
    """What the entry recorded beside who and when; decimals are text."""
    data: dict[str, Any] = json.loads(entry.text)["data"]
    return data
