"""The columns that a mapping names, found in the table at hand."""

from collections.abc import Iterable, Iterator, Mapping

from imports.files.table import Table, fold
from imports.mapping.columns import Choice, Joined, Source, Texts, as_tuple
from imports.problems import Unreadable


class Columns:
    """The columns of a table, by their own names and by those that the mapping gives them."""

    def __init__(self, table: Table, other_names: Mapping[str, Texts]) -> None:
        self._table = table
        self._others = {fold(name): as_tuple(others) for name, others in other_names.items()}
        self.header = table.header
        self.repeats = table.repeats

    def named(self, column: str) -> str | None:
        """The header's own spelling of the column, or of one of its other names."""
        names = (column, *self._others.get(fold(column), ()))
        return next((header for name in names if (header := self._table.named(name))), None)


# Columns of which the first filled counts, each with its repetitions.
type InOrder = list[tuple[str, ...]]


def columns_in(table: Columns, choice: Choice) -> InOrder:
    """The columns of a choice that the table has, each of a list with its repetitions.

    Raises Unreadable where it lacks a column that is named alone.
    """
    if isinstance(choice, str):
        return [(_header(table, choice),)]
    found = [header for name in choice if (header := table.named(name))]
    return [table.repeats(header) for header in dict.fromkeys(found)]


class Place:
    """A source in one table: what a row says there, and in which column."""

    def __init__(self, table: Columns, source: Source) -> None:
        if isinstance(source, tuple):
            self._ways = [way for each in source if all(way := _way(table, each, optional=True))]
        else:
            self._ways = [_way(table, source)]
        way = self._ways[0] if self._ways else []
        # False for a list of which the table has no column, also within joined ones.
        self.is_there = bool(way) and all(way)
        self.columns = tuple(
            column for way in self._ways for part in way for repeats in part for column in repeats
        )
        self._only = self.columns[0] if len(self.columns) == 1 else ""

    def find(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The row's text, and the column that says it; the first column where none is filled."""
        blank = "", self.columns[0] if self.columns else ""
        return next(iter(self.filled(cells)), blank)

    def filled(self, cells: Mapping[str, str]) -> Iterable[tuple[str, str]]:
        """Each text that the row has there, with its column, in the order of the mapping."""
        if self._only:
            text = cells[self._only].strip()
            return ((text, self._only),) if text else ()
        return self._all_filled(cells)

    def _all_filled(self, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for way in self._ways:
            if len(way) == 1:
                yield from _filled(way[0], cells)
                continue
            found = [next(_filled(part, cells), ("", part[0][0])) for part in way]
            text = "/".join(text for text, _ in found)
            if text.strip("/"):
                yield text, ", ".join(column for _, column in found)


def _way(table: Columns, one: str | Joined, *, optional: bool = False) -> list[InOrder]:
    """The columns of one element of a source; those of a part that the table lacks are none."""
    parts = one.parts if isinstance(one, Joined) else (one,)
    # As a list a part may lack; raises Unreadable for one that may not.
    return [columns_in(table, (p,) if optional and isinstance(p, str) else p) for p in parts]


def _filled(choice: InOrder, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The filled columns in their order; of one that is repeated, the last filled."""
    for repeats in choice:
        for column in reversed(repeats):
            if text := cells[column].strip():
                yield text, column
                break


def columns_listed(table: Columns) -> str:
    """The table's columns in a sentence."""
    more = len(table.header) - 20
    return ", ".join(table.header[:20]) + (f" and {more} more" if more > 0 else "")


def _header(table: Columns, column: str) -> str:
    found = table.named(column)
    if found is None:
        raise Unreadable(
            f"The file has no column {column!r}, which the mapping names."
            f" Its columns: {columns_listed(table)}."
        )
    return found


def all_columns(table: Columns, choice: Choice) -> tuple[str, ...]:
    """Every column of the choice that the table has, with all repetitions.

    Raises Unreadable where it lacks a column that is named alone.
    """
    found = columns_in(table, choice)
    if isinstance(choice, str):
        found = [table.repeats(found[0][0])]
    return tuple(dict.fromkeys(column for repeats in found for column in repeats))
