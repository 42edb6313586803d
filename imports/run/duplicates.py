"""Which objects a file has named already, and which of its rows may be counted twice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imports.files.table import Row, Table, fold
from imports.guess.vocabulary import names_of
from imports.kinds import Kind
from imports.mapping.columns import names_in
from imports.run.temporary_table import TemporaryTable

if TYPE_CHECKING:
    from imports.mapping.schema import Part


@dataclass(frozen=True, slots=True)
class FirstRow:
    """The first row of the file that named the same object."""

    row: int
    content: bytes
    times: int


class SeenIdentities(TemporaryTable):
    """Identities, and the first row that named each."""

    def __init__(self) -> None:
        super().__init__(
            "seen (identity BLOB PRIMARY KEY, content BLOB, row INTEGER, times INTEGER)"
        )

    def note(self, identity: bytes, content: bytes, row: int) -> FirstRow | None:
        """Remember that `row` names the object. Returns its first row, None if this is it."""
        found = self.db.execute(
            "SELECT row, content, times FROM seen WHERE identity = ?", [identity]
        ).fetchone()
        if found is None:
            self.db.execute("INSERT INTO seen VALUES (?, ?, ?, 1)", [identity, content, row])
            return None
        self.db.execute("UPDATE seen SET times = times + 1 WHERE identity = ?", [identity])
        return FirstRow(*found)


class DoubleEntries:
    """Counts the rows that share an id which no key of the mapping reads, or all of their cells."""

    def __init__(self, kind: Kind, part: "Part", table: Table, seen: SeenIdentities) -> None:
        self._column = _unread_id(part, table)
        self._seen, self._counts = seen, kind.adds_up and not part.key
        self._rows, self._first = 0, (0, 0, "")

    def note(self, row: Row) -> None:
        """One more row that adds up."""
        if not self._counts:
            return
        entry = row.cells[self._column].strip() if self._column else repr(row.cells)
        if not entry:
            return
        # In the table of the identities, which are digests where rows have no key.
        earlier = self._seen.note(f"id {entry}".encode(), b"", row.number)
        if earlier:
            # The first row of a group is counted with its second.
            self._rows += 2 if earlier.times == 1 else 1
            self._first = self._first if self._first[0] else (earlier.row, row.number, entry)

    @property
    def warning(self) -> str:
        """What is to be said of them; nothing where each row is one of its own."""
        if not self._rows:
            return ""
        first, second, entry = self._first
        if not self._column:
            return (
                f"{self._rows:,} rows are equal to another one, such as rows {first} and {second}:"
                " each adds its time. If they are one entry, take the others out."
            )
        return (
            f"{self._rows:,} rows share their {self._column} with another one, such as {entry!r} in"
            f" rows {first} and {second}: each adds its time. If they are one entry, make"
            f" {self._column} the key of the mapping."
        )


def _unread_id(part: "Part", table: Table) -> str:
    """The column that numbers the entries and from which nothing is read; "" where none is."""
    sources = (*part.columns.values(), part.known_by)
    read = {fold(name) for source in sources for name in names_in(source)}
    found = (header for name in names_of("effort", "entry") if (header := table.named(name.text)))
    return next((header for header in found if fold(header) not in read), "")
