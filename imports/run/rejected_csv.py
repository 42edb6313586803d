"""The rejected rows of an import as CSV, to be corrected and brought in again."""

import csv
from collections.abc import Iterator
from itertools import groupby

from company.texts import neutral
from imports.files.headers import unique_names
from imports.models import Import, RejectedRow


class _Echo:
    """Gives back what a CSV writer writes."""

    def write(self, text: str) -> str:
        return text


def rejected_csv(found: Import) -> Iterator[str]:
    """One line for each rejected row, whatever it was rejected as."""
    rows = csv.writer(_Echo(), lineterminator="\n")
    by_row = groupby(found.rejected_rows.order_by("row", "pk").iterator(chunk_size=500), _number)
    for n, (row, group) in enumerate(by_row):
        ones = list(group)
        cells = dict(cell for one in ones for cell in one.cells)
        if n == 0:
            head = unique_names(["row", "as", "column", "value", "reason", "fix", *cells])
            yield rows.writerow(map(neutral, head))
        texts = [
            "; ".join(dict.fromkeys(getattr(one, name) for one in ones))
            for name in ("kind", "column", "value", "reason", "fix")
        ]
        yield rows.writerow([row, *map(neutral, (*texts, *cells.values()))])


def _number(one: RejectedRow) -> int:
    return one.row
