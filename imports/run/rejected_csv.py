"""Rejected rows as CSV: where and why, then the row as it came, to be corrected and sent again."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from company.texts import neutral
from imports.files.headers import unique_names
from imports.models import Import

SAID = ("column", "value", "reason", "fix")


class _Echo:
    """Gives back what a CSV writer writes."""

    def write(self, text: str) -> str:
        return text


class RejectedCsv:
    """Makes the lines, the header before the first: what is `said` of a row, then its cells."""

    def __init__(self, *said: str) -> None:
        self._said, self._has_header = said, False
        self._rows = csv.writer(_Echo(), lineterminator="\n")

    def header(self, columns: Iterable[str] = ()) -> str:
        """The header, which stands once: "" from the second time on."""
        if self._has_header:
            return ""
        self._has_header = True
        return self._line(unique_names([*self._said, *columns]))

    def row(self, said: Iterable[str], cells: Mapping[str, str]) -> str:
        return self.header(cells) + self._line([*said, *cells.values()])

    def _line(self, texts: Iterable[str]) -> str:
        line: str = self._rows.writerow(map(neutral, texts))
        return line


def rejected_csv(found: Import) -> Iterator[str]:
    """One line for each rejected row of an import, whatever it was rejected as."""
    lines = RejectedCsv("row", "as", *SAID)
    rows = found.rejected_rows.order_by("row", "pk").iterator(chunk_size=500)
    for row, group in groupby(rows, attrgetter("row")):
        ones = list(group)
        said = (
            "; ".join(dict.fromkeys(getattr(one, name) for one in ones)) for name in ("kind", *SAID)
        )
        yield lines.row([str(row), *said], dict(cell for one in ones for cell in one.cells))
