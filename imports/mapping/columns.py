"""Which columns of a file a mapping speaks of, as its TOML writes them."""

from typing import Annotated

import msgspec

type Name = Annotated[str, msgspec.Meta(min_length=1)]
# One column, which the file must have; or several, of which row by row the first filled counts.
type Choice = Name | Annotated[tuple[Name, ...], msgspec.Meta(min_length=1)]

# One text, or several of which one has to fit.
type Texts = str | tuple[str, ...]


class Joined(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Columns whose texts belong together, parted by a slash, as a key of several columns is."""

    parts: Annotated[tuple[Choice, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="joined")


# A list may hold joined columns too.
type Source = Name | Joined | Annotated[tuple[Name | Joined, ...], msgspec.Meta(min_length=1)]


def as_tuple(texts: Texts | None) -> tuple[str, ...]:
    """The texts, of which a mapping may write a single one without its brackets."""
    return (texts,) if isinstance(texts, str) else texts or ()


def names_in(source: Source | None) -> tuple[str, ...]:
    """Every column that the source names, in its order; none of None."""
    if isinstance(source, str) or source is None:
        return (source,) if source else ()
    inner = source.parts if isinstance(source, Joined) else source
    return tuple(name for each in inner for name in names_in(each))


def listed(source: Source | None) -> str:
    """The names of the source's columns, for a sentence."""
    return ", ".join(names_in(source))
