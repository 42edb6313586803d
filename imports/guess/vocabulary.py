"""The names that fields and keys go by in other people's files; vocabulary.toml lists them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

type ByLanguage = dict[str, list[str]]

# By kind and field: in each language, the names that go before others first.
_NAMES: dict[str, dict[str, ByLanguage]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Name:
    """One name of a field. One that is not `same` is only near, and no more than a guess."""

    text: str
    language: str
    same: bool


def names_of(kind: str, field: str) -> Iterator[Name]:
    """The names of a field, or of a kind's `key`, in every language."""
    for language, names in _NAMES.get(kind, {}).get(field, {}).items():
        for name in names:
            yield Name(name.removesuffix("?"), language, not name.endswith("?"))


def first_name(kind: str, field: str) -> str:
    """The English name that stands for all of them; the field's own where none is known."""
    return next((name.text for name in names_of(kind, field)), field)
