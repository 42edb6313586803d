"""Sources: the columns that a text is taken from, and the same ones in the table at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from imports.problems import BadMapping, Unreadable
from imports.readers import Table

# One column, which the file must have; or several, of which row by row the first filled counts.
type Choice = str | tuple[str, ...]

_FORMS = 'a column in quotes, a list of columns, or { joined = ["one", "two"] }'


@dataclass(frozen=True)
class Joined:
    """Columns whose texts belong together, parted by a slash, as a key of several columns is."""

    parts: tuple[Choice, ...]


type Source = Choice | Joined


def choice_from(where: str, key: str, said: Any) -> Choice:
    """The column or columns that a TOML document says. Raises BadMapping."""
    if isinstance(said, str) and said:
        return said
    if isinstance(said, list) and said and all(isinstance(each, str) and each for each in said):
        return tuple(said)
    raise BadMapping(f"{where}: {key} must be a column in quotes, or a list of columns.")


def source_from(where: str, key: str, said: Any) -> Source:
    """The source that a TOML document says. Raises BadMapping."""
    if not isinstance(said, dict):
        return choice_from(where, key, said)
    if list(said) != ["joined"] or not isinstance(said["joined"], list) or not said["joined"]:
        raise BadMapping(f"{where}: {key} must be {_FORMS}.")
    return Joined(tuple(choice_from(where, key, each) for each in said["joined"]))


def sources_from(where: str, said: Mapping[str, Any], key: str) -> dict[str, Source]:
    """For each field, the source it is read from. Raises BadMapping."""
    found = said.get(key, {})
    if not isinstance(found, dict):
        raise BadMapping(f'{where}: {key} must hold lines like field = "column".')
    return {name: source_from(where, f"{key}.{name}", each) for name, each in found.items()}


def plain(source: Source) -> Any:
    """The source as a TOML document says it."""
    if isinstance(source, Joined):
        return {"joined": [plain(part) for part in source.parts]}
    return source if isinstance(source, str) else list(source)


def names_in(source: Source) -> tuple[str, ...]:
    """Every column that the source names."""
    if isinstance(source, Joined):
        return tuple(name for part in source.parts for name in names_in(part))
    return (source,) if isinstance(source, str) else source


def said_of(source: Source) -> str:
    """The source in a sentence."""
    return ", ".join(names_in(source))


def columns_in(table: Table, choice: Choice) -> list[tuple[str, ...]]:
    """The columns of a choice that the table has, each of a list with its repetitions.

    Raises Unreadable where it lacks a column that is named alone.
    """
    if isinstance(choice, str):
        return [(_header(table, choice),)]
    found = [header for name in choice if (header := table.named(name))]
    return [table.repeats(header) for header in dict.fromkeys(found)]


class Place:
    """A source in one table: what a row says there, and in which column."""

    def __init__(self, table: Table, source: Source) -> None:
        parts = source.parts if isinstance(source, Joined) else (source,)
        self._parts = [columns_in(table, part) for part in parts]
        flat = [column for part in self._parts for repeats in part for column in repeats]
        self.columns = tuple(flat)
        self._only = flat[0] if len(flat) == 1 and len(parts) == 1 else ""

    @property
    def is_there(self) -> bool:
        """Whether the table has a column for every part of the source."""
        return all(self._parts)

    def find(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The row's text, and the column that says it; the first column where none is filled."""
        if self._only:
            return cells[self._only].strip(), self._only
        found = [_first_filled(part, cells) for part in self._parts]
        if len(found) == 1:
            return found[0]
        text = "/".join(text for text, _ in found)
        return text if text.strip("/") else "", ", ".join(column for _, column in found)


def _first_filled(choice: list[tuple[str, ...]], cells: Mapping[str, str]) -> tuple[str, str]:
    """The first column that is filled; of one that is repeated, the last filled."""
    for repeats in choice:
        for column in reversed(repeats):
            if text := cells[column].strip():
                return text, column
    return "", choice[0][0] if choice else ""


def listed(table: Table) -> str:
    """The table's columns in a sentence."""
    more = len(table.header) - 20
    return ", ".join(table.header[:20]) + (f" and {more} more" if more > 0 else "")


def _header(table: Table, column: str) -> str:
    found = table.named(column)
    if found is None:
        raise Unreadable(
            f"The file has no column {column!r}, which the mapping names."
            f" Its columns: {listed(table)}."
        )
    return found
