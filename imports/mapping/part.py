"""The part of a mapping that speaks of one kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from imports.mapping import toml_checks
from imports.mapping.columns import Choice, Source, choice_from, names_in, plain, sources_from
from imports.mapping.rules import (
    Condition,
    LeaveBlank,
    Rule,
    leave_blank_from,
    leave_out_from,
    rules_from,
)
from imports.problems import BadMapping
from imports.values.dates import FORMS
from imports.values.numbers import UNITS

# The order of day and month is found out from the whole file, where it shows one.
AUTO = "auto"
# An amount in percent of what its team has available in a period.
PERCENT = "percent"
ALL_UNITS = (*UNITS, PERCENT)
PERIODS = ("day", "week", "month", "quarter")
COMBINE = ("sum", "earliest", "latest")
DATE_FORMS = (*FORMS, AUTO)
_EVERYWHERE = (
    "key",
    "known_by",
    "columns",
    "constants",
    "values",
    "listed_only",
    "leave_out",
    "leave_blank",
    "next_anniversary",
    "date_form",
    "unit",
    "units",
    "weeks_per_point",
    "create_missing",
    "recognised_by",
)
# Keys that only some kinds know.
_ELSEWHERE = {
    "rules": ("items", "rules sort items into slices and stand in [items] only"),
    "work_logs": ("effort", "work_logs give effort and stand in [effort] only"),
    "combine": ("customers", "combine adds up what customers pay: in [customers] only"),
    "weekly": ("effort", "weekly dates effort and stands in [effort] only"),
    "split": ("effort", "split gives effort and stands in [effort] only"),
    "percent_of": ("effort", "percent_of speaks of effort: in [effort] only"),
    "leave_out_no_time": ("effort", "leave_out_no_time speaks of effort: in [effort] only"),
}


@dataclass(frozen=True)
class Part:
    """What a mapping says about one kind. Without columns, they are matched by field names."""

    kind: str
    # The columns by which a file shows that it is meant for this part.
    recognised_by: tuple[Choice, ...] = ()
    key: tuple[Choice, ...] = ()
    # Without a key: the columns whose content tells rows apart, instead of all.
    known_by: Choice = ()
    columns: Mapping[str, Source] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # Columns whose texts say something only where `values` lists them.
    listed_only: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    leave_out: tuple[Condition, ...] = ()
    leave_blank: tuple[LeaveBlank, ...] = ()
    leave_out_no_time: bool = False
    combine: Mapping[str, str] = field(default_factory=dict)
    next_anniversary: tuple[str, ...] = ()
    work_logs: Choice = ()
    weekly: bool = False
    # Effort is each team's available weeks, split over its issues in progress.
    split: bool = False
    # Amounts in percent are of what a team has available in that period.
    percent_of: str = ""
    date_form: str = ""
    unit: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    weeks_per_point: Decimal | None = None
    create_missing: bool = False

    @property
    def key_said(self) -> str:
        """The key's columns in a sentence."""
        return ", ".join(name for choice in self.key for name in names_in(choice)) or "key"

    def named_columns(self) -> tuple[str, ...]:
        """Every column that the part speaks of."""
        conditions = [*self.leave_out, *(each.condition for each in self.leave_blank)]
        ruled = [rule.columns for rule in self.rules] + [each.columns for each in conditions]
        tested = [choice for columns in ruled for choice in columns]
        sources = [*self.key, *self.columns.values(), *tested, self.work_logs]
        return tuple(dict.fromkeys(name for source in sources for name in names_in(source)))

    def as_data(self) -> dict[str, Any]:
        """The part as a TOML document says it: what `part_from` reads as an equal part."""
        said: dict[str, Any] = {
            "recognised_by": [plain(choice) for choice in self.recognised_by],
            "key": [plain(choice) for choice in self.key],
            "known_by": plain(self.known_by),
            "date_form": self.date_form,
            "unit": self.unit,
            "weeks_per_point": str(self.weeks_per_point) if self.weeks_per_point else "",
            "create_missing": self.create_missing,
            "leave_out_no_time": self.leave_out_no_time,
            "weekly": self.weekly,
            "split": self.split,
            "percent_of": self.percent_of,
            "next_anniversary": list(self.next_anniversary),
            "listed_only": list(self.listed_only),
            "work_logs": plain(self.work_logs),
            "columns": {name: plain(source) for name, source in self.columns.items()},
            "constants": dict(self.constants),
            "units": dict(self.units),
            "combine": dict(self.combine),
            "values": {name: dict(table) for name, table in self.values.items()},
            "leave_out": [each.as_data() for each in self.leave_out],
            "leave_blank": [each.as_data() for each in self.leave_blank],
            "rules": [each.as_data() for each in self.rules],
        }
        return {name: value for name, value in said.items() if value}


