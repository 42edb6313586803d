"""Invented names and sentences (names.toml). Nobody and nothing in them exists."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random

_KNOWN: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
)


def one(kind: str, draw: Random) -> str:
    """A name or sentence of that kind, such as "problems", at random."""
    return draw.choice(_KNOWN[kind])


def company_names() -> Iterator[str]:
    """Names of companies without end, each only once."""
    return _endless([f"{a} {b}" for b in _KNOWN["second"] for a in _KNOWN["first"]])


def team_names() -> Iterator[str]:
    return _endless(_KNOWN["teams"])


def _endless(names: list[str]) -> Iterator[str]:
    yield from names
    again = 2
    while True:
        yield from (f"{name} {again}" for name in names)
        again += 1


def item_title(draw: Random) -> str:
    return " ".join(one(kind, draw) for kind in ("doing", "thing", "where"))
