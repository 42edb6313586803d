"""Which objects a file has named so far, kept on disk so that memory stays flat."""

from dataclasses import dataclass

from imports.run.temporary_table import TemporaryTable


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
        found = self._db.execute(
            "SELECT row, content, times FROM seen WHERE identity = ?", [identity]
        ).fetchone()
        if found is None:
            self._db.execute("INSERT INTO seen VALUES (?, ?, ?, 1)", [identity, content, row])
            return None
        self._db.execute("UPDATE seen SET times = times + 1 WHERE identity = ?", [identity])
        return FirstRow(*found)