def part_from(where: str, kind: str, said: Any) -> Part:
    """The part that a table of a TOML document says. Raises BadMapping."""
    if not isinstance(said, dict):
        raise BadMapping(f"{where} must be a table of keys.")
    _refuse_what_stands_elsewhere(where, kind, said)
    own = tuple(name for name, (only, _) in _ELSEWHERE.items() if only == kind)
    toml_checks.only_known(where, said, (*_EVERYWHERE, *own))
    part = Part(
        kind=kind,
        recognised_by=_choices(where, said, "recognised_by"),
        key=_choices(where, said, "key"),
        known_by=choice_from(where, "known_by", said["known_by"]) if "known_by" in said else (),
        columns=sources_from(where, said, "columns"),
        constants=toml_checks.table(where, said, "constants"),
        values=_values(where, said),
        listed_only=toml_checks.texts(where, "listed_only", said.get("listed_only", [])),
        rules=rules_from(where, said),
        leave_out=leave_out_from(where, said),
        leave_blank=leave_blank_from(where, said),
        leave_out_no_time=toml_checks.yes_no(where, said, "leave_out_no_time"),
        combine=_combine(where, said),
        next_anniversary=toml_checks.texts(
            where, "next_anniversary", said.get("next_anniversary", [])
        ),
        work_logs=choice_from(where, "work_logs", said["work_logs"]) if "work_logs" in said else (),
        weekly=toml_checks.yes_no(where, said, "weekly"),
        split=toml_checks.yes_no(where, said, "split"),
        percent_of=toml_checks.one_of(
            where, "percent_of", toml_checks.text(where, said, "percent_of"), PERIODS
        ),
        date_form=toml_checks.one_of(
            where, "date_form", toml_checks.text(where, said, "date_form"), DATE_FORMS
        ),
        unit=toml_checks.one_of(where, "unit", toml_checks.text(where, said, "unit"), ALL_UNITS),
        units=_units(where, said),
        weeks_per_point=toml_checks.number_above_0(where, said, "weeks_per_point", "0.25"),
        create_missing=toml_checks.yes_no(where, said, "create_missing"),
    )
    _check_whole(where, part)
    return part


def _refuse_what_stands_elsewhere(where: str, kind: str, said: toml_checks.Table) -> None:
    for name, (only, sentence) in _ELSEWHERE.items():
        if said.get(name) and kind != only:
            raise BadMapping(f"{where}: {sentence}.")


def _check_whole(where: str, part: Part) -> None:
    """What one key says of another."""
    if "points" in (part.unit, *part.units.values()) and part.weeks_per_point is None:
        raise BadMapping(f'{where}: unit = "points" needs weeks_per_point, such as "0.25".')
    named = {name for source in part.columns.values() for name in names_in(source)}
    for column in part.units:
        if column not in named:
            raise BadMapping(f"{where}: units names {column!r}, which no field is read from.")
    for column in part.listed_only:
        if column not in named:
            raise BadMapping(f"{where}: listed_only names {column!r}, which no field is read from.")
    if PERCENT in (part.unit, *part.units.values()) and not part.percent_of:
        raise BadMapping(
            f'{where}: unit = "percent" needs percent_of, such as "week", in [effort].'
        )
    if part.split and not part.key:
        raise BadMapping(f"{where}: split needs a key: the column that names each issue for good.")
    if part.split and part.weekly:
        raise BadMapping(f"{where}: split says each day by itself. Take weekly out, or split.")
    if part.key and part.known_by:
        raise BadMapping(f"{where}: known_by tells rows without a key apart. Give one of the two.")
    if part.combine and not part.key:
        raise BadMapping(f"{where}: combine needs a key: the rows of one key are combined.")


def _choices(where: str, said: toml_checks.Table, key: str) -> tuple[Choice, ...]:
    """Columns that count together; each may be a list, of which one counts."""
    parts = said.get(key, [])
    return tuple(
        choice_from(where, key, part) for part in (parts if isinstance(parts, list) else [parts])
    )


def _values(where: str, said: toml_checks.Table) -> dict[str, dict[str, str]]:
    found = said.get("values", {})
    if not isinstance(found, dict):
        raise BadMapping(f"{where}: values must hold one table per field.")
    return {name: toml_checks.table(where, found, name) for name in found}


def _combine(where: str, said: toml_checks.Table) -> dict[str, str]:
    found = toml_checks.table(where, said, "combine")
    for name, how in found.items():
        toml_checks.one_of(where, f"combine.{name}", how or "?", COMBINE)
    return found


def _units(where: str, said: toml_checks.Table) -> dict[str, str]:
    found = toml_checks.table(where, said, "units")
    for column, unit in found.items():
        toml_checks.one_of(where, f"units.{column}", unit or "?", ALL_UNITS)
    return found
