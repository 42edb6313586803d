"""Verifying the seals: every append-only row is still as the entry that sealed it found it."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps

from company.models import Product
from ledger.models import AppendOnly, Entry
from ledger.seals import Column, digester

AS_FOUND = "sealed_as_found"


@dataclass(frozen=True)
class Sealed:
    """One entry's seal of one row: the columns it knew, and the SHA-256 of their values."""

    entry: int
    columns: tuple[str, ...]
    digest: str


@dataclass
class Seals:
    """All seals of a product's chain, by table and row id."""

    by_table: dict[str, dict[int, list[Sealed]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    # How many rows were sealed as they were found, and when.
    as_found: dict[dt.date, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def rows(self) -> int:
        """The number of sealed rows, each counted once."""
        return sum(len(rows) for rows in self.by_table.values())

    @classmethod
    def of(cls, product: Product) -> "Seals":
        """The seals read from the product's entries.

        An entry whose text cannot be read is skipped here: `chain.faults` reports it.
        """
        seals = cls()
        rows = Entry.objects.filter(product=product).order_by("number")
        for number, kind, at, text in rows.values_list("number", "kind", "at", "text").iterator():
            try:
                seals._add(number, kind, at.date(), text)
            except (AttributeError, KeyError, TypeError, ValueError):
                continue
        return seals

    def _add(self, number: int, kind: str, day: dt.date, text: str) -> None:
        for table, sealed in json.loads(text).get("seals", {}).items():
            columns = tuple(sealed["columns"])
            for pk, digest in sealed["rows"]:
                self.by_table[table][pk].append(Sealed(number, columns, digest))
            if kind == AS_FOUND:
                self.as_found[day] += len(sealed["rows"])


def sealed_models() -> list[type[AppendOnly]]:
    """Every append-only model but `Entry`, whose rows seal one another by their hashes."""
    return [m for m in apps.get_models() if issubclass(m, AppendOnly) and m is not Entry]


def faults(product: Product, seals: Seals) -> Iterator[str]:
    """A sentence for each row that was changed, that nobody sealed, or that is gone."""
    for model in sealed_models():
        yield from table_faults(product, model, seals)
    known = {model._meta.db_table for model in sealed_models()}
    for table in sorted(seals.by_table.keys() - known):
        yield f"the ledger seals rows of {table}, which is no table of Daylight"


def table_faults(product: Product, model: type[AppendOnly], seals: Seals) -> Iterator[str]:
    """As `faults`, for one table."""
    sealed = seals.by_table.get(model._meta.db_table, {})
    fields: list[Column] = list(model._meta.concrete_fields)
    judge = Judge(fields)
    name = model._meta.verbose_name
    seen = set()
    rows = model._base_manager.filter(**{model.product_path: product}).order_by("pk")
    for row in rows.values_list(*[f.attname for f in fields]).iterator():
        pk = row[judge.key]
        seen.add(pk)
        if fault := judge.fault(row, sealed.get(pk, [])):
            yield f"{name} {pk} {fault}"
    for pk in sorted(sealed.keys() - seen):
        yield f"{name} {pk}, which entry {sealed[pk][-1].entry} sealed, is gone"


class Judge:
    """Compares rows of one table with their seals, whichever columns those knew."""

    def __init__(self, fields: list[Column]) -> None:
        self.place = {str(f.column): n for n, f in enumerate(fields)}
        self.key = next(n for n, f in enumerate(fields) if f.primary_key)
        self.fields = fields
        self.digesters = {tuple(self.place): (tuple(range(len(fields))), digester(fields))}

    def fault(self, row: tuple[object, ...], seals: list[Sealed]) -> str:
        """What is wrong with the row, as the end of a sentence; empty where it is as sealed."""
        if not seals:
            return "was written past the ledger: no entry seals it"
        for seal in seals:
            if gone := [name for name in seal.columns if name not in self.place]:
                return f"has lost its column {gone[0]}, which entry {seal.entry} sealed"
            if self._digest(row, seal.columns) != seal.digest:
                return f"was changed since entry {seal.entry} sealed it"
        unsealed = self.place.keys() - {name for seal in seals for name in seal.columns}
        return f"has a column no entry seals: {min(unsealed)}" if unsealed else ""

    def _digest(self, row: tuple[object, ...], columns: tuple[str, ...]) -> str:
        # A table has as many sets of columns as it had migrations; making a digester for each row
        # is slow.
        if columns not in self.digesters:
            places = tuple(self.place[name] for name in columns)
            self.digesters[columns] = places, digester([self.fields[n] for n in places])
        places, digest = self.digesters[columns]
        return digest([row[n] for n in places])
