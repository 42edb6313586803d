"""Mapping files: which column of a file is which field, and what its values mean.

The complete reference is docs/importing.md; `imports.mapping.toml` reads and writes them.
"""

from decimal import Decimal
from typing import Any

import msgspec
import tomli_w

from imports.mapping.columns import Choice, Name, Source, Texts, as_tuple, listed, names_in
from imports.mapping.rules import LeaveBlank, LeaveOut, Rule, TomlTable, check_known
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


class Part(TomlTable, frozen=True):
    """What a mapping says about one kind. Without columns, they are matched by field names."""

    key: tuple[Choice, ...] = ()
    # Without a key: the columns whose content tells rows apart, instead of all.
    known_by: Choice | None = None
    columns: dict[str, Source] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    # Columns whose texts say something only where `values` lists them.
    listed_only: tuple[str, ...] = ()
    leave_out: tuple[LeaveOut, ...] = ()
    leave_blank: tuple[LeaveBlank, ...] = ()
    next_anniversary: tuple[str, ...] = ()
    date_form: str = ""
    unit: str = ""
    units: dict[str, str] = {}
    weeks_per_point: Decimal | None = None
    create_missing: bool = False
    # The columns by which a file shows that it is meant for this part.
    recognised_by: tuple[Choice, ...] = ()
    # Of items alone.
    rules: tuple[Rule, ...] = ()
    # Of customers alone: how the rows of one key are combined.
    combine: dict[str, str] = {}
    # Of effort alone, from here on.
    work_logs: Choice | None = None
    weekly: bool = False
    # Each team's available weeks, split over its issues in progress.
    split: bool = False
    # Amounts in percent are of what a team has available in that period.
    percent_of: str = ""
    leave_out_no_time: bool = False

    def __post_init__(self) -> None:
        self._check_words()
        self._check_units()
        self._check_key()

    def _check_words(self) -> None:
        words = {"date_form": DATE_FORMS, "unit": ALL_UNITS, "percent_of": PERIODS}
        for name, known in words.items():
            if word := getattr(self, name):
                check_known(name, word, known)
        for column, unit in self.units.items():
            check_known(f"units.{column}", unit, ALL_UNITS)
        for field, way in self.combine.items():
            check_known(f"combine.{field}", way, COMBINE)

    def _check_units(self) -> None:
        units = (self.unit, *self.units.values())
        if "points" in units and self.weeks_per_point is None:
            raise ValueError('unit = "points" needs weeks_per_point, such as "0.25".')
        if PERCENT in units and not self.percent_of:
            raise ValueError('unit = "percent" needs percent_of, such as "week", in [effort].')
        read = {name for source in self.columns.values() for name in names_in(source)}
        for name, columns in (("units", self.units), ("listed_only", self.listed_only)):
            for column in columns:
                if column not in read:
                    raise ValueError(f"{name} names {column!r}, which no field is read from.")

    def _check_key(self) -> None:
        if self.split and not self.key:
            raise ValueError("split needs a key: the column that names each issue for good.")
        if self.split and self.weekly:
            raise ValueError("split says each day by itself. Take weekly out, or split.")
        if self.key and self.known_by:
            raise ValueError("known_by tells rows without a key apart. Give one of the two.")
        if self.combine and not self.key:
            raise ValueError("combine needs a key: the rows of one key are combined.")

    @property
    def key_label(self) -> str:
        """The key's columns in a sentence."""
        return ", ".join(listed(choice) for choice in self.key) or "key"

    @property
    def slices_named(self) -> dict[str, str]:
        """Each slice that a rule names, and the condition of the first one in words."""
        found: dict[str, str] = {}
        for rule in self.rules:
            if rule.slice:
                found.setdefault(rule.slice, str(rule))
        return found

    @property
    def sorting_column(self) -> Choice | None:
        """The column that the rules sort by most plainly: the first one asked for a text."""
        return next((rule.column for rule in self.rules if rule.is_ is not None), None)

    def named_columns(self) -> tuple[str, ...]:
        """Every column that the part speaks of, once."""
        conditions = (*self.rules, *self.leave_out, *self.leave_blank)
        asked = (column for condition in conditions for column in condition.columns)
        sources = (*self.key, *self.columns.values(), *asked, self.work_logs)
        return tuple(dict.fromkeys(name for source in sources for name in names_in(source)))


class Join(TomlTable, frozen=True):
    """The columns by which a second file is joined: of the first file, and of the second."""

    key: Name
    other_key: str = ""

    def __post_init__(self) -> None:
        # Frozen for everybody else: files that call the key alike need to say it only once.
        msgspec.structs.force_setattr(self, "other_key", self.other_key or self.key)


class Mapping(TomlTable, frozen=True):
    """A whole mapping file: how the file is written, and a part for each kind it holds."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    decimal_sign: str = ""
    # What a column that the parts name may be called as well, in another language say.
    other_names: dict[str, Texts] = {}
    # What one unit of another currency is worth in the product's, by its code.
    rates: dict[str, Decimal] = {}
    join: Join | None = None
    # What refusals call it, and the parts by kind: neither is a key of the file.
    name: str = ""
    parts: dict[str, Part] = {}

    def __post_init__(self) -> None:
        if len(self.delimiter) > 1:
            raise ValueError('delimiter is one character, such as ";" or "\\t".')
        if self.decimal_sign:
            check_known("decimal_sign", self.decimal_sign, (".", ","))

    def part(self, kind: str) -> Part:
        """The part for `kind`; an empty one of the empty mapping. Raises BadMapping."""
        if kind in self.parts:
            return self.parts[kind]
        if not self.parts:
            return Part()
        known = ", ".join(self.parts)
        raise BadMapping(f"{self.name} has no part [{kind}]. Its parts: {known}.")

    def names_of(self, column: str) -> tuple[str, ...]:
        """The column's name in the mapping, and what else it may be called."""
        return (column, *as_tuple(self.other_names.get(column)))

    def names_wanted(self, kind: str) -> list[str]:
        """Every column that the part for `kind` speaks of, by all its names."""
        named = self.part(kind).named_columns()
        if self.join:
            named = (*named, self.join.key)
        return [each for name in named for each in self.names_of(name)]

    def as_data(self) -> dict[str, Any]:
        """Plain data, as a TOML document says it: `mapping_from` reads it as an equal mapping."""
        # Through JSON, so that decimals and tuples become texts and lists, which TOML can say.
        file: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        parts: dict[str, Any] = file.pop("parts", {})
        file.pop("name", None)
        return file | parts

    def as_toml(self) -> str:
        """The text of the mapping file."""
        return tomli_w.dumps(self.as_data())
