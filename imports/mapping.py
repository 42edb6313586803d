"""Mapping files: which column of the file is which field, and what its values mean.

The complete reference is docs/importing.md. A preset is a mapping file of the package.
"""

import tomllib
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from imports.dates import FORMS
from imports.problems import BadMapping
from imports.values import UNITS

PRESETS = Path(__file__).parent / "presets"
KINDS = ("customers", "deals", "items", "effort", "usage", "teams", "waiting")
ANY_OTHER = "*"

_FILE_KEYS = ("encoding", "delimiter", "decimal_sign")
_PART_KEYS = (
    "key",
    "columns",
    "constants",
    "values",
    "rules",
    "date_form",
    "unit",
    "weeks_per_point",
    "create_missing",
)
_RULE_TESTS = ("is", "contains")
_RULE_ENDS = ("slice", "special_for_column", "special_for")


@dataclass(frozen=True)
class Rule:
    """Rows whose `column` is, or contains, one of `texts` go to a slice or become specials."""

    column: str
    texts: tuple[str, ...]
    contains: bool = False
    slice: str = ""
    special_for_column: str = ""
    special_for: str = ""

    def fits(self, cells: tuple[str, ...]) -> bool:
        """Whether one of the column's cells fits, whatever its case."""
        said = [cell.strip().casefold() for cell in cells]
        if self.contains:
            return any(text in cell for cell in said for text in self.texts)
        return any(cell in self.texts for cell in said)


