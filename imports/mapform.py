"""A mapping as a form: for each field its column, how values are written, rules for items.

What the form cannot show (sources of several columns, conditions, combinations) stays as the
mapping has it that the form begins with.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from company.models import Product
from imports import kinds
from imports.kinds import Field, Kind, Type
from imports.mapping import Mapping as FileMapping
from imports.mapping import mapping_from
from imports.parts import AUTO, Part
from imports.problems import BadMapping, Unreadable
from imports.readers import Table
from imports.ruleform import RuleRows
from imports.sources import Columns, Joined, Place, Source, names_in, said_of
from imports.suggesting import Guess, suggest
from imports.values import UNITS

# The choice that leaves a source of several columns as it is.
AS_MAPPED = "*"
DATE_FORMS = [
    ("", "as they show themselves"),
    ("iso", "2026-11-21"),
    ("dd-mon-yy", "21-Nov-26"),
    ("d/m/y", "day/month/year"),
    ("m/d/y", "month/day/year"),
    (AUTO, "found out from the whole file"),
]
SIGNS = [("", "as they show themselves"), (".", "1,054.00"), (",", "1.054,00")]


@dataclass(frozen=True)
class FieldRow:
    """One field of a kind in the form."""

    field: Field
    column: BoundField
    always: BoundField
    guess: Guess | None


@dataclass(frozen=True)
class PartRows:
    """One kind in the form."""

    kind: Kind
    key: BoundField
    rows: list[FieldRow]
    settings: list[BoundField]


class MappingForm(forms.Form):
    """Begins with the mapping `base`; `mapping` is what it says after."""

    decimal_sign = forms.ChoiceField(
        label="Numbers are written like", choices=SIGNS, required=False
    )
    create_missing = forms.BooleanField(
        label="Create the customers and teams that rows name and that are not there yet",
        required=False,
    )
    all_or_nothing = forms.BooleanField(
        label="Import nothing at all when a row is rejected", required=False
    )

    def __init__(
        self, data: Any, *, table: Table, kinds_in_it: Sequence[str], base: FileMapping,
        product: Product, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **kwargs)
        self.table, self.base = table, base
        self.names = Columns(table, base.other_names)
        self.kinds = [kinds.get(name) for name in kinds_in_it]
        self.fields["decimal_sign"].initial = base.decimal_sign
        for kind in self.kinds:
            self._add(kind, base.parts.get(kind.name, Part(kind.name)))
        has_rules = "items" in kinds_in_it
        rules = base.parts["items"].rules if has_rules and "items" in base.parts else ()
        self.rules = RuleRows(self, rules, product) if has_rules else None

    def _add(self, kind: Kind, part: Part) -> None:
        key: Source = part.key[0] if len(part.key) == 1 else Joined(part.key)
        self._add_column(f"{kind.name}-key", "Known by", key, kind)
        for field in kind.fields:
            self._add_column(_name(kind, field), _label(field), part.columns.get(field.name), kind)
            self.fields[f"{_name(kind, field)}-always"] = forms.CharField(
                label=f"{_label(field)}, the same for every row",
                required=False,
                initial=part.constants.get(field.name, ""),
            )
        self.fields[f"{kind.name}-date_form"] = forms.ChoiceField(
            label="Dates are written like", choices=DATE_FORMS, required=False,
            initial=part.date_form,
        )  # fmt: skip
        if any(field.type is Type.MINUTES for field in kind.fields):
            self._add_unit(kind, part)

    def _add_unit(self, kind: Kind, part: Part) -> None:
        said = {part.unit, *part.units.values()} - {""}
        self.fields[f"{kind.name}-unit"] = forms.ChoiceField(
            label="A plain number of time is",
            choices=[("", "what each says"), *((unit, unit) for unit in UNITS)],
            required=False,
            initial=said.pop() if len(said) == 1 else "",
        )
        self.fields[f"{kind.name}-weeks_per_point"] = forms.DecimalField(
            label="Engineer-weeks of a story point",
            required=False,
            min_value=0,
            initial=part.weeks_per_point,
        )

    def _add_column(self, name: str, label: str, source: Source | None, kind: Kind) -> None:
        choices = [("", "not in the file"), *((column, column) for column in self.table.header)]
        initial = self.names.named(source) if isinstance(source, str) and source else None
        if source and names_in(source) and initial is None:
            choices.insert(1, (AS_MAPPED, self._as_mapped(source)))
            initial = AS_MAPPED
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, required=False, initial=initial or ""
        )

    def _as_mapped(self, source: Source) -> str:
        """A source of several columns, or of one that the file lacks, in the file's own words."""
        try:
            there = list(dict.fromkeys(Place(self.names, source).columns))
        except Unreadable:
            there = []
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        return f"{', '.join(there[:3]) or said_of(source)}{more} (as mapped)"

    def parts(self) -> Iterator[PartRows]:
        """The form's fields as its page shows them."""
        for kind in self.kinds:
            guesses = suggest(kind, self.table).fields
            rows = [
                FieldRow(
                    field,
                    self[_name(kind, field)],
                    self[f"{_name(kind, field)}-always"],
                    self._guess(kind, field, guesses),
                )
                for field in kind.fields
            ]
            names = (f"{kind.name}-{each}" for each in ("date_form", "unit", "weeks_per_point"))
            settings = [self[name] for name in names if name in self.fields]
            yield PartRows(kind, self[f"{kind.name}-key"], rows, settings)

    def _guess(self, kind: Kind, field: Field, guesses: Mapping[str, Guess]) -> Guess | None:
        """The guess, where the form says the same."""
        guess = guesses.get(field.name)
        return guess if guess and self[_name(kind, field)].value() == guess.column else None

    def is_box(self, name: str) -> bool:
        """Whether the field is a box, which is not sent when it is not ticked."""
        return isinstance(self.fields[name], forms.BooleanField)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.mapping  # noqa: B018 (it is read for what it raises)
            except BadMapping as bad:
                self.add_error(None, str(bad))
        return cleaned

    @cached_property
    def mapping(self) -> FileMapping:
        """The mapping that the filled form says. Raises BadMapping."""
        said = copy.deepcopy(self.base.as_data())
        wanted = {kind.name for kind in self.kinds}
        for name in {"decimal_sign", *self.base.parts} - wanted:
            said.pop(name, None)
        if sign := self.cleaned_data.get("decimal_sign"):
            said["decimal_sign"] = sign
        for kind in self.kinds:
            said[kind.name] = self._part(kind, said.get(kind.name, {}))
        return mapping_from(said, self.base.name or "The mapping")

    def _part(self, kind: Kind, part: dict[str, Any]) -> dict[str, Any]:
        columns, constants = part.get("columns", {}), part.get("constants", {})
        self._choose_column(part, "key", f"{kind.name}-key")
        for field in kind.fields:
            self._choose_column(columns, field.name, _name(kind, field))
            _choose(constants, field.name, self._said(f"{_name(kind, field)}-always"))
        for name in ("date_form", "unit", "weeks_per_point"):
            if f"{kind.name}-{name}" in self.fields:
                _choose(part, name, str(self._said(f"{kind.name}-{name}") or ""))
        part |= {"columns": columns, "constants": constants}
        # The box on the page decides alone.
        part.pop("create_missing", None)
        self._keep_units(part)
        if kind.name == "items" and self.rules:
            part["rules"] = self.rules.said()
        return part

    def _choose_column(self, table: dict[str, Any], name: str, sent_as: str) -> None:
        """Write the chosen column, unless the mapping means it already, by another of its names."""
        column, stands = self._said(sent_as), table.get(name)
        only = stands[0] if isinstance(stands, list) and len(stands) == 1 else stands
        if not (isinstance(only, str) and column and self.names.named(only) == column):
            _choose(table, name, column)

    def _said(self, name: str) -> Any:
        return self.cleaned_data.get(name, "")

    def _keep_units(self, part: dict[str, Any]) -> None:
        """Units of columns stay while no unit is chosen for all and the columns are read."""
        read = set(_columns_read(part["columns"].values()))
        units = {} if part.get("unit") else part.get("units", {})
        part["units"] = {column: unit for column, unit in units.items() if column in read}


def _choose(table: dict[str, Any], name: str, value: Any) -> None:
    """Write what was chosen; nothing where nothing was; what stands where that was chosen."""
    if value == AS_MAPPED:
        return
    table.pop(name, None)
    if value:
        table[name] = value


def _columns_read(sources: Iterable[Any]) -> Iterator[str]:
    for source in sources:
        if isinstance(source, str):
            yield source
        elif isinstance(source, dict):
            yield from _columns_read(source["joined"])
        else:
            yield from _columns_read(source)


def _name(kind: Kind, field: Field) -> str:
    return f"{kind.name}-{field.name}"


def _label(field: Field) -> str:
    return field.name.replace("_", " ").capitalize()
