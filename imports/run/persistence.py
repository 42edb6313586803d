"""Keeping one chunk of records: who is known already, what changed, what is new."""

import hashlib
from collections.abc import Collection, Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from company import histories
from imports.kinds import Chunk, Kept, Kind, Outcome, Record
from imports.run.duplicates import FirstRow, SeenIdentities
from imports.run.recording import OnChanges
from ledger import chain


def save_chunk(
    kind: Kind,
    chunk: Chunk,
    seen: SeenIdentities,
    *,
    dry_run: bool = False,
    on_changes: OnChanges | None = None,
) -> Kept:
    """Save what is new or changed in one transaction, under the product's lock.

    Rejected records are left with their problems. A dry run does all of it and takes it back.
    `on_changes` is told what was changed, inside the transaction.
    """
    with transaction.atomic():
        chain.lock(chunk.product)
        kind.prepare(chunk)
        _reject_together(chunk)
        kept = Kept()
        fresh = _first_rows(kind, chunk, seen, kept)
        # Each step may find faults, and the next one must not keep half of such a row.
        _reject_together(chunk)
        keep = kind.keep or partial(_save, kind)
        keep(chunk, [record for record in fresh if not record.problems], kept)
        for row in _reject_together(chunk):
            kept.outcomes.pop(row, None)
        if kept.saved:
            for hook in kind.after_chunk:
                kept.changes.created.extend(hook(chunk, kept.saved))
            if kind.changed:
                kind.changed(chunk, kept.changes)
        # In the order they came to be: an undo deletes from the end.
        kept.changes.created[:0] = chunk.made
        if dry_run:
            transaction.set_rollback(True)
        elif on_changes:
            on_changes(kept.changes)
    return kept


def _reject_together(chunk: Chunk) -> Collection[int]:
    """A row that gives several records is rejected as a whole. Returns the rejected rows."""
    faulty = {record.row.number: record.problems for record in chunk.records if record.problems}
    for record in chunk.records:
        record.problems = faulty.get(record.row.number, record.problems)
    return faulty


def _first_rows(kind: Kind, chunk: Chunk, seen: SeenIdentities, kept: Kept) -> list[Record]:
    """The records to keep, each with its identity. Those that repeat a row are unchanged."""
    fresh = []
    for record in chunk.sound:
        known_by = record.key if kind.keeps_key else ""
        if not known_by and kind.natural:
            known_by = kind.natural(record)
        if not known_by:
            # Known by its content and how often that came before, so that the same file twice
            # changes nothing, and two equal rows stay two.
            earlier = seen.note(record.content, b"", record.row.number)
            record.identity = (
                f"row {record.content.hex()[:40]} {earlier.times + 1 if earlier else 1}"
            )
            fresh.append(record)
            continue
        # Of what adds up the whole row counts; else only what is kept of it.
        content = record.content if kind.adds_up else _digest_of_values(record)
        earlier = seen.note(known_by.encode(), content, record.row.number)
        record.identity = known_by
        if earlier is None:
            fresh.append(record)
        elif _is_repetition(kind, chunk, record, content, earlier):
            kept.note(record, Outcome.UNCHANGED)
    return fresh


def _is_repetition(
    kind: Kind, chunk: Chunk, record: Record, content: bytes, earlier: FirstRow
) -> bool:
    """Whether the record may be left out; where something would be lost it is rejected."""
    if content == earlier.content:
        return True
    if kind.adds_up:
        reason = f"row {earlier.row} has the same key and other content"
        fix = "Map a key that is unique for each row, or none."
        record.reject(chunk.key_label, record.key, reason, fix)
        return False
    chunk.warn(
        f"row {record.row.number} says otherwise of {record.identity!r} than row {earlier.row}:"
        " the first row counts."
    )
    return True


def _digest_of_values(record: Record) -> bytes:
    said = repr((record.values, record.verdict))
    return hashlib.sha256(said.encode()).digest()


def _save(kind: Kind, chunk: Chunk, records: Sequence[Record], kept: Kept) -> None:
    stored = kind.find(chunk, records)
    new = []
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
            kept.note(record, Outcome.UNCHANGED)
            continue
        before = {name: getattr(found, name) for name in changed}
        for name in changed:
            setattr(found, name, record.attrs[name])
        if _save_one(record, found, changed):
            kept.note(record, Outcome.UPDATED)
            kept.saved.append(found.pk)
            kept.changes.updated.append((found, before))
    _note(chunk, kind, histories.CHANGED, kept.saved)
    made = _create(kind, new)
    for record, instance in made:
        kept.note(record, Outcome.CREATED)
        kept.saved.append(instance.pk)
        kept.changes.created.append(instance)
    _note(chunk, kind, histories.CREATED, [instance.pk for _, instance in made])


def _note(chunk: Chunk, kind: Kind, sort: str, keys: Sequence[int]) -> None:
    histories.note(kind.model, keys, sort, actor=chunk.actor, reason=chunk.reason)


type New = tuple[Record, models.Model]


def _create(kind: Kind, new: Sequence[New]) -> Sequence[New]:
    """Insert all of them at once; where the database refuses one, each by itself."""
    try:
        with transaction.atomic():
            kind.model._base_manager.bulk_create([instance for _, instance in new])
    except IntegrityError:
        return [(record, instance) for record, instance in new if _save_one(record, instance)]
    return new


def _save_one(record: Record, instance: models.Model, changed: list[str] | None = None) -> bool:
    """Save one object. What a constraint refuses becomes the record's problem."""
    try:
        with transaction.atomic():
            histories.save_unnoted(instance, force_insert=changed is None, update_fields=changed)
    except IntegrityError:
        record.reject("", "", _refusal_of(instance), "Correct the row, or take it out.")
        return False
    return True


def _refusal_of(instance: models.Model) -> str:
    try:
        instance.full_clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return "the database refuses it"
