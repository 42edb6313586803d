"""Mapping files as TOML: read with a sentence for whatever is wrong in one, and written."""

import re
import tomllib
from collections.abc import Mapping as Data
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from imports import kinds
from imports.mapping.rules import LeaveBlank, LeaveOut, Rule, Test, TomlTable
from imports.mapping.schema import Join, Mapping, Part
from imports.models import Import
from imports.problems import BadMapping

PRESETS = Path(__file__).parents[1] / "presets"
# Decimal takes 1_000 and the digits of other scripts too.
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
# Where msgspec says that something stands: a key, or one of several behind it.
_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
# Keys that may hold one text instead of a list of them.
_LISTS = ("key", "recognised_by", "listed_only", "next_anniversary", "fields")
_TABLES: dict[str, type[TomlTable]] = {
    "rules": Rule,
    "leave_out": LeaveOut,
    "leave_blank": LeaveBlank,
    "and": Test,
    "join": Join,
}
_SAID = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text(encoding="utf-8"))
_MUST = {key: sentence for keys, sentence in _SAID["must"].items() for key in keys.split()}


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
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadMapping(f"There is no mapping file {path}. Check its name.") from None
    except OSError as error:
        raise BadMapping(f"{path} cannot be opened: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path.name} is not a TOML file: {error}.") from None
    return mapping_from(data, path.name)


def mapping_of(found: Import) -> Mapping:
    """The mapping of an import; empty where columns are matched by name. Raises BadMapping."""
    if not found.mapping:
        return Mapping()
    return mapping_from_text(found.mapping, found.read_as or "The mapping")


def mapping_from_text(text: str, name: str) -> Mapping:
    """The mapping that the text of a mapping file says. Raises BadMapping."""
    try:
        if "\\u0000" in text or "\0" in text:
            raise BadMapping(f"{name} holds a NUL, which no text has.")
        return mapping_from(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(f"{name} is not a mapping file (TOML): {error}.") from None
    except RecursionError:
        raise BadMapping(f"{name} nests deeper than any mapping does.") from None


def mapping_from(data: Data[str, Any], name: str) -> Mapping:
    """The mapping that a TOML document says. Raises BadMapping naming the part and the key."""
    file = {key: each for key, each in data.items() if key not in kinds.names()}
    if unknown := next((key for key in file if key not in _keys_of(Mapping)), ""):
        known = ", ".join((*_keys_of(Mapping), *kinds.names()))
        raise BadMapping(f"{name}: {unknown!r} is not known here. Known: {known}.")
    if len(file) == len(data):
        raise BadMapping(f"{name} maps nothing: it needs a part such as [items] or [effort].")
    if "rates" in file:
        file["rates"] = _rates(name, file["rates"])
    found = [kind for kind in kinds.names() if kind in data]
    parts = {kind: _part(f"{name} [{kind}]", kind, data[kind]) for kind in found}
    return msgspec.structs.replace(_converted(name, file, Mapping), name=name, parts=parts)


def _part(where: str, kind: str, data: Any) -> Part:
    if not isinstance(data, dict):
        raise BadMapping(f"{where} must be a table of keys.")
    for only, sentences in _SAID["only_in"].items():
        if kind != only and (key := next(filter(data.get, sentences), "")):
            raise BadMapping(f"{where}: {sentences[key]}.")
    # Before msgspec looks at it, since its refusals would speak of a list that nobody wrote.
    data = _with_lists(data)
    if "weeks_per_point" in data:
        weeks = data["weeks_per_point"]
        data["weeks_per_point"] = _above_0(where, "weeks_per_point", weeks, "0.25")
    if isinstance(blanks := data.get("leave_blank"), list):
        data["leave_blank"] = [_with_lists(each) for each in blanks]
    return _converted(where, data, Part)


def _with_lists(data: Any) -> Any:
    """The table with single texts as the lists of one that they stand for."""
    if not isinstance(data, dict):
        return data
    return {k: [v] if k in _LISTS and isinstance(v, str) else v for k, v in data.items()}


def _rates(where: str, data: Any) -> dict[str, Decimal]:
    if not isinstance(data, dict):
        raise BadMapping(f'{where}: rates must hold lines like USD = "0.92".')
    for code in data:
        if not re.fullmatch("[A-Z]{3}", code):
            raise BadMapping(f"{where}: rates: {code!r} is no currency's code, such as USD.")
    return {code: _above_0(f"{where} [rates]", code, n, "0.92") for code, n in data.items()}


def _above_0(where: str, key: str, data: Any, example: str) -> Decimal:
    number = Decimal(str(data)) if _NUMBER.fullmatch(str(data)) else Decimal(0)
    if number <= 0:
        raise BadMapping(f'{where}: {key} is a number above 0, such as "{example}".')
    return number


def _keys_of(table: type[TomlTable]) -> list[str]:
    """The keys that the table may have in a file."""
    keys = [each.encode_name for each in msgspec.structs.fields(table)]
    return [key for key in keys if table is not Mapping or key not in ("name", "parts")]


def _converted[T: TomlTable](where: str, data: Any, table: type[T]) -> T:
    """The table as msgspec reads it. Raises BadMapping with a sentence for what it refuses."""
    try:
        return msgspec.convert(data, table)
    except msgspec.ValidationError as error:
        raise BadMapping(_sentence(where, data, table, str(error))) from None


def _sentence(where: str, data: Any, table: type[TomlTable], error: str) -> str:
    """What is wrong, where, and what would be right."""
    # It says: Expected `str`, got `int` - at `$.rules[0].column`. Each step down names the place.
    what, _, path = error.partition(" - at `$")
    key, item, here = "", "", data
    for name, number in _STEP.findall(path):
        if name:
            key, here = name, here[name]
        elif number == "...":
            item = _culprit(key, here, table, error)
            break
        elif key in _TABLES and isinstance(here[int(number)], dict):
            nth = "" if key == "and" else f" {int(number) + 1}"
            where += f" {'rule' if key == 'rules' else key}{nth}"
            table, key, here = _TABLES[key], "", here[int(number)]
        if name == "join" and isinstance(here, dict):
            where, table, key = f"{where} [join]", Join, ""
    return f"{where}: {_refusal(key, item, what, table)}"


def _culprit(key: str, lines: dict[str, Any], table: type[TomlTable], error: str) -> str:
    """Which of the lines under `key` msgspec means, which names none of them."""

    # One by one, until the same refusal comes again.
    def refused(line: str) -> bool:
        try:
            msgspec.convert({key: {line: lines[line]}}, table)
        except msgspec.ValidationError as again:
            return str(again) == error
        return False

    return next(filter(refused, lines), "")


def _refusal(key: str, item: str, what: str, table: type[TomlTable]) -> str:
    if not what.startswith(("Expected ", "Object ", "Invalid ")):
        return what
    unknown = re.fullmatch("Object contains unknown field `(.*)`", what)
    if unknown and not key:
        return f"{unknown[1]!r} is not known here. Known: {', '.join(_keys_of(table))}."
    if table is Join:
        return "key must name the column of the first file."
    if not key or (what == "Expected `str` of length >= 1" and key == "column"):
        return "a rule needs a column."
    if key in _TABLES and key != "join":
        return f"write each of {key} under a heading of its own, in [[ ]]."
    if what.startswith("Expected `bool"):
        return f"{key} is true or false."
    if item and key in _SAID["must_each"]:
        return f"{key}.{item} {_SAID['must_each'][key]}."
    return f"{key} {_MUST.get(key, 'must be a text in quotes')}."
