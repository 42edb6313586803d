"""Mapping files: which column of the file is which field, and what its values mean.

The complete reference is docs/importing.md. A preset is a mapping file of the package.
"""

import re
import tomllib
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli_w

from imports.mapping import toml_checks
from imports.mapping.part import Part, part_from
from imports.problems import BadMapping

PRESETS = Path(__file__).parents[1] / "presets"
KINDS = ("customers", "deals", "items", "effort", "usage", "teams", "waiting")

_FILE_KEYS = ("encoding", "delimiter", "sheet", "decimal_sign")


@dataclass(frozen=True)
class Join:
    """The columns by which a second file is joined: of the first file, and of the second."""

    key: str
    other_key: str


@dataclass(frozen=True)
class Mapping:
    """A whole mapping file: how the file is written, and a part for each kind it holds."""

    name: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    decimal_sign: str = ""
    join: Join | None = None
    # What one unit of another currency is worth in the product's, by its code.
    rates: Mapped[str, Decimal] = field(default_factory=dict)
    # What a column that the parts name may be called as well, in another language say.
    other_names: Mapped[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Mapped[str, Part] = field(default_factory=dict)

    def part(self, kind: str) -> Part:
        """The part for `kind`; an empty one of the empty mapping. Raises BadMapping."""
        if kind in self.parts:
            return self.parts[kind]
        if not self.parts:
            return Part(kind)
        known = ", ".join(self.parts)
        raise BadMapping(f"{self.name} has no part [{kind}]. Its parts: {known}.")

    def names_wanted(self, kind: str) -> list[str]:
        """Every column that the part for `kind` speaks of, by all its names."""
        named = self.part(kind).named_columns()
        if self.join:
            named = (*named, self.join.key)
        return [each for name in named for each in (name, *self.other_names.get(name, ()))]

    def as_data(self) -> dict[str, Any]:
        """Plain data, as a TOML document says it: `mapping_from` reads it as an equal mapping."""
        said: dict[str, Any] = {key: text for key in _FILE_KEYS if (text := getattr(self, key))}
        if self.join:
            said["join"] = {"key": self.join.key, "other_key": self.join.other_key}
        if self.rates:
            said["rates"] = {code: str(rate) for code, rate in self.rates.items()}
        if self.other_names:
            said["other_names"] = {name: list(also) for name, also in self.other_names.items()}
        return said | {kind: part.as_data() for kind, part in self.parts.items()}

    def as_toml(self) -> str:
        """The text of the mapping file."""
        return tomli_w.dumps(self.as_data())


def preset_names() -> list[str]:
    """The presets that come with Daylight, in the order of their names."""
    return sorted(path.stem for path in PRESETS.glob("*.toml"))


def preset(name: str) -> Mapping:
    """The mapping that comes with Daylight under that name. Raises BadMapping."""
    known = preset_names()
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
    toml_checks.only_known(name, said, (*_FILE_KEYS, "other_names", "rates", "join", *KINDS))
    if not any(kind in said for kind in KINDS):
        raise BadMapping(f"{name} maps nothing: it needs a part such as [items] or [effort].")
    delimiter = toml_checks.text(name, said, "delimiter")
    sign = toml_checks.text(name, said, "decimal_sign")
    if len(delimiter) > 1:
        raise BadMapping(f'{name}: delimiter is one character, such as ";" or "\\t".')
    toml_checks.one_of(name, "decimal_sign", sign, (".", ","))
    parts = {k: part_from(f"{name} [{k}]", k, said[k]) for k in KINDS if k in said}
    return Mapping(
        name=name,
        encoding=toml_checks.text(name, said, "encoding"),
        delimiter=delimiter,
        sheet=toml_checks.text(name, said, "sheet"),
        decimal_sign=sign,
        join=_join(name, said),
        rates=_rates(name, said),
        other_names=_other_names(name, said),
        parts=parts,
    )


def _join(where: str, said: Mapped[str, Any]) -> Join | None:
    found = said.get("join")
    if found is None:
        return None
    if not isinstance(found, dict):
        raise BadMapping(f'{where}: join must hold key = "column" and other_key = "column".')
    toml_checks.only_known(f"{where} [join]", found, ("key", "other_key"))
    key = toml_checks.text(f"{where} [join]", found, "key")
    if not key:
        raise BadMapping(f"{where} [join]: key must name the column of the first file.")
    return Join(key, toml_checks.text(f"{where} [join]", found, "other_key") or key)


def _rates(where: str, said: Mapped[str, Any]) -> dict[str, Decimal]:
    found = said.get("rates", {})
    if not isinstance(found, dict):
        raise BadMapping(f'{where}: rates must hold lines like USD = "0.92".')
    rates = {}
    for code in found:
        rate = toml_checks.number_above_0(f"{where} [rates]", found, code, "0.92")
        if rate is None or not re.fullmatch("[A-Z]{3}", code):
            raise BadMapping(f"{where}: rates: {code!r} is no currency's code, such as USD.")
        rates[code] = rate
    return rates


def _other_names(where: str, said: Mapped[str, Any]) -> dict[str, tuple[str, ...]]:
    found = said.get("other_names", {})
    if not isinstance(found, dict):
        raise BadMapping(f'{where}: other_names must hold lines like "Column" = ["Columna"].')
    return {
        name: toml_checks.texts(where, f"other_names.{name}", also) for name, also in found.items()
    }
