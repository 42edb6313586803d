"""Rules of a mapping: which rows they fit, and what becomes of those rows."""

from dataclasses import dataclass, replace
from typing import Any

from imports.mapping import toml_checks
from imports.mapping.columns import Choice, choice_from, names_in, plain
from imports.problems import BadMapping

TESTS = ("is", "is_not", "contains", "has", "blank", "date")
DATES = ("past", "future")
_PREFIX = "special_for_prefix"
_ENDS = ("slice", "special_for_column", "special_for")


@dataclass(frozen=True)
class Test:
    """One question about a row: of which columns, which of TESTS, and the texts it looks for.

    `blank` has no texts and says by `wanted` whether the columns are to be blank or filled.
    """

    columns: Choice
    test: str
    texts: tuple[str, ...] = ()
    wanted: bool = True

    def __str__(self) -> str:
        names = names_in(self.columns)
        if self.test == "blank" and self.wanted:
            return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} blank"
        column, texts = " or ".join(names), " or ".join(self.texts)
        if self.test == "blank":
            return f"{column} is filled"
        said = "lies in the" if self.test == "date" else self.test.replace("_", " ")
        return f"{column} {said} {texts}"

    def as_data(self) -> dict[str, Any]:
        said: Any = self.wanted if self.test == "blank" else _one_or_all(self.texts)
        return {"column": plain(self.columns), self.test: said}


@dataclass(frozen=True)
class Condition:
    """Tests that must all fit a row."""

    tests: tuple[Test, ...]
    # Not asked where the mapping splits teams' weeks.
    unless_split: bool = False

    def __str__(self) -> str:
        return " and ".join(map(str, self.tests))

    @property
    def columns(self) -> list[Choice]:
        return [test.columns for test in self.tests]

    def as_data(self) -> dict[str, Any]:
        first, *others = [test.as_data() for test in self.tests]
        first |= {"unless_split": True} if self.unless_split else {}
        return {**first, "and": others} if others else first


@dataclass(frozen=True)
class Rule:
    """Items that fit go to a slice, or become specials for a customer.

    With `prefixes` the first test is that a label of its columns begins with one of them: the
    customer is what the label says behind it.
    """

    condition: Condition
    slice: str = ""
    special_for_column: Choice = ""
    special_for: str = ""
    prefixes: tuple[str, ...] = ()

    @property
    def columns(self) -> list[Choice]:
        special = [self.special_for_column] if self.special_for_column else []
        return self.condition.columns + special

    def as_data(self) -> dict[str, Any]:
        said = self.condition.as_data()
        if self.prefixes:
            del said["has"]
            return {**said, _PREFIX: _one_or_all(self.prefixes)}
        if self.slice:
            return {**said, "slice": self.slice}
        if self.special_for:
            return {**said, "special_for": self.special_for}
        return {**said, "special_for_column": plain(self.special_for_column)}


@dataclass(frozen=True)
class LeaveBlank:
    """Fields that count as blank in the rows that fit."""

    fields: tuple[str, ...]
    condition: Condition

    def as_data(self) -> dict[str, Any]:
        return {"fields": list(self.fields), **self.condition.as_data()}


def rules_from(where: str, said: toml_checks.Table) -> tuple[Rule, ...]:
    """The rules that sort items. Raises BadMapping."""
    found = toml_checks.tables(where, said, "rules")
    return tuple(_rule(f"{where} rule {n}", rule) for n, rule in enumerate(found, start=1))


def leave_out_from(where: str, said: toml_checks.Table) -> tuple[Condition, ...]:
    """The conditions under which rows are left out. Raises BadMapping."""
    found = toml_checks.tables(where, said, "leave_out")
    return tuple(
        replace(
            _condition(f"{where} leave_out {n}", each, "unless_split"),
            unless_split=toml_checks.yes_no(f"{where} leave_out {n}", each, "unless_split"),
        )
        for n, each in enumerate(found, 1)
    )


def leave_blank_from(where: str, said: toml_checks.Table) -> tuple[LeaveBlank, ...]:
    """The conditions under which fields count as blank. Raises BadMapping."""
    blanks = []
    for n, each in enumerate(toml_checks.tables(where, said, "leave_blank"), start=1):
        place = f"{where} leave_blank {n}"
        fields = toml_checks.texts(place, "fields", each.get("fields", []))
        if not fields:
            raise BadMapping(f"{place}: fields must name the fields that count as blank.")
        blanks.append(LeaveBlank(fields, _condition(place, each, "fields")))
    return tuple(blanks)


def _rule(where: str, said: dict[str, Any]) -> Rule:
    if _PREFIX in said:
        return _prefix_rule(where, said)
    end = toml_checks.exactly_one(where, said, (*_ENDS, _PREFIX))
    condition = _condition(where, said, *_ENDS)
    if end == "special_for_column":
        return Rule(condition, special_for_column=choice_from(where, end, said[end]))
    result = toml_checks.text(where, said, end)
    if not result:
        raise BadMapping(f"{where}: {end} is empty.")
    return Rule(condition, slice=result) if end == "slice" else Rule(condition, special_for=result)


def _prefix_rule(where: str, said: dict[str, Any]) -> Rule:
    """A rule whose prefix is its test and its end in one."""
    toml_checks.only_known(where, said, ("column", "and", _PREFIX))
    prefixes = toml_checks.texts(where, _PREFIX, said[_PREFIX])
    if not prefixes or not all(prefix.strip() for prefix in prefixes):
        raise BadMapping(f"{where}: {_PREFIX} is empty.")
    first = Test(_column(where, said), "has", prefixes)
    return Rule(Condition((first, *_further(where, said))), prefixes=prefixes)


def _condition(where: str, said: dict[str, Any], *more: str) -> Condition:
    toml_checks.only_known(where, said, ("column", *TESTS, "and", *more))
    return Condition((_test(where, said), *_further(where, said)))


def _further(where: str, said: dict[str, Any]) -> list[Test]:
    further = toml_checks.tables(where, said, "and")
    for each in further:
        toml_checks.only_known(f"{where} and", each, ("column", *TESTS))
    return [_test(f"{where} and", each) for each in further]


def _test(where: str, said: dict[str, Any]) -> Test:
    test = toml_checks.exactly_one(where, said, TESTS)
    column = _column(where, said)
    if test == "blank":
        return Test(column, test, wanted=toml_checks.yes_no(where, said, test))
    texts = toml_checks.texts(where, test, said[test])
    if not texts:
        raise BadMapping(f"{where}: a rule needs a column and what it {test}.")
    if test == "date":
        for each in texts:
            toml_checks.one_of(where, test, each or "?", DATES)
    return Test(column, test, texts)


def _column(where: str, said: dict[str, Any]) -> Choice:
    if not said.get("column"):
        raise BadMapping(f"{where}: a rule needs a column.")
    return choice_from(where, "column", said["column"])


def _one_or_all(texts: tuple[str, ...]) -> str | list[str]:
    return texts[0] if len(texts) == 1 else list(texts)
