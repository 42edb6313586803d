"""Giving a text of the file a meaning: a value, a constant or a rule more in the mapping."""

import json

from msgspec.structs import replace

from imports.mapping.interpretations import SLICE
from imports.mapping.rules import Rule
from imports.mapping.schema import Mapping, Part
from imports.problems import BadMapping


def with_meaning(mapping: Mapping, sent: str) -> Mapping:
    """Return the mapping with the meaning that a button gives a text.

    `sent` is a JSON list: kind, field, text, meaning. Raises BadMapping for anything else.
    """
    try:
        kind, name, text, means = map(str, json.loads(sent))
        part = _meant(mapping.parts[kind], name, text, means)
    except (ValueError, TypeError, KeyError):
        raise BadMapping(f"{sent[:80]!r} gives no meaning.") from None
    return replace(mapping, parts={**mapping.parts, kind: part})


def _meant(part: Part, name: str, text: str, means: str) -> Part:
    """The part in which the text of that field, or a blank one, has that meaning."""
    if name == SLICE:
        return replace(part, rules=(*part.rules, _rule(part, text, means)))
    if text:
        values = {**part.values.get(name, {}), text: means}
        return replace(part, values={**part.values, name: values})
    return replace(part, constants={**part.constants, name: means})


def _rule(part: Part, text: str, means: str) -> Rule:
    """The rule that sorts a text which no other rule names."""
    column = part.sorting_column
    if not column:
        raise BadMapping("No rule says by which column items are sorted. Add one first.")
    if text:
        return Rule(column=column, is_=text, slice=means)
    return Rule(column=column, blank=True, slice=means)
