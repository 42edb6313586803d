"""The words that values are written in, in several languages; words.toml lists them."""

import tomllib
from pathlib import Path
from typing import Any

_LISTED: dict[str, Any] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


def words(name: str) -> frozenset[str]:
    """The words under that name."""
    return frozenset(each.replace("_", " ") for each in _LISTED[name].split())


def meanings(name: str) -> dict[str, int | str]:
    """Word -> what it means: the number of its month from 1, or its unit."""
    listed = _LISTED[name]
    keyed = listed.items() if isinstance(listed, dict) else enumerate(listed, start=1)
    return {word: meaning for meaning, each in keyed for word in each.split()}
