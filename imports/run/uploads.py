"""Keeping an upload, and the mapping that it is first read by."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db.models.fields.files import FieldFile
from msgspec import structs

from company.models import Person, Product
from company.texts import number_in
from imports import kinds
from imports.access import can_import
from imports.actions import Reading, discard, map_as, receive
from imports.files.reader import open_table
from imports.files.table import Table
from imports.files.unpack import open_file
from imports.files.workbooks import ENDING, convert_workbook, is_converted
from imports.guess.name_matching import Confidence
from imports.guess.suggestions import Suggestion, likely_preset, names_looked_for, suggest
from imports.kinds import Kind
from imports.mapping.schema import Join, Mapping
from imports.mapping.toml import mapping_from, mapping_from_text, mapping_of, preset, preset_names
from imports.models import Import, KeptMapping
from imports.problems import BadMapping, Unreadable
from imports.run.joining import guessed_join, open_both
from imports.run.row_reader import RowReader

# An issue tracker's export holds both.
TRACKED = frozenset({"items", "effort"})
# The team of effort whose file names none.
TEAM = "Development"
SUGGESTED, PRESET, KEPT = "suggested", "preset:", "kept:"
_WORTH = {Confidence.SURE: 4, Confidence.LIKELY: 2, Confidence.GUESS: 1}


def table_of(found: Import, mapping: Mapping, wanted: Sequence[str]) -> Table:
    """The upload's table, its header found by what the mapping or the kinds look for.

    A second file stands beside it where the mapping says how they are joined. Raises
    Unreadable and BadMapping.
    """
    columns = [
        name for each in wanted if each in mapping.parts for name in mapping.names_wanted(each)
    ]
    columns = columns or [name for each in wanted for name in names_looked_for(kinds.get(each))]
    joined = found.joined_path if mapping.join else None
    return open_both(found.path, mapping, columns, joined)


def receive_and_read(
    product: Product, file: "File[bytes]", actor: Person, joined: "File[bytes] | None" = None
) -> Import:
    """Keep an upload with the mapping it is first taken for. Raises Unreadable; then it is gone."""
    found = receive(product=product, file=file, actor=actor, joined=joined)
    allowed = [each for each in kinds.names() if can_import(actor, product.pk, [each])]
    return map_or_discard(found, lambda: first_reading(found, allowed))


def map_or_discard(found: Import, read: Callable[[], Reading]) -> Import:
    """Map what was received as `read` says; whatever that raises, nothing of it is kept then."""
    try:
        for upload in (found.file, found.joined_file):
            if upload:
                _keep_as_rows(upload)
        reading = read()
    except Exception:
        discard(found)
        raise
    return map_as(found, reading)


def _keep_as_rows(upload: FieldFile) -> None:
    """Keep a workbook as the rows it holds: each look at it would read all of it again.

    Raises Unreadable.
    """
    path, name = Path(upload.path), str(upload.name)
    file, start = open_file(path)
    if is_converted(start):
        raise Unreadable(f"{path.name} is a file of Daylight's own. Send the workbook itself.")
    rows = convert_workbook(file, start)
    if rows is None:
        return
    with rows.open() as content:
        upload.save(f"{path.name}{ENDING}", File(content))
    upload.storage.delete(name)


def first_reading(found: Import, allowed: Sequence[str]) -> Reading:
    """Return how to read the file at first, among the `allowed` kinds. Raises Unreadable.

    By a kept mapping that it fits; else by a preset that its columns give away; else as the
    kind whose fields are found best.
    """
    # Guessed before the columns are: a field may stand in the second file alone.
    join = _guessed_join(found)
    if kept := _kept_reading(found, allowed):
        return kept
    reading = _new_reading(found, allowed, table_of(found, Mapping(join=join), kinds.names()))
    return replace(reading, mapping=structs.replace(reading.mapping, join=join))


def _guessed_join(found: Import) -> Join | None:
    if not found.joined_path:
        return None
    other = open_table(found.joined_path)
    return guessed_join(table_of(found, Mapping(), kinds.names()), other)


def _new_reading(found: Import, allowed: Sequence[str], table: Table) -> Reading:
    """What a file is taken for that no kept mapping fits."""
    likely = likely_preset(table)
    fitting = tuple(each for each in likely.kinds if each in allowed) if likely else ()
    if likely and fitting:
        return Reading(fitting, preset(likely.name), f"{PRESET}{likely.name}")
    best = max(allowed, key=lambda each: _promise(kinds.get(each), suggest(kinds.get(each), table)))
    timed = {"date", "amount"} <= suggest(kinds.get("effort"), table).fields.keys()
    together = ("items", "effort") if best in TRACKED and timed else (best,)
    return reading_as(found, SUGGESTED, [each for each in together if each in allowed], table)


def _kept_reading(found: Import, allowed: Sequence[str]) -> Reading | None:
    """The kept mapping, the latest first, whose every column the file has."""
    for kept in KeptMapping.objects.filter(product=found.product_id).order_by("-kept_at"):
        with suppress(BadMapping, Unreadable):
            reading = reading_by(kept)
            joins = bool(reading.mapping.join) == bool(found.joined_file)
            if joins and set(reading.kinds) <= set(allowed):
                return checked(found, reading)
    return None


def reading_by(kept: KeptMapping) -> Reading:
    """As a kept mapping reads files. Raises BadMapping where it does not hold any more."""
    mapping = mapping_from_text(kept.text, kept.name)
    return Reading(tuple(mapping.parts), mapping, f"{KEPT}{kept.pk}", kept.name)


def checked(found: Import, reading: Reading) -> Reading:
    """The reading, which fits the file. Raises Unreadable, and BadMapping for a missing column."""
    table = table_of(found, reading.mapping, reading.kinds)
    for each in reading.kinds:
        RowReader(kinds.get(each), reading.mapping, table, found.product)
    return reading


def _promise(kind: Kind, suggestion: Suggestion) -> tuple[bool, int]:
    """Whether every required field has a column, and how well all of them were found."""
    whole = all(each.name in suggestion.fields for each in kind.fields if each.required)
    return whole, sum(_WORTH[guess.confidence] for guess in suggestion.fields.values())


def reading_as(found: Import, key: str, wanted: Sequence[str], table: Table) -> Reading:
    """The reading that a page's choice names; what the import has already for any other.

    Raises BadMapping where a kept mapping does not hold any more.
    """
    held, named = tuple(wanted), key.partition(":")[2]
    if key == SUGGESTED:
        return Reading(held, _suggested(wanted, table), key)
    if key.startswith(PRESET) and named in preset_names():
        return Reading(held, preset(named), key)
    if key.startswith(KEPT):
        rows = KeptMapping.objects.filter(product=found.product_id)
        if kept := rows.filter(pk=number_in(named) or 0).first():
            return replace(reading_by(kept), kinds=held)
    return Reading(held, mapping_of(found))


def _suggested(wanted: Sequence[str], table: Table) -> Mapping:
    """The suggestions for several kinds; effort names the items by the key that they have."""
    document: dict[str, Any] = {}
    for each in wanted:
        document |= suggest(kinds.get(each), table).as_data()
        document[each]["create_missing"] = True
    if set(wanted) >= TRACKED:
        items, effort = document["items"], document["effort"]
        if key := items.get("key"):
            effort["columns"]["item"] = key
        if "team" not in effort["columns"]:
            effort["constants"] = {"team": TEAM}
        effort["leave_out_no_time"] = True
        # Read where somebody chooses to split each team's weeks.
        for name in {"started_on", "finished_on"} & items["columns"].keys():
            effort["columns"][name] = items["columns"][name]
    return mapping_from(document, "The suggestion")


def readings_of(found: Import) -> list[tuple[str, str]]:
    """What a file can be read as: kept mappings, presets, and by its columns alone."""
    kept = KeptMapping.objects.filter(product=found.product_id)
    return [
        *((f"{KEPT}{each.pk}", f"{each.name}, kept here") for each in kept),
        *((f"{PRESET}{name}", f"{name.capitalize()} export") for name in preset_names()),
        (SUGGESTED, "suggested from its columns"),
    ]
