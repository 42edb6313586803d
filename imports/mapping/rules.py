"""Rules of a mapping: which rows they fit, and what becomes of those rows.

Each class is a table of the TOML file. What it cannot be is refused with a ValueError, whose
sentence `imports.mapping.toml` completes with the place in the file.
"""

from typing import Any

import msgspec

from imports.mapping.columns import Choice, Texts, as_tuple, listed, names_in

TESTS = ("is", "is_not", "contains", "has", "blank", "date")
ENDS = ("slice", "special_for_column", "special_for", "special_for_prefix")
DATES = ("past", "future")


def check_known(key: str, value: str, known: tuple[str, ...]) -> None:
    """Raises ValueError for a text that is not one of the known ones."""
    if value not in known:
        raise ValueError(f"{key} = {value!r} is not known. Known: {', '.join(known)}.")


class TomlTable(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A table of a mapping file. Keys that nobody gave are left out where it is written."""


class Test(TomlTable, frozen=True, rename={"is_": "is", "and_": "and"}):
    """One question about a row: of which columns, and exactly one of TESTS.

    `blank` says whether the columns are to be blank or filled; the others hold texts.
    """

    column: Choice
    is_: Texts | None = None
    is_not: Texts | None = None
    contains: Texts | None = None
    has: Texts | None = None
    blank: bool | None = None
    date: Texts | None = None

    def __post_init__(self) -> None:
        given = self._given()
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(TESTS)}.")
        if self.blank is None and not self.texts:
            raise ValueError(f"a rule needs a column and what it {self.test}.")
        for each in as_tuple(self.date):
            check_known("date", each, DATES)

    def _given(self) -> dict[str, Any]:
        values = {name: getattr(self, {"is": "is_"}.get(name, name)) for name in TESTS}
        return {name: each for name, each in values.items() if each is not None}

    @property
    def test(self) -> str:
        """Which of TESTS it is."""
        return next(iter(self._given()))

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that it looks for; none where it asks for blank columns."""
        return () if self.blank is not None else as_tuple(self._given()[self.test])

    def in_words(self, column: Choice, texts: tuple[str, ...]) -> str:
        """The question as a phrase, as it is asked of that column, for those texts."""
        names = names_in(column)
        if self.blank:
            return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} blank"
        if self.blank is False:
            return f"{' or '.join(names)} is filled"
        verb = "lies in the" if self.date else self.test.replace("_", " ")
        return f"{' or '.join(names)} {verb} {' or '.join(texts)}"


class Condition(Test, frozen=True):
    """Tests that must all fit a row: its own, and those of `and`."""

    and_: tuple[Test, ...] = ()

    @property
    def tests(self) -> tuple[Test, ...]:
        return (self, *self.and_)

    def __str__(self) -> str:
        return " and ".join(test.in_words(test.column, test.texts) for test in self.tests)

    @property
    def columns(self) -> list[Choice]:
        """The columns that it speaks of."""
        return [test.column for test in self.tests]


class LeaveOut(Condition, frozen=True):
    """Rows that fit are left out; where the mapping splits teams' weeks, maybe not."""

    unless_split: bool = False


class LeaveBlank(Condition, frozen=True):
    """Fields that count as blank in the rows that fit."""

    fields: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.fields:
            raise ValueError("fields must name the fields that count as blank.")


class Rule(Condition, frozen=True):
    """Items that fit go to a slice, or become specials for a customer.

    With `special_for_prefix` the first test is that a label of its columns begins with one of
    those texts: the customer is what the label says behind it.
    """

    slice: str = ""
    special_for_column: Choice | None = None
    special_for: str = ""
    special_for_prefix: Texts | None = None

    def __post_init__(self) -> None:
        ends = [name for name in ENDS if getattr(self, name)]
        if self.special_for_prefix is not None:
            others = [*super()._given(), *(name for name in ends if name != ENDS[-1])]
            if others:
                known = f"column, and, {ENDS[-1]}"
                raise ValueError(f"{others[0]!r} is not known here. Known: {known}.")
            if not self.prefixes or not all(map(str.strip, self.prefixes)):
                raise ValueError(f"{ENDS[-1]} is empty.")
            return
        if not ends:
            raise ValueError(f"slice is empty. A rule needs exactly one of {', '.join(ENDS)}.")
        if len(ends) != 1:
            raise ValueError(f"give exactly one of {', '.join(ENDS)}.")
        super().__post_init__()

    def _given(self) -> dict[str, Any]:
        return {"has": self.prefixes} if self.prefixes else super()._given()

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What a label begins with whose rest names the customer."""
        return as_tuple(self.special_for_prefix)

    @property
    def columns(self) -> list[Choice]:
        """The columns that it speaks of, that of the customer last."""
        special = [self.special_for_column] if self.special_for_column else []
        return [*super().columns, *special]

    @property
    def sentence(self) -> str:
        """The whole rule, for somebody who reads it."""
        if self.prefixes:
            return f"{self}…: a special for the customer named behind it"
        customer = self.special_for or listed(self.special_for_column)
        return f"{self}: {self.slice or f'a special for {customer}'}"
