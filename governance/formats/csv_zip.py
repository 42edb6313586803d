"""The report as CSV: one file for each table of a section, zipped."""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from company.texts import neutral
from governance.formats.about_tables import about, corrections
from governance.formats.archives import entry_of
from governance.formats.tables import Table, tables_of

if TYPE_CHECKING:
    from governance.report.sections import Report

# With a byte order mark: without it Excel does not read a CSV as UTF-8.
ENCODING = "utf-8-sig"


def as_csv(report: "Report") -> bytes:
    """A zip: 00-about.csv, 01-headline.csv, 02-underway.csv, 03-commitments.csv and so on.

    What else a section has stands beside its first table: 03-commitments-figures.csv.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, table in _named(report):
            file.writestr(entry_of(name), _table(table).encode(ENCODING))
    return out.getvalue()


def _named(report: "Report") -> Iterator[tuple[str, Table]]:
    order = {each.name: n for n, each in enumerate(report.sections(), start=1)}
    seen = set()
    for table in [about(report), corrections(report), *tables_of(report)]:
        if table is not None:
            name = f"{table.section}-{table.key}" if table.section in seen else table.section
            yield f"{order.get(table.section, 0):02}-{name}.csv", table
            seen.add(table.section)


def _table(table: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.label for column in table.columns])
    for row in table.rows:
        # A cell that begins like a formula would be run by the spreadsheet that opens the file.
        writer.writerow([neutral(cell.written) for cell in row])
    return out.getvalue()
