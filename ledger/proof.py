"""Proving the seals: every append-only row is there, as the entry that sealed it found it."""

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
    """What one entry sealed of one row."""

    entry: int
    columns: tuple[str, ...]
    digest: str


@dataclass
class Seals:
    """Every seal of a product's chain, by table and row."""

    by_table: dict[str, dict[int, list[Sealed]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    # How many rows were sealed as they were found, and when.
    as_found: dict[dt.date, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def rows(self) -> int:
        """How many rows are sealed, each counted once."""
        return sum(len(rows) for rows in self.by_table.values())

    @classmethod
    def of(cls, product: Product) -> "Seals":
        """Read from the entries; one whose text cannot be read is the chain's to report."""
        found = cls()
        rows = Entry.objects.filter(product=product).order_by("number")
        for number, kind, at, text in rows.values_list("number", "kind", "at", "text").iterator():
            try:
                found._add(number, kind, at.date(), text)
            except (AttributeError, KeyError, TypeError, ValueError):
                continue
        return found

    def _add(self, number: int, kind: str, day: dt.date, text: str) -> None:
        for table, said in json.loads(text).get("seals", {}).items():
            columns = tuple(said["columns"])
            for pk, digest in said["rows"]:
                self.by_table[table][pk].append(Sealed(number, columns, digest))
            if kind == AS_FOUND:
                self.as_found[day] += len(said["rows"])


def sealed_models() -> list[type[AppendOnly]]:
    """Every append-only table but the chain itself, whose entries seal one another."""
    return [m for m in apps.get_models() if issubclass(m, AppendOnly) and m is not Entry]


def faults(product: Product, seals: Seals) -> Iterator[str]:
    """Every row that is not as it was sealed, that nobody sealed, or that is gone; in words."""
    for model in sealed_models():
        yield from table_faults(product, model, seals)
    known = {model._meta.db_table for model in sealed_models()}
    for table in sorted(seals.by_table.keys() - known):
        yield f"the ledger seals rows of {table}, which is no table of Daylight"


def table_faults(product: Product, model: type[AppendOnly], seals: Seals) -> Iterator[str]:
    """The same of one table."""
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
    """Holds rows of one table against their seals, whatever columns those knew."""

    def __init__(self, fields: list[Column]) -> None:
        self.place = {str(f.column): n for n, f in enumerate(fields)}
        self.key = next(n for n, f in enumerate(fields) if f.primary_key)
        self.fields = fields
        self.digesters = {tuple(self.place): (tuple(range(len(fields))), digester(fields))}

    def fault(self, row: tuple[object, ...], seals: list[Sealed]) -> str:
        """What is wrong with the row, in words; nothing where it is as it was sealed."""
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
        if columns not in self.digesters:
            places = tuple(self.place[name] for name in columns)
            self.digesters[columns] = places, digester([self.fields[n] for n in places])
        places, digest = self.digesters[columns]
        return digest([row[n] for n in places])
