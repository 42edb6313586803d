"""Keys of a TOML document -> checked values. Each refusal names part and key, and what is known."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from imports.problems import BadMapping

# Decimal takes 1_000 and the digits of other scripts too.
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")

type Table = Mapping[str, Any]


def only_known(where: str, said: Table, known: tuple[str, ...]) -> None:
    for key in said:
        if key not in known:
            raise BadMapping(f"{where}: {key!r} is not known here. Known: {', '.join(known)}.")


def one_of(where: str, key: str, value: str, known: tuple[str, ...]) -> str:
    """`value`, which is one of `known` or blank."""
    if value and value not in known:
        raise BadMapping(f"{where}: {key} = {value!r} is not known. Known: {', '.join(known)}.")
    return value


def exactly_one(where: str, said: Table, names: tuple[str, ...]) -> str:
    given = [name for name in names if name in said]
    if len(given) != 1:
        raise BadMapping(f"{where}: give exactly one of {', '.join(names)}.")
    return given[0]


def text(where: str, said: Table, key: str) -> str:
    value = said.get(key, "")
    if not isinstance(value, str):
        raise BadMapping(f"{where}: {key} must be a text in quotes.")
    return value


def texts(where: str, key: str, said: Any) -> tuple[str, ...]:
    """A text, or a list of texts."""
    found = said if isinstance(said, list) else [said]
    if not all(isinstance(each, str) for each in found):
        raise BadMapping(f"{where}: {key} must be a text in quotes, or a list of texts.")
    return tuple(found)


def yes_no(where: str, said: Table, key: str) -> bool:
    value = said.get(key, False)
    if not isinstance(value, bool):
        raise BadMapping(f"{where}: {key} is true or false.")
    return value


def table(where: str, said: Table, key: str) -> dict[str, str]:
    """Lines of a text to a text."""
    found = said.get(key, {})
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise BadMapping(f'{where}: {key} must hold lines like field = "text".')
    return dict(found)


def tables(where: str, said: Table, key: str) -> list[dict[str, Any]]:
    """The tables of a list, each written under [[part.key]]."""
    found = said.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise BadMapping(f"{where}: write each of {key} under a heading of its own, in [[ ]].")
    return found


def number_above_0(where: str, said: Table, key: str, example: str) -> Decimal | None:
    value = said.get(key)
    if value is None:
        return None
    number = Decimal(str(value)) if _NUMBER.fullmatch(str(value)) else Decimal(0)
    if number <= 0:
        raise BadMapping(f'{where}: {key} is a number above 0, such as "{example}".')
    return number