@dataclass(frozen=True)
class Part:
    """What a mapping says about one kind. Without columns, they are matched by field names."""

    kind: str
    key: tuple[str, ...] = ()
    columns: Mapped[str, str] = field(default_factory=dict)
    constants: Mapped[str, str] = field(default_factory=dict)
    values: Mapped[str, Mapped[str, str]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    date_form: str = ""
    unit: str = ""
    weeks_per_point: Decimal | None = None
    create_missing: bool = False

    def named_columns(self) -> tuple[str, ...]:
        """Every column that the part speaks of: the file must have each."""
        ruled = [r.column for r in self.rules] + [r.special_for_column for r in self.rules]
        every = [*self.key, *self.columns.values(), *ruled]
        return tuple(dict.fromkeys(column for column in every if column))


@dataclass(frozen=True)
class Mapping:
    """A whole mapping file: how the file is written, and a part for each kind it holds."""

    name: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal_sign: str = ""
    parts: Mapped[str, Part] = field(default_factory=dict)

    def part(self, kind: str) -> Part:
        """The part for `kind`; an empty one of the empty mapping. Raises BadMapping."""
        if kind in self.parts:
            return self.parts[kind]
        if not self.parts:
            return Part(kind)
        known = ", ".join(self.parts)
        raise BadMapping(f"{self.name} has no part [{kind}]. Its parts: {known}.")


def preset(name: str) -> Mapping:
    """The mapping that comes with Daylight under that name. Raises BadMapping."""
    known = sorted(path.stem for path in PRESETS.glob("*.toml"))
    if name not in known:
        raise BadMapping(f"There is no preset {name!r}. Presets: {', '.join(known)}.")
    return read_mapping(PRESETS / f"{name}.toml")


def read_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file. Raises BadMapping."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadMapping(f"There is no mapping file {path}. Check its name.") from None
    except OSError as error:
        raise BadMapping(f"{path} cannot be opened: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path.name} is not a TOML file: {error}.") from None
    return mapping_from(said, path.name)


def mapping_from(said: Mapped[str, Any], name: str) -> Mapping:
    """The mapping that a TOML document says. Raises BadMapping naming the part and the key."""
    _known(name, said, (*_FILE_KEYS, *KINDS))
    if not any(kind in said for kind in KINDS):
        raise BadMapping(f"{name} maps nothing: it needs a part such as [items] or [effort].")
    delimiter, sign = _text(name, said, "delimiter"), _text(name, said, "decimal_sign")
    if len(delimiter) > 1:
        raise BadMapping(f'{name}: delimiter is one character, such as ";" or "\\t".')
    _one_of(name, "decimal_sign", sign, (".", ","))
    parts = {kind: _part(f"{name} [{kind}]", kind, said[kind]) for kind in KINDS if kind in said}
    return Mapping(name, _text(name, said, "encoding"), delimiter, sign, parts)


def _part(where: str, kind: str, said: Any) -> Part:
    if not isinstance(said, dict):
        raise BadMapping(f"{where} must be a table of keys.")
    _known(where, said, _PART_KEYS)
    form, unit = _text(where, said, "date_form"), _text(where, said, "unit")
    _one_of(where, "date_form", form, FORMS)
    _one_of(where, "unit", unit, UNITS)
    per_point = _weeks_per_point(where, said)
    if unit == "points" and per_point is None:
        raise BadMapping(f'{where}: unit = "points" needs weeks_per_point, such as "0.25".')
    create_missing = said.get("create_missing", False)
    if not isinstance(create_missing, bool):
        raise BadMapping(f"{where}: create_missing is true or false.")
    return Part(
        kind=kind,
        key=_texts(where, "key", said.get("key", [])),
        columns=_table(where, said, "columns"),
        constants=_table(where, said, "constants"),
        values=_values(where, said),
        rules=_rules(where, kind, said.get("rules", [])),
        date_form=form,
        unit=unit,
        weeks_per_point=per_point,
        create_missing=create_missing,
    )


def _rules(where: str, kind: str, said: Any) -> tuple[Rule, ...]:
    if said and kind != "items":
        raise BadMapping(f"{where}: rules sort items into slices and stand in [items] only.")
    if not isinstance(said, list) or not all(isinstance(rule, dict) for rule in said):
        raise BadMapping(f"{where}: write each rule under [[{kind}.rules]].")
    return tuple(_rule(f"{where} rule {n}", rule) for n, rule in enumerate(said, start=1))


def _rule(where: str, said: dict[str, Any]) -> Rule:
    _known(where, said, ("column", *_RULE_TESTS, *_RULE_ENDS))
    test = _exactly_one(where, said, _RULE_TESTS)
    end = _exactly_one(where, said, _RULE_ENDS)
    column = _text(where, said, "column")
    texts = tuple(text.strip().casefold() for text in _texts(where, test, said[test]))
    if not column or not texts:
        raise BadMapping(f"{where}: a rule needs a column and what it {test}.")
    result = _text(where, said, end)
    if not result:
        raise BadMapping(f"{where}: {end} is empty.")
    return Rule(column, texts, test == "contains", **{end: result})


def _exactly_one(where: str, said: dict[str, Any], names: tuple[str, ...]) -> str:
    given = [name for name in names if name in said]
    if len(given) != 1:
        raise BadMapping(f"{where}: give exactly one of {', '.join(names)}.")
    return given[0]


def _known(where: str, said: Mapped[str, Any], known: tuple[str, ...]) -> None:
    for key in said:
        if key not in known:
            raise BadMapping(f"{where}: {key!r} is not known here. Known: {', '.join(known)}.")


def _one_of(where: str, key: str, value: str, known: tuple[str, ...]) -> None:
    if value and value not in known:
        raise BadMapping(f"{where}: {key} = {value!r} is not known. Known: {', '.join(known)}.")


def _text(where: str, said: Mapped[str, Any], key: str) -> str:
    value = said.get(key, "")
    if not isinstance(value, str):
        raise BadMapping(f"{where}: {key} must be a text in quotes.")
    return value


def _texts(where: str, key: str, said: Any) -> tuple[str, ...]:
    """A text, or a list of texts."""
    texts = said if isinstance(said, list) else [said]
    if not all(isinstance(text, str) for text in texts):
        raise BadMapping(f"{where}: {key} must be a text in quotes, or a list of texts.")
    return tuple(texts)


def _table(where: str, said: Mapped[str, Any], key: str) -> dict[str, str]:
    table = said.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(each, str) for each in table.values()):
        raise BadMapping(f'{where}: {key} must hold lines like field = "text".')
    return table


def _values(where: str, said: Mapped[str, Any]) -> dict[str, dict[str, str]]:
    tables = said.get("values", {})
    if not isinstance(tables, dict):
        raise BadMapping(f"{where}: values must hold one table per field.")
    return {
        name: {text.strip().casefold(): to for text, to in _table(where, tables, name).items()}
        for name in tables
    }


def _weeks_per_point(where: str, said: Mapped[str, Any]) -> Decimal | None:
    value = said.get("weeks_per_point")
    if value is None:
        return None
    try:
        weeks = Decimal(str(value))
    except ArithmeticError:
        weeks = Decimal(0)
    if not weeks.is_finite() or weeks <= 0:
        raise BadMapping(f'{where}: weeks_per_point is a number above 0, such as "0.25".')
    return weeks
