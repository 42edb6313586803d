"""One table of a file: its header and its rows of named cells."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

# Of which type a cell of a workbook is; whatever a text file holds is a text.
TEXT, NUMBER, DATE, TIME, YES_NO, ERROR = " ", "n", "d", "t", "b", "e"
NOUNS = {
    NUMBER: "a number",
    DATE: "a date",
    TIME: "a length of time",
    YES_NO: "yes or no",
}

NO_TYPES: Mapping[str, str] = MappingProxyType({})


def fold(name: str) -> str:
    """Return a column's or field's name without case, spaces, underscores and hyphens."""
    return "".join(c for c in name.casefold() if c not in " _-\u00a0\n\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` is the row a spreadsheet would show: the first of the file is 1.

    `cells` maps each column's name to its text, and `surplus` holds the cells beyond the last.
    `types` says of which type the cells of a workbook are (TEXT where it says nothing).
    `is_summary` says that the row sums up the file and is not one of its rows (total_rows says
    how that is told). Whoever leaves it out warns, since it could be wrong.
    """

    number: int
    cells: dict[str, str]
    surplus: tuple[str, ...] = ()
    is_summary: bool = False
    types: Mapping[str, str] = NO_TYPES


class Table(ABC):
    """A header and rows that can be walked again and again, each walk reading the file again.

    `total` counts all rows, those that only sum up the file too. `warnings` are sentences about
    the whole file, complete once it was walked.
    """

    header: tuple[str, ...]
    total: int

    @property
    @abstractmethod
    def warnings(self) -> Sequence[str]: ...

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Every row below the header that is not blank, in the file's order."""

    def texts(self, columns: Collection[str]) -> Iterator[str]:
        """What is written in these columns, row after row, but for a workbook's typed cells."""
        for row in self.rows():
            for column in columns:
                is_text = row.types.get(column, TEXT) == TEXT
                if is_text and (text := row.cells[column].strip()):
                    yield text

    def named(self, column: str) -> str | None:
        """The header's own spelling of `column`, whatever its case, spaces and underscores."""
        if column in self.header:
            return column
        return next((name for name in self.header if fold(name) == fold(column)), None)

    def repeats(self, column: str) -> tuple[str, ...]:
        """`column` and its repetitions: Labels, Labels 2, Labels 3."""
        found = itertools.takewhile(
            self.header.__contains__, (f"{column} {n}" for n in itertools.count(2))
        )
        return (column, *found)
