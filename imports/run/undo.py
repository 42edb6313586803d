"""Undoing a whole import: exactly what was before, or a refusal that says what stands on it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from company import clock, histories
from company.models import Person
from company.refusals import Refused
from imports.models import Change, Import
from imports.run.outcomes import delete_files
from imports.run.recording import digests
from ledger import chain

# What higher floors say against deleting objects of a model: a sentence, or nothing.
guards: list[Callable[[type[models.Model], list[int], Import], str]] = []
# Callbacks, before and after, which objects of a model an undo takes back or deletes.
watchers: list[Callable[[type[models.Model], list[int]], None]] = []
# Rows that are never deleted, and how what they say is taken back: by the action that wrote them,
# called with their keys, who undoes it, and why.
reversals: dict[type[models.Model], Callable[[list[int], Person, str], None]] = {}
# A refusal names so many of the objects that stand in the way.
NAMED = 3


def undo(found: Import, *, actor: Person) -> Import:
    """Delete what the import created and put back what it updated.

    Raises Refused: wrong-state unless it is imported, built-upon where anything it brought
    in was changed since, or something refers to it now. Then nothing is taken back.
    """
    try:
        return _undo(found, actor)
    except IntegrityError:
        # Such as a name that somebody has taken since.
        raise Refused(
            "built-upon",
            "What it replaced does not fit any more: something took its name or its place since."
            " Change that back first, then this import can be undone.",
        ) from None


def _undo(found: Import, actor: Person) -> Import:
    with transaction.atomic():
        chain.lock(found.product)
        found = Import.objects.locked().get(pk=found.pk)
        if not found.can_be_undone:
            now = found.get_state_display().lower()
            raise Refused("wrong-state", f"Only what was imported can be undone; this is {now}.")
        # The last first: what refers to something goes before what it refers to.
        for change in found.changes.order_by("-pk").iterator(chunk_size=1):
            _take_back(change, found, actor)
        found.state, found.undone_at, found.undone_by = Import.State.UNDONE, clock.now(), actor
        files = found.take_files()
        found.save(update_fields=["state", "undone_at", "undone_by", "file", "joined_file"])
        # A broken reference is found here, not when the transaction ends.
        connection.check_constraints()
        transaction.on_commit(lambda: delete_files(files))
    return found


def _take_back(change: Change, found: Import, actor: Person) -> None:
    model = apps.get_model(change.model)
    after = change.created | {key: digest for key, (digest, _) in change.updated.items()}
    now = digests(model, map(int, after), change.columns, lock=True)
    changed = [key for key, digest in now.items() if after[str(key)] != digest]
    if changed:
        raise _built_upon(model, changed, "changed since")
    touched = list(map(int, now))
    for watcher in watchers:
        watcher(model, touched)
    reason = f"Undo of the import of {found.filename}."
    if reversal := reversals.get(model):
        reversal([int(key) for key in change.created], actor, reason)
        return
    told: Any = {"actor": actor, "reason": reason}
    for key, (_, before) in change.updated.items():
        attributes = {name: _read(model, name, value) for name, value in before.items()}
        model._base_manager.filter(pk=key).update(**attributes)
    histories.note(model, map(int, change.updated), histories.CHANGED, **told)
    created = [int(key) for key in change.created if int(key) in now]
    for guard in guards:
        if sentence := guard(model, created, found):
            raise Refused("built-upon", sentence)
    _refuse_what_is_referred_to(model, created)
    histories.delete(model, created, **told)
    for watcher in watchers:
        watcher(model, touched)


def _read(model: type[models.Model], name: str, value: Any) -> Any:
    """The attribute as it was before it was written down as JSON."""
    column: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]  # no relation
    return column.to_python(value)


def _refuse_what_is_referred_to(model: type[models.Model], keys: list[int]) -> None:
    """What this import brought in itself is gone already: changes are taken back last first."""
    for relation in _relations(model):
        name = relation.field.name
        others = relation.related_model._base_manager.filter(**{f"{name}__in": keys})
        used = list(others.values_list(name, flat=True)[: NAMED * 10])
        if used:
            what = str(relation.related_model._meta.verbose_name_plural)
            raise _built_upon(model, dict.fromkeys(used), f"used by {what} since")


def _relations(model: type[models.Model]) -> list[Any]:
    """Every foreign key and many-to-many field that points at the model.

    Histories may tell of what is gone.
    """
    return [
        each
        for each in model._meta.get_fields(include_hidden=True)
        if isinstance(each, models.ForeignObjectRel)
        and not each.related_model._meta.auto_created
        and not histories.is_history(each.related_model)
    ]


def _built_upon(model: type[models.Model], keys: Iterable[int], how: str) -> Refused:
    keys = list(keys)
    named = [str(each) for each in model._base_manager.filter(pk__in=keys[:NAMED])]
    more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
    return Refused(
        "built-upon",
        f"{', '.join(named)}{more}: {how}. Take that back first, then this import can be undone.",
    )
