"""One kind in the form of a mapping: for each field its column, its units, its constant."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from imports.fields import Field, Type
from imports.files.table import Table
from imports.guess.name_matching import Guess
from imports.guess.suggestions import suggest
from imports.kinds import Kind
from imports.mapping.columns import Joined, Source, listed, names_in
from imports.mapping.schema import AUTO, PERCENT, PERIODS, Part
from imports.mapping.table_columns import Columns, Place
from imports.pages.touched import TouchedForm
from imports.problems import Unreadable
from imports.values.numbers import UNITS

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
UNIT_CHOICES = [("", "what each says"), *((unit, unit) for unit in UNITS)]
PERCENT_CHOICES = [("", "no percentages"), *((each, each) for each in PERIODS)]
# What is said of a kind as a whole.
SETTINGS = ("date_form", "weeks_per_point", "percent_of", "work_logs")


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


class PartForm(TouchedForm):
    """What the mapping says of the kind `of`; each field of the kind is a field of the form."""

    def __init__(self, data: Any, kind: Kind, part: Part, table: Table, names: Columns) -> None:
        super().__init__(data, prefix=kind.name)
        self.of, self._table, self._names = kind, table, names
        # Of each duration, its selects of units: the column as the mapping calls it, "" for none.
        self._units: dict[str, dict[str, str]] = {}
        self._add_column("key", "Known by", part.key[0] if len(part.key) == 1 else Joined(part.key))
        for field in kind.fields:
            label = field.name.replace("_", " ").capitalize()
            constant = part.constants.get(field.name, "")
            self._add_column(field.name, label, part.columns.get(field.name))
            self.fields[f"{field.name}-always"] = forms.CharField(
                label=f"{label}, the same for every row", required=False, initial=constant
            )
            if field.type is Type.MINUTES:
                self._add_units(field, part)
        self._add_choice("date_form", "Dates are written like", DATE_FORMS, part.date_form)
        if self._units:
            self.fields["weeks_per_point"] = forms.DecimalField(
                label="Engineer-weeks of a story point",
                required=False,
                min_value=0,
                initial=part.weeks_per_point,
            )
        if kind.name == "effort":
            self._add_effort(part)

    def _add_effort(self, part: Part) -> None:
        self._add_column("work_logs", "Work log", part.work_logs)
        self.fields["split"] = forms.BooleanField(
            label="Nobody logs time: split each team's weeks over its issues in progress",
            required=False,
            initial=part.split,
        )
        label = "A percentage is of the team's weeks in a"
        self._add_choice("percent_of", label, PERCENT_CHOICES, part.percent_of)

    def _add_choice(self, name: str, label: str, choices: Any, initial: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, required=False, initial=initial
        )

    def _add_column(self, name: str, label: str, source: Source | None) -> None:
        choices = [("", "not in the file"), *((column, column) for column in self._names.header)]
        initial = self._names.named(source) if isinstance(source, str) and source else None
        if source and names_in(source) and initial is None:
            choices.insert(1, (AS_MAPPED, self._as_mapped(source)))
            initial = AS_MAPPED
        self._add_choice(name, label, choices, initial or "")

    def _as_mapped(self, source: Source) -> str:
        """A source of several columns, or of one that the file lacks, in the file's own words."""
        try:
            there = list(dict.fromkeys(Place(self._names, source).columns))
        except Unreadable:
            there = []
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        return f"{', '.join(there[:3]) or listed(source)}{more} (as mapped)"

    def _add_units(self, field: Field, part: Part) -> None:
        """The unit of each column that the field is read from."""
        named, selects = self._names.named, self._units.setdefault(field.name, {})
        units = {named(column): unit for column, unit in part.units.items()}
        percent = [(PERCENT, PERCENT)] if self.of.capacity else []
        there = [column for column in names_in(part.columns.get(field.name)) if named(column)]
        for n, column in enumerate(there or [""]):
            name = f"{field.name}-unit" + (f"-{n}" if n else "")
            label = f"A plain number in {column} is" if column else "A plain number is"
            unit = units.get(named(column), part.unit)
            self._add_choice(name, label, [*UNIT_CHOICES, *percent], unit)
            selects[name] = column

    @property
    def field_rows(self) -> Iterator[FieldRow]:
        """The fields of the kind as the page shows them."""
        guesses = suggest(self.of, self._table).fields
        for field in self.of.fields:
            column, guess = self[field.name], guesses.get(field.name)
            yield FieldRow(
                field,
                column,
                self[f"{field.name}-always"],
                [self[name] for name in self._units.get(field.name, ())],
                # Only where the form says the same.
                guess if guess and column.value() == guess.column else None,
            )

    @property
    def settings(self) -> list[BoundField]:
        return [self[name] for name in SETTINGS if name in self.fields]

    @property
    def split_box(self) -> BoundField | None:
        return self["split"] if "split" in self.fields else None

    def write(self, part: dict[str, Any]) -> None:
        """Write what was chosen into a part of a mapping's document."""
        columns, constants = part.setdefault("columns", {}), part.setdefault("constants", {})
        for name in ("key", "date_form", "work_logs", "split", "percent_of", "weeks_per_point"):
            self.put(part, name)
        for field in self.of.fields:
            self.put(columns, field.name)
            self.put(constants, field.name, f"{field.name}-always")
        if "weeks_per_point" in part:
            part["weeks_per_point"] = str(part["weeks_per_point"])
        if self._units:
            self._write_units(part)

    def _write_units(self, part: dict[str, Any]) -> None:
        units, whole = part.get("units", {}), part.pop("unit", "")
        for field in self._units:
            for column, unit in self._chosen_units(field, part["columns"].get(field, "")):
                if column:
                    units[column] = unit
                else:
                    whole = unit
        if whole and "" in units.values():
            # One column is to have none: the others say it each for themselves.
            shown = (column for selects in self._units.values() for column in selects.values())
            units |= {column: whole for column in shown if column not in units}
            whole = ""
        read = {column for source in part["columns"].values() for column in _names_said(source)}
        part["units"] = {c: unit for c, unit in units.items() if unit and c in read}
        if whole:
            part["unit"] = whole

    def _chosen_units(self, field: str, source: Any) -> Iterator[tuple[str, str]]:
        """Columns with the unit that somebody chose for them, or that stands beside them."""
        selects = self._units[field]
        chosen = {name: self.cleaned_data.get(name) or "" for name in selects}
        if self.is_touched(field):
            # Another column: what stands beside it speaks of that.
            if unit := chosen[f"{field}-unit"]:
                yield (source if isinstance(source, str) else ""), unit
            return
        for name, column in selects.items():
            if self.is_touched(name):
                yield column, chosen[name]


def _names_said(source: Any) -> Iterator[str]:
    """The columns of a source as a document says it: `names_in` of what is not decoded yet."""
    if isinstance(source, str):
        yield source
        return
    for each in source["joined"] if isinstance(source, dict) else source:
        yield from _names_said(each)
