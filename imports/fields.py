"""The fields of what can be imported: a name, a type, and what else its text must be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Type(StrEnum):
    """What a field's text is read as, and the type of Python it becomes."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    COUNT = "count"
    MONEY = "money"
    MINUTES = "minutes"
    CHOICE = "choice"
    YES_NO = "yes or no"


type Value = str | date | Decimal | int | bool | None


@dataclass(frozen=True)
class Field:
    """One field of a kind. A blank cell of a field that is not required becomes `blank`."""

    name: str
    type: Type
    help: str
    required: bool = False
    blank: Value = None
    choices: Mapping[str, str] = field(default_factory=dict)
    # What other programs call a choice: for each of its words, which one is meant.
    words: Mapping[str, str] = field(default_factory=dict)
    longest: int = 200
    # A text that is longer is cut, with a warning; else its row is rejected.
    may_be_cut: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    aliases: tuple[str, ...] = ()
    # Read only where the mapping splits teams' weeks, or only where it does not.
    when_split: bool | None = None
    # Of several columns that are filled, the first that names something known counts.
    first_known: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Under which a file without a mapping may carry it."""
        return (self.name, *self.aliases)

    def choice(self, text: str) -> str | None:
        """The choice that the text names, whatever its case and signs: Closed/Won, Closed - Won."""
        letters = _letters(text)
        for value, label in self.choices.items():
            if letters in (_letters(value), _letters(label)):
                return value
        return self.words.get(letters)


def words_for(**choices: str) -> dict[str, str]:
    """`words` of a field, from the words of each choice, parted by commas."""
    return {_letters(word): value for value, words in choices.items() for word in words.split(",")}


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
