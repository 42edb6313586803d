"""What happens to an import before and after it runs: received, mapped, discarded, settled."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import transaction

from company import clock
from company.models import Person, Product
from company.refusals import Refused
from imports.mapping.schema import Mapping
from imports.models import Import, KeptMapping
from imports.run.outcomes import ImportOutcome, delete_files, end
from imports.run.result import Result

State = Import.State
MOST_BYTES = 200 << 20


@dataclass(frozen=True)
class Reading:
    """One way to read a file: which kinds it holds, by which mapping, and what it goes by."""

    kinds: tuple[str, ...]
    mapping: Mapping
    # As the choice of a page names it: suggested, preset:jira, kept:7; "" for the file's own.
    key: str = ""
    kept_name: str = ""


def receive(
    *,
    product: Product,
    file: "File[bytes]",
    actor: Person | None,
    joined: "File[bytes] | None" = None,
    feed: str = "",
    fed_by: str = "",
) -> Import:
    """Keep an uploaded file, and the one joined to it. Nothing is read or imported yet."""
    found = Import(
        product=product,
        person=actor,
        filename=(file.name or "upload")[-255:],
        token=uuid.uuid4().hex,
        feed=feed,
        fed_by=fed_by,
        created_at=clock.now(),
    )
    found.file.save(found.filename, file, save=False)
    if joined:
        found.joined_file.save((joined.name or "joined")[-255:], joined, save=False)
    found.save()
    return found


def map_as(found: Import, reading: Reading, *, all_or_nothing: bool = False) -> Import:
    """Say what the file holds. Raises Refused wrong-state once it is imported."""
    with transaction.atomic():
        found = Import.objects.locked().get(pk=found.pk)
        if not found.is_open:
            raise Refused("wrong-state", "Part of it was imported: its mapping stands.")
        found.kinds, found.mapping = list(reading.kinds), reading.mapping.as_toml()
        found.mapping_name, found.kept_name, found.typed = reading.key, reading.kept_name, {}
        found.all_or_nothing = all_or_nothing
        found.state, found.results, found.error = State.DRAFT, [], ""
        found.rows_done = found.rows_total = 0
        found.save()
        found.rejected_rows.all().delete()
    return found


def remember(found: Import, typed: dict[str, Any]) -> None:
    """Keep what stands in the form of the mapping: nothing typed is lost, but for NULs."""
    fields = {name: text.replace("\0", "") for name, text in typed.get("fields", {}).items()}
    typed = {**typed, "fields": fields}
    Import.objects.filter(pk=found.pk).update(typed=typed)


def discard(found: Import) -> None:
    """Take an import that never happened out of the list, with its file."""
    with transaction.atomic():
        found = Import.objects.locked().get(pk=found.pk)
        if not found.is_open:
            raise Refused("wrong-state", "It is imported, or part of it. Undo it instead.")
        files = found.take_files()
        found.delete()
        transaction.on_commit(lambda: delete_files(files))


def note(*, product: Product, kind: str, filename: str, mapping: Mapping) -> Import:
    """An import by the command line, about to begin; `settle` says what came of it."""
    return Import.objects.create(
        product=product,
        filename=filename[-255:],
        token=uuid.uuid4().hex,
        kinds=[kind],
        mapping=mapping.as_toml() if mapping.parts else "",
        mapping_name=f"file:{mapping.name}"[:60] if mapping.name else "",
        state=State.IMPORTING,
        created_at=clock.now(),
    )


def settle(found: Import, result: Result | None) -> None:
    """Keep the record of an import that changed something; forget one that did not.

    Raises Superseded where it was undone while it ran.
    """
    if not found.changes.exists():
        found.delete()
        return
    outcome = ImportOutcome()
    if result:
        outcome.add(found.kinds[0], result)
    end(found, State.DONE if result else State.FAILED, outcome)


def keep_mapping(found: Import, *, name: str, actor: Person) -> KeptMapping:
    """Keep the import's mapping under a name; one's own of that name is replaced.

    Raises Refused name-taken for a name that somebody else keeps.
    """
    with transaction.atomic():
        others = KeptMapping.objects.select_for_update().filter(product=found.product, name=name)
        if others.exclude(person=actor).exists():
            raise Refused(
                "name-taken", f"Somebody else keeps a mapping named {name}. Choose another name."
            )
        kept, _ = KeptMapping.objects.update_or_create(
            product=found.product,
            name=name,
            defaults={"text": found.mapping, "person": actor, "kept_at": clock.now()},
        )
    return kept
