"""How near a column's name comes to the names of a field."""

from dataclasses import dataclass
from enum import StrEnum

from imports.files.table import fold
from imports.guess.evidence import words_of
from imports.guess.vocabulary import Name, first_name, names_of


class Confidence(StrEnum):
    """How far a suggestion can be trusted."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True)
class Guess:
    """A column for a field or a key, and why.

    The lower its rank, the better: how far its name is from the field's, and which of the
    field's names it comes near to.
    """

    column: str
    confidence: Confidence
    why: str
    rank: tuple[int, int]
    # Only the whole of its name, or the known values in it, may give a column to two fields.
    may_share: bool = False


def closest(kind: str, field: str, column: str) -> Guess | None:
    """The column, where its name is a known name of the field, or holds one; else None."""
    held: Guess | None = None
    for place, name in enumerate(names_of(kind, field)):
        if fold(name.text) == fold(column):
            distance, trust = (1, Confidence.SURE) if name.same else (2, Confidence.GUESS)
            why = _why(kind, field, name)
            return Guess(column, trust, why, (distance, place), may_share=True)
        if _holds(field, column, name.text):
            distance, trust = _trust(name)
            if held is None or distance < held.rank[0]:
                held = Guess(column, trust, f"its name holds {name.text!r}", (distance, place))
    return held


def _holds(field: str, column: str, name: str) -> bool:
    """Whether the name stands whole in the column's. An id holds no name, a key two words."""
    words, looked_for = words_of(column), words_of(name)
    if field == "key" and len(looked_for) == 1:
        return False
    if words and words[-1] in ("id", "key") and looked_for[-1] != words[-1]:
        return False
    return f" {' '.join(looked_for)} " in f" {' '.join(words)} "


def _trust(name: Name) -> tuple[int, Confidence]:
    """A name of one word stands in many a column that means something else."""
    says_enough = name.same and len(words_of(name.text)) > 1
    return (3, Confidence.LIKELY) if says_enough else (4, Confidence.GUESS)


def _why(kind: str, field: str, name: Name) -> str:
    if not name.same:
        return f"the nearest to {field.replace('_', ' ')}"
    if name.language == "English":
        return f"another name of {field.replace('_', ' ')}"
    return f"{name.language} name of {first_name(kind, field).capitalize()}"
