"""The month of all products that somebody may read, side by side: one table a section."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from company.models import Product
from governance.formats.tables import Cell, Column, Table, tables_of
from governance.publications.queries import ShownReport, shown_report

# By section: the key of the table that is shown, and the columns of it.
SHOWN = {
    "underway": ("", ("title", "customer", "spent_weeks", "approved_weeks", "needed_by", "cost")),
    "commitments": ("", ("what", "customer", "due", "unplanned_weeks")),
    "postponed": ("", ("title", "weeks", "from_quarter", "to_quarter", "special")),
    "slices": ("", ("name", "target", "planned", "actual_weeks", "actual")),
    "interrupts": ("", ("week", "team", "people", "weeks")),
    "decisions": ("", ("title", "customer", "kind", "weeks", "by", "on")),
    "outcomes": ("deals", ("name", "customer", "outcome", "amount")),
    "carrying": ("", ("title", "customer", "carrying_weeks", "carrying_cost", "sunset_on")),
    "offload": ("", ("name", "state", "specials", "weeks")),
}
# The rows of one product that stand on the page; the others are in its own report.
MOST_ROWS = 25


@dataclass(frozen=True)
class ProductMonth:
    """One product's report of the month: the version that was published last, or a draft."""

    product: Product
    shown: ShownReport


@dataclass(frozen=True)
class ProductRow:
    product: Product
    cells: Sequence[Cell]


@dataclass(frozen=True)
class SharedTable:
    """One section of all products. `more` is by product how many rows are left out."""

    section: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[ProductRow]
    more: Sequence[tuple[Product, int]]


def reports_of(products: Iterable[Product], month: dt.date) -> list[ProductMonth]:
    return [ProductMonth(product, shown_report(product, month)) for product in products]


def shared_tables(months: Sequence[ProductMonth]) -> list[SharedTable]:
    """The tables of the sections in which some product has a row."""
    found = [(month, _tables(month)) for month in months]
    return [
        _shared(section, [(month.product, tables[section]) for month, tables in found])
        for section in SHOWN
        if any(tables[section].rows for _, tables in found)
    ]


def _tables(month: ProductMonth) -> dict[str, Table]:
    by_key = {(table.section, table.key): table for table in tables_of(month.shown.report)}
    return {
        section: by_key[section, key].picked(*columns) for section, (key, columns) in SHOWN.items()
    }


def _shared(section: str, tables: Sequence[tuple[Product, Table]]) -> SharedTable:
    """One table for all products.

    Their currencies differ, so the heading loses its currency, and each figure has its own.
    """
    _, first = tables[0]
    return SharedTable(
        section=section,
        title=first.title,
        columns=[
            Column(c.key, c.label.rpartition(",")[0] if c.kind == "money" else c.label, c.kind)
            for c in first.columns
        ],
        rows=[
            ProductRow(product, row) for product, table in tables for row in table.rows[:MOST_ROWS]
        ],
        more=[
            (product, len(table.rows) - MOST_ROWS)
            for product, table in tables
            if len(table.rows) > MOST_ROWS
        ],
    )
