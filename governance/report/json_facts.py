"""Facts as JSON, and facts read back from it: what a published report is kept as."""

import datetime as dt
import functools
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from company.calendar import Quarter
from company.units import hundredths


def as_json(value: Any) -> Any:
    """Facts as JSON has them: decimals as strings with two places, dates ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type | Quarter):
        return {f.name: as_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    if isinstance(value, Decimal):
        return str(hundredths(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Quarter):
        return str(value)
    return value


def from_json[T](facts: type[T], value: Any) -> T:
    """The facts that `as_json` wrote, as their dataclass.

    A field it left out has its default, so older texts can be read. Raises KeyError, TypeError or
    ValueError where the JSON is not of that type.
    """
    return typing.cast(T, _read(facts, value))


def _read(hint: Any, value: Any) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        (some,) = (arg for arg in inner if arg is not types.NoneType)
        return None if value is None else _read(some, value)
    if origin is list:
        return [_read(inner[0], each) for each in value]
    if hint is Quarter:
        return Quarter.parse(value)
    if hint is dt.date:
        return dt.date.fromisoformat(value)
    if is_dataclass(hint):
        return _read_dataclass(typing.cast(type, hint), value)
    return value if value is None else hint(value)


@functools.cache
def _hints(facts: type) -> dict[str, Any]:
    """The types of a dataclass's fields; cached, as resolving them for every row is slow."""
    return typing.get_type_hints(facts)


def _read_dataclass(facts: type, value: dict[str, Any]) -> Any:
    hints = _hints(facts)
    return facts(
        **{
            each.name: _read(hints[each.name], value[each.name])
            for each in fields(facts)
            if each.name in value or (each.default is MISSING and each.default_factory is MISSING)
        }
    )
