"""What can be wrong with a file, a mapping, a value or a row, in words for whoever sent it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


class Unreadable(Exception):
    """The file cannot be read at all: one sentence says why and what to do."""


class Damaged(Exception):
    """A workbook is not what its format says; whoever opens it turns this into Unreadable."""


class TooLarge(Exception):
    """A workbook holds more than is read; whoever opens it turns this into Unreadable."""


class BadMapping(Exception):
    """The mapping file cannot be followed: the sentence names part and key, and what is known."""


class BadValue(Exception):
    """One value is not what its field takes: why, and what would be right."""

    def __init__(self, reason: str, fix: str) -> None:
        self.reason = reason
        self.fix = fix
        super().__init__(f"{reason}. {fix}")


def can(read: Callable[..., object], *said: str) -> bool:
    """Whether what is said can be read so: without a BadValue."""
    try:
        read(*said)
    except BadValue:
        return False
    return True


def refuse_other_digits(text: str) -> None:
    """Raises BadValue for digits of another script, which Python would take for numbers."""
    if not text.isascii() and any(sign.isdigit() and not sign.isascii() for sign in text):
        raise BadValue(f"{text!r} has digits that are not 0 to 9", "Write the digits 0 to 9.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason for which a row is rejected."""

    column: str
    value: str
    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """One rejected row, its number as a spreadsheet shows it, and everything wrong with it."""

    row: int
    problems: tuple[Problem, ...]
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def column(self) -> str:
        return "; ".join(problem.column for problem in self.problems)

    @property
    def value(self) -> str:
        return "; ".join(problem.value for problem in self.problems)

    @property
    def reason(self) -> str:
        return "; ".join(problem.reason for problem in self.problems)

    @property
    def fix(self) -> str:
        return " ".join(problem.fix for problem in self.problems)

    def __str__(self) -> str:
        sentences = " ".join(f"{p.column}: {p.reason}. {p.fix}" for p in self.problems)
        return f"row {self.row}: {sentences}"
