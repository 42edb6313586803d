"""Rejected rows as a spreadsheet."""

import csv
from collections.abc import Iterable
from typing import TextIO

from company.texts import neutral
from imports.files.headers import unique_names
from imports.problems import Rejection


class RejectionsFile:
    """Rejected rows as CSV: where and why, then the row as it came, to be corrected."""

    def __init__(self, file: TextIO) -> None:
        self._csv = csv.writer(file, lineterminator="\n")
        self._header: tuple[str, ...] = ()

    def begin(self, columns: Iterable[str] = ()) -> None:
        """Write the header once; the file's own columns follow ours."""
        if not self._header:
            self._header = unique_names(["row", "column", "value", "reason", "fix", *columns])
            self._csv.writerow(map(neutral, self._header))

    def add(self, rejection: Rejection) -> None:
        self.begin(rejection.cells)
        reasons = (rejection.column, rejection.value, rejection.reason, rejection.fix)
        self._csv.writerow([rejection.row, *map(neutral, (*reasons, *rejection.cells.values()))])
