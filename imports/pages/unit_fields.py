"""The units of durations in the form of a mapping: one for each column that holds some."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from imports.fields import Field, Type
from imports.kinds import Kind
from imports.mapping.columns import names_in
from imports.mapping.schema import PERCENT, Part
from imports.mapping.table_columns import Columns
from imports.values.numbers import UNITS

CHOICES = [("", "what each says"), *((unit, unit) for unit in UNITS)]


class UnitRows:
    """Adds to a form the unit of each column of durations, and the length of a story point."""

    def __init__(self, form: Any, kind: Kind, part: Part, names: Columns) -> None:
        self._form, self._kind = form, kind
        self._fields = [field for field in kind.fields if field.type is Type.MINUTES]
        # By the name of its select: the column as the mapping calls it, "" where none is read.
        self._columns: dict[str, str] = {}
        units = {names.named(column): unit for column, unit in part.units.items()}
        for field in self._fields:
            source = part.columns.get(field.name, "")
            there = [column for column in names_in(source) if names.named(column)]
            for n, column in enumerate(there or [""]):
                self._add(field, n, column, units.get(names.named(column), part.unit))
        form.fields[f"{kind.name}-weeks_per_point"] = forms.DecimalField(
            label="Engineer-weeks of a story point",
            required=False,
            min_value=0,
            initial=part.weeks_per_point,
        )

    def _add(self, field: Field, n: int, column: str, unit: str) -> None:
        name = f"{self._kind.name}-{field.name}-unit" + (f"-{n}" if n else "")
        label = f"A plain number in {column} is" if column else "A plain number is"
        self._columns[name] = column
        percent = [(PERCENT, PERCENT)] if self._kind.capacity else []
        self._form.fields[name] = forms.ChoiceField(
            label=label, choices=[*CHOICES, *percent], required=False, initial=unit
        )

    def of(self, field: Field) -> list[BoundField]:
        """The units of the field's columns."""
        return [self._form[name] for name in self._names(field)]

    def _names(self, field: Field) -> list[str]:
        first = f"{self._kind.name}-{field.name}-unit"
        return [name for name in self._columns if name == first or name.startswith(f"{first}-")]

    def write(self, part: dict[str, Any]) -> None:
        """Write the units that were chosen into a part whose columns are chosen already."""
        self._form.put(part, "weeks_per_point", f"{self._kind.name}-weeks_per_point")
        if "weeks_per_point" in part:
            part["weeks_per_point"] = str(part["weeks_per_point"])
        units, whole = part.get("units", {}), part.pop("unit", "")
        for field in self._fields:
            for column, unit in self._chosen(field, part["columns"].get(field.name, "")):
                if column:
                    units[column] = unit
                else:
                    whole = unit
        read = set(_columns_read(part["columns"].values()))
        if whole and "" in units.values():
            # One column is to have none: the others say it each for themselves.
            units |= {column: whole for column in self._columns.values() if column not in units}
            whole = ""
        part["units"] = {c: unit for c, unit in units.items() if unit and c in read}
        if whole:
            part["unit"] = whole

    def _chosen(self, field: Field, source: Any) -> Iterator[tuple[str, str]]:
        """Columns with the unit that somebody chose for them, or that stands beside them."""
        names = self._names(field)
        chosen = {name: self._form.cleaned_data.get(name) or "" for name in names}
        if self._form.is_touched(f"{self._kind.name}-{field.name}"):
            # Another column: what stands beside it speaks of that.
            if chosen[names[0]]:
                yield (source if isinstance(source, str) else ""), chosen[names[0]]
            return
        for name in names:
            if self._form.is_touched(name):
                yield self._columns[name], chosen[name]


def _columns_read(sources: Iterable[Any]) -> Iterator[str]:
    for source in sources:
        if isinstance(source, str):
            yield source
        elif isinstance(source, dict):
            yield from _columns_read(source["joined"])
        else:
            yield from _columns_read(source)
