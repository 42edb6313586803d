"""Keeping one chunk of records: who is known already, what changed, what is new."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from imports.kinds import Chunk, Kind, Record
from imports.problems import Problem
from imports.seen import Earlier, Seen
from ledger import chain


@dataclass
class Kept:
    """What became of a chunk's records that were not rejected, and what was saved."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    saved: list[int] = field(default_factory=list)


def keep_chunk(kind: Kind, chunk: Chunk, seen: Seen, *, dry_run: bool = False) -> Kept:
    """Save what is new or changed in one transaction, under the product's lock.

    Rejected records are left with their problems. A dry run does all of it and takes it back.
    """
    with transaction.atomic():
        chain.lock(chunk.product)
        kind.prepare(chunk)
        fresh, repeated = _first_rows(kind, chunk, seen)
        kept = _save(kind, chunk, fresh)
        kept.unchanged += repeated
        if kept.saved:
            for hook in kind.after_chunk:
                hook(kept.saved)
        if dry_run:
            transaction.set_rollback(True)
    return kept


def _first_rows(kind: Kind, chunk: Chunk, seen: Seen) -> tuple[list[Record], int]:
    """The records to keep, each with its identity, and how many only repeat an earlier row."""
    fresh, repeated = [], 0
    for record in chunk.sound:
        known_by = record.key if kind.keeps_key else ""
        if not known_by and kind.natural:
            known_by = kind.natural(record)
        if not known_by:
            earlier = seen.note(record.content, b"", record.row.number)
            record.identity = (
                f"row {record.content.hex()[:40]} {earlier.times + 1 if earlier else 1}"
            )
            fresh.append(record)
            continue
        content = record.content if kind.adds_up else _digest_of_values(record)
        earlier = seen.note(known_by.encode(), content, record.row.number)
        record.identity = known_by
        if earlier is None:
            fresh.append(record)
        elif _is_repetition(kind, chunk, record, content, earlier):
            repeated += 1
    return fresh, repeated


def _is_repetition(
    kind: Kind, chunk: Chunk, record: Record, content: bytes, earlier: Earlier
) -> bool:
    """Whether the record may be left out; where something would be lost it is rejected."""
    if content == earlier.content:
        return True
    if kind.adds_up:
        record.problems.append(
            Problem(
                chunk.part.key_said,
                record.key,
                f"row {earlier.row} has the same key and other content",
                "Map a key that is unique for each row, or none.",
            )
        )
        return False
    chunk.warn(
        f"row {record.row.number} says otherwise of {record.identity!r} than row {earlier.row}:"
        " the first row counts."
    )
    return True


def _digest_of_values(record: Record) -> bytes:
    said = repr((record.values, record.slice_key, record.special_for))
    return hashlib.sha256(said.encode()).digest()


def _save(kind: Kind, chunk: Chunk, records: Sequence[Record]) -> Kept:
    stored = kind.find(chunk, records)
    kept, new = Kept(), []
    for record in records:
        if kind.keeps_key and (record.key or kind.natural is None):
            record.attrs["import_key"] = record.identity
        found = stored.get(record.identity)
        if found is None:
            new.append((record, kind.model(**record.defaults, **record.attrs)))
            continue
        if kind.settle:
            kind.settle(chunk, record, found)
        changed = [name for name, value in record.attrs.items() if getattr(found, name) != value]
        if not changed:
            kept.unchanged += 1
            continue
        for name in changed:
            setattr(found, name, record.attrs[name])
        if _save_one(record, found, changed):
            kept.updated += 1
            kept.saved.append(found.pk)
    created = _create(kind, new)
    kept.created = len(created)
    kept.saved.extend(created)
    return kept


def _create(kind: Kind, new: Sequence[tuple[Record, models.Model]]) -> list[int]:
    """Insert all of them at once; where the database refuses one, each by itself."""
    try:
        with transaction.atomic():
            made = kind.model._default_manager.bulk_create([instance for _, instance in new])
        return [instance.pk for instance in made]
    except IntegrityError:
        return [instance.pk for record, instance in new if _save_one(record, instance)]


def _save_one(record: Record, instance: models.Model, changed: list[str] | None = None) -> bool:
    """Save one object. What a constraint refuses becomes the record's problem."""
    try:
        with transaction.atomic():
            instance.save(force_insert=changed is None, update_fields=changed)
    except IntegrityError:
        record.problems.append(
            Problem("", "", _refusal_of(instance), "Correct the row, or take it out.")
        )
        return False
    return True


def _refusal_of(instance: models.Model) -> str:
    try:
        instance.full_clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return "the database refuses it"
