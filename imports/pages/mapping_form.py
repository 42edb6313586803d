"""A mapping as a form: for each field its column, its unit, its constant; rules for items.

What nobody touches stays word for word as the mapping says it that the form begins with.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from company.models import Product
from imports import kinds
from imports.fields import Field, Type
from imports.files.table import Table
from imports.guess.name_matching import Guess
from imports.guess.suggestions import suggest
from imports.kinds import Kind
from imports.mapping.columns import Joined, Source, listed, names_in
from imports.mapping.schema import AUTO, PERIODS, Part
from imports.mapping.schema import Mapping as FileMapping
from imports.mapping.table_columns import Columns, Place
from imports.mapping.toml import mapping_from
from imports.pages.rule_fields import RuleRows
from imports.pages.unit_fields import UnitRows
from imports.problems import BadMapping, Unreadable

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
# What is said of a kind as a whole.
SETTINGS = ("date_form", "weeks_per_point", "percent_of", "work_logs")
SIGNS = [("", "as they show themselves"), (".", "1,054.00"), (",", "1.054,00")]


@dataclass(frozen=True)
class FieldRow:
    """One field of a kind in the form, with the unit of each of its columns."""

    field: Field
    column: BoundField
    always: BoundField
    units: list[BoundField]
    guess: Guess | None

    @property
    def when(self) -> str:
        """The class of its row: some fields speak of split effort, some of all other."""
        if self.field.when_split is None:
            return ""
        return "when-split" if self.field.when_split else "unless-split"


@dataclass(frozen=True)
class PartRows:
    """One kind in the form."""

    kind: Kind
    key: BoundField
    rows: list[FieldRow]
    settings: list[BoundField]
    split: BoundField | None


class MappingForm(forms.Form):
    """Begins with the mapping `base`; `mapping` is what it says after."""

    decimal_sign = forms.ChoiceField(
        label="Numbers are written like", choices=SIGNS, required=False
    )
    create_missing = forms.BooleanField(
        label="Create the customers, teams and planned items that rows name, where they are new",
        required=False,
    )
    rates = forms.CharField(
        label="Rates of other currencies",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "USD = 0.92; GBP = 1.15"}),
    )
    all_or_nothing = forms.BooleanField(
        label="Import nothing at all when a row is rejected", required=False
    )

    def __init__(
        self,
        data: Any,
        *,
        table: Table,
        kinds_in_it: Sequence[str],
        base: FileMapping,
        product: Product,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.table, self.base = table, base
        self.names = Columns(table, base.other_names)
        self.kinds = [kinds.get(name) for name in kinds_in_it]
        parts = {kind.name: base.parts.get(kind.name, Part()) for kind in self.kinds}
        self.fields["decimal_sign"].initial = base.decimal_sign
        self.fields["rates"].initial = "; ".join(f"{c} = {r}" for c, r in base.rates.items())
        self.fields["create_missing"].initial = any(p.create_missing for p in parts.values())
        self.units: dict[str, UnitRows] = {}
        for kind in self.kinds:
            self._add(kind, parts[kind.name])
        self.rules = RuleRows(self, parts["items"].rules, product) if "items" in parts else None

    def _add(self, kind: Kind, part: Part) -> None:
        key: Source = part.key[0] if len(part.key) == 1 else Joined(part.key)
        self._add_column(f"{kind.name}-key", "Known by", key)
        for field in kind.fields:
            self._add_column(_name(kind, field), _label(field), part.columns.get(field.name))
            self.fields[f"{_name(kind, field)}-always"] = forms.CharField(
                label=f"{_label(field)}, the same for every row",
                required=False,
                initial=part.constants.get(field.name, ""),
            )
        self.fields[f"{kind.name}-date_form"] = forms.ChoiceField(
            label="Dates are written like",
            choices=DATE_FORMS,
            required=False,
            initial=part.date_form,
        )
        if kind.name == "effort":
            self._add_column("effort-work_logs", "Work log", part.work_logs)
            self.fields["effort-split"] = forms.BooleanField(
                label="Nobody logs time: split each team's weeks over its issues in progress",
                required=False,
                initial=part.split,
            )
            self.fields["effort-percent_of"] = forms.ChoiceField(
                label="A percentage is of the team's weeks in a",
                choices=[("", "no percentages"), *((each, each) for each in PERIODS)],
                required=False,
                initial=part.percent_of,
            )
        if any(field.type is Type.MINUTES for field in kind.fields):
            self.units[kind.name] = UnitRows(self, kind, part, self.names)

    def _add_column(self, name: str, label: str, source: Source | None) -> None:
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
        return f"{', '.join(there[:3]) or listed(source)}{more} (as mapped)"

    def parts(self) -> Iterator[PartRows]:
        """The form's fields as its page shows them."""
        for kind in self.kinds:
            guesses = suggest(kind, self.table).fields
            units = self.units.get(kind.name)
            rows = [
                FieldRow(
                    field,
                    self[_name(kind, field)],
                    self[f"{_name(kind, field)}-always"],
                    units.of(field) if units else [],
                    self._guess(kind, field, guesses),
                )
                for field in kind.fields
            ]
            names = (f"{kind.name}-{each}" for each in SETTINGS)
            settings = [self[name] for name in names if name in self.fields]
            split = self["effort-split"] if kind.name == "effort" else None
            yield PartRows(kind, self[f"{kind.name}-key"], rows, settings, split)

    def _guess(self, kind: Kind, field: Field, guesses: Mapping[str, Guess]) -> Guess | None:
        """The guess, where the form says the same."""
        guess = guesses.get(field.name)
        return guess if guess and self[_name(kind, field)].value() == guess.column else None

    @property
    def has_money(self) -> bool:
        return any(field.type is Type.MONEY for kind in self.kinds for field in kind.fields)

    def is_box(self, name: str) -> bool:
        """Whether the field is a box, which is not sent when it is not ticked."""
        return isinstance(self.fields[name], forms.BooleanField)

    def is_touched(self, name: str) -> bool:
        """Whether something else was sent for the field than it came with."""
        sent = name in self.fields and (name in self.data or self.is_box(name))
        return sent and name in self.changed_data

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
        data = copy.deepcopy(self.base.as_data())
        for name in self.base.parts.keys() - {kind.name for kind in self.kinds}:
            del data[name]
        self.put(data, "decimal_sign", "decimal_sign")
        if self.is_touched("rates"):
            data["rates"] = rates_from(self.cleaned_data["rates"])
        for kind in self.kinds:
            data[kind.name] = self._part(kind, data.get(kind.name, {}))
        return mapping_from(data, self.base.name or "The mapping")

    def _part(self, kind: Kind, part: dict[str, Any]) -> dict[str, Any]:
        columns, constants = part.setdefault("columns", {}), part.setdefault("constants", {})
        self.put(part, "key", f"{kind.name}-key")
        self.put(part, "create_missing", "create_missing")
        for name in ("date_form", "work_logs", "split", "percent_of"):
            self.put(part, name, f"{kind.name}-{name}")
        for field in kind.fields:
            self.put(columns, field.name, _name(kind, field))
            self.put(constants, field.name, f"{_name(kind, field)}-always")
        if units := self.units.get(kind.name):
            units.write(part)
        if kind.name == "items" and self.rules:
            part["rules"] = self.rules.said()
        return part

    def put(self, table: dict[str, Any], name: str, sent_as: str) -> None:
        """Write what was chosen instead of what stands, if anything else was."""
        if not self.is_touched(sent_as):
            return
        table.pop(name, None)
        if chosen := self.cleaned_data.get(sent_as):
            table[name] = chosen


def rates_from(text: str) -> dict[str, str]:
    """The rates of a line like `USD = 0.92; GBP = 1.15`."""
    pairs = (each.partition("=") for each in text.split(";") if each.strip())
    return {code.strip().upper(): rate.strip() for code, _, rate in pairs}


def _name(kind: Kind, field: Field) -> str:
    return f"{kind.name}-{field.name}"


def _label(field: Field) -> str:
    return field.name.replace("_", " ").capitalize()
