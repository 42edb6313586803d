"""Two files joined by a key: each row of the first bears the cells of its row in the second."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from imports.files.reader import open_table
from imports.files.table import Row, Table, fold
from imports.mapping.schema import Join, Mapping
from imports.problems import BadMapping
from imports.run.temporary_table import TemporaryTable

# Rows by which the keys are guessed.
ROWS_LOOKED_AT = 2_000
# A column that both files have.
BOTH = "{} (other file)"


class JoinedTable(Table):
    """A table with the columns of another one. Rows without a partner have those blank.

    Rows of the other file are kept on disk, so that memory stays flat.
    """

    def __init__(self, table: Table, other: Table, join: Join, name: str) -> None:
        self._table = table
        self._key, other_key = _column(table, join.key), _column(other, join.other_key)
        self._others = [column for column in other.header if column != other_key]
        names = [BOTH.format(each) if table.named(each) else each for each in self._others]
        self._names = tuple(names)
        self.header = (*table.header, *names)
        self.total = table.total
        self._partners = TemporaryTable("others (key TEXT PRIMARY KEY, cells TEXT, used INTEGER)")
        self._also = other
        self._said = self._filled_with(other, other_key, name)

    @property
    def warnings(self) -> Sequence[str]:
        """Sentences about both files, and how many rows of each found no partner."""
        return [*self._table.warnings, *self._also.warnings, *self._said]

    def rows(self) -> Iterator[Row]:
        for row in self._table.rows():
            # Asked of the disk for each row: the second file may be as large as the first.
            found = self._partners.db.execute(
                "SELECT cells FROM others WHERE key = ?", [_folded(row.cells[self._key])]
            ).fetchone()
            cells = json.loads(found[0]) if found else [""] * len(self._names)
            yield replace(row, cells=row.cells | dict(zip(self._names, cells, strict=True)))

    def _filled_with(self, other: Table, other_key: str, name: str) -> list[str]:
        """Keep the other file's rows by their key; what is to be said of both sides."""
        repeated = 0
        for row in other.rows():
            key = _folded(row.cells[other_key])
            if row.is_summary or not key:
                continue
            cells = json.dumps([row.cells[column] for column in self._others])
            added = self._partners.db.execute(
                "INSERT OR IGNORE INTO others VALUES (?, ?, 0)", [key, cells]
            )
            repeated += not added.rowcount
        alone = 0
        for row in self._table.rows():
            key = _folded(row.cells[self._key])
            used = self._partners.db.execute("UPDATE others SET used = 1 WHERE key = ?", [key])
            alone += not used.rowcount and not row.is_summary
        (unused,) = self._partners.db.execute(
            "SELECT count(*) FROM others WHERE NOT used"
        ).fetchone()
        return [
            f"{sentence}: {n:,} {'row' if n == 1 else 'rows'}."
            for n, sentence in (
                (alone, f"Not in {name}, whose columns stay blank"),
                (unused, f"Only in {name}, and left out"),
                (repeated, f"Repeats a key of {name}, whose first row counts"),
            )
            if n
        ]


def open_both(
    path: Path, mapping: Mapping, wanted: Collection[str], joined: Path | None = None
) -> Table:
    """The table in the file at `path`, joined to that of a second file where there is one.

    Raises Unreadable, and BadMapping where the mapping does not say how they are joined.
    """
    table = open_table(
        path,
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        sheet=mapping.sheet,
        wanted=wanted,
    )
    if joined is None and mapping.join is None:
        return table
    if joined is None:
        raise BadMapping("The mapping joins a second file. Send it along: --join FILE.")
    if mapping.join is None:
        raise BadMapping(f"Say by which columns {joined.name} is joined: the key of both files.")
    other = open_table(joined, wanted=[*wanted, mapping.join.other_key])
    return JoinedTable(table, other, mapping.join, joined.name)


def guessed_join(table: Table, other: Table) -> Join | None:
    """Return the pair of columns that shares most texts, to join by; None where none does."""
    mine, theirs = _texts(table), _texts(other)
    shared = {
        (len(texts & also), fold(column) == fold(name), column, name)
        for column, texts in mine.items()
        for name, also in theirs.items()
    }
    most = max(shared, default=(0, False, "", ""))
    return Join(most[2], most[3]) if most[0] else None


def _texts(table: Table) -> dict[str, set[str]]:
    """Of the columns whose texts all differ, those of the first rows."""
    texts: dict[str, list[str]] = {column: [] for column in table.header}
    for _, row in zip(range(ROWS_LOOKED_AT), table.rows(), strict=False):
        for column, text in row.cells.items():
            if key := _folded(text):
                texts[column].append(key)
    return {column: set(each) for column, each in texts.items() if len(each) == len(set(each))}


def _folded(text: str) -> str:
    return text.strip().casefold()


def _column(table: Table, name: str) -> str:
    found = table.named(name)
    if found is None:
        known = ", ".join(table.header[:20])
        raise BadMapping(f"There is no column {name!r} to join by. Columns: {known}.")
    return found
