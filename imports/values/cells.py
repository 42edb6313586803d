"""One cell -> one field's value: where its text comes from, and how it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from imports.fields import Field, Type, Value
from imports.files.table import DATE, ERROR, NOUNS, NUMBER, TEXT, TIME, YES_NO, Row
from imports.mapping.interpretations import REJECTED, Interpretation, without_signs
from imports.mapping.table_columns import Place
from imports.problems import BadValue
from imports.values import dates, numbers
from imports.values.words import words

ANY_OTHER = "*"


# Reads a cell's text, of the type of a workbook's cell that imports.files.table names.
type Parse = Callable[[str, str], Value]

_NOTHING = words("nothing")


@dataclass(frozen=True)
class Notation:
    """How the texts of a file are written: its dates, numbers and bare durations."""

    date_form: str
    decimal_sign: str
    unit: str
    weeks_per_point: Decimal | None
    currency: str
    time_zone: str


class NoTime(BadValue):
    """A duration that must be more than nothing is blank or 0."""


@dataclass(frozen=True)
class CellReader:
    """Where one field's text comes from, and how it is read.

    The constant stands where the place is blank. `by_column` reads the columns that have a
    unit of their own.
    """

    field: Field
    place: Place | None
    constant: str
    map: Mapping[str, str]
    parse: Parse
    by_column: Mapping[str, Parse]
    # Columns whose texts say something only where the table of values lists them.
    listed_only: frozenset[str] = frozenset()

    @property
    def has_default(self) -> bool:
        """Whether a text may be taken for something that nothing says of it."""
        return self.place is not None and (self.field.type is Type.CHOICE or ANY_OTHER in self.map)

    def text(self, row: Row) -> tuple[str, str]:
        """Return the row's text for the field, and its column; a constant is in none."""
        meaning, written, column = self._find(row)
        if meaning or self.constant or not self.place:
            return written, column
        return self.place.find(row.cells)

    def read(self, row: Row) -> Value:
        """Return the field's value in the row. Raises BadValue."""
        meaning, text, column = self._find(row)
        if meaning:
            # What a table of values says is a text, whatever the cell was.
            kind = row.types.get(column, TEXT) if meaning == text else TEXT
            return self.by_column.get(column, self.parse)(meaning, kind)
        if self.field.required:
            self._refuse_unlisted(row)
            empty = NoTime if self.field.type is Type.MINUTES else BadValue
            raise empty(f"{self.field.name} is empty", f"Give {self.field.help}.")
        return self.field.blank

    def other_texts(self, row: Row) -> list[str]:
        """Return the texts of the other filled columns, behind the first."""
        written = (
            self._means(text) for text, _ in (self.place.filled(row.cells) if self.place else ())
        )
        return [" ".join(text.split()) for text in written if text][1:]

    def interpretation(self, row: Row) -> Interpretation:
        """What the row's text is taken for, and whether it fell to that."""
        meaning, text, column = self._find(row)
        name = self.field.name
        is_named = self._named(text) is not None or self.field.choice(text) is not None
        if not meaning:
            text = text or (self.place.find(row.cells)[0] if self.place else "")
            blank = str(self.field.blank or "")
            return Interpretation(name, text, blank, fell=bool(blank) and not is_named)
        try:
            means = str(self.parse(meaning, TEXT))
        except BadValue:
            return Interpretation(name, text, REJECTED, fell=True)
        return Interpretation(
            name, text, means, fell=bool(column) and not is_named and ANY_OTHER in self.map
        )

    def _find(self, row: Row) -> tuple[str, str, str]:
        """The first text that means something: what it means, itself, and its column."""
        for text, column in self.place.filled(row.cells) if self.place else ():
            if row.types.get(column) == ERROR:
                return text, text, column
            is_listed = column not in self.listed_only or text.casefold() in self.map
            if is_listed and (meaning := self._means(text)):
                return meaning, text, column
        text = self.constant.strip()
        return self._means(text), text, ""

    def _refuse_unlisted(self, row: Row) -> None:
        for text, column in self.place.filled(row.cells) if self.place else ():
            if column in self.listed_only:
                name = self.field.name
                raise BadValue(
                    f"{column} {text!r} does not say the {name}",
                    f"Give {self.field.help}, or say in the mapping which {name} it means.",
                )

    def _means(self, text: str) -> str:
        """The text after the table of values; "" where it says that there is nothing."""
        if self.map and text:
            known = self._named(text)
            if known is None:
                known = self.field.choice(text)
            text = self.map.get(ANY_OTHER, text) if known is None else known
        if text == r"\N" or (self.field.type is not Type.TEXT and text.casefold() in _NOTHING):
            return ""
        return text

    def _named(self, text: str) -> str | None:
        """What the table of values says of the text, or of one that differs in its signs only."""
        known = self.map.get(text.casefold())
        if known is None and (alike := without_signs(text)):
            return self.map.get(alike)
        return known


def parser_of(field: Field, notation: Notation) -> Parse:
    """Return what reads the cells of a field. It raises BadValue.

    The decimal sign and the form of dates speak of texts alone: a typed cell is its value.
    """
    written, typed = _text_parser(field.type, notation), _typed_parsers(field.type, notation)

    # Made once for each field: a file of 200,000 rows asks it millions of times.
    def parse(text: str, kind: str) -> Value:
        read = written if kind == TEXT else typed.get(kind)
        if kind == ERROR:
            reason = f"the cell holds the error {text[: numbers.LONGEST]!r}"
            raise BadValue(reason, "Correct its formula, or clear the cell.")
        if read is None:
            raise BadValue(f"{text!r} is {NOUNS[kind]}", f"Give {field.help}.")
        return _kept(field, read(text), text)

    return parse


type Read = Callable[[str], Value]


def _text_parser(wanted: Type, notation: Notation) -> Read:
    """What reads a text as a value of that type."""
    sign, per_point = notation.decimal_sign, notation.weeks_per_point
    parsers: dict[Type, Read] = {
        Type.DATE: lambda text: dates.day_of(text, notation.date_form, notation.time_zone),
        Type.MINUTES: lambda text: numbers.minutes(text, notation.unit, per_point, sign),
        Type.MONEY: lambda text: numbers.money(text, notation.currency, sign),
        Type.NUMBER: lambda text: numbers.share(text, sign),
        Type.COUNT: lambda text: numbers.number(text, sign),
        Type.YES_NO: numbers.yes_or_no,
    }
    return parsers.get(wanted, str)


def _typed_parsers(wanted: Type, notation: Notation) -> dict[str, Read]:
    """What reads the typed cells of a workbook, by their type, as values of that type."""
    match wanted:
        case Type.DATE:
            return {DATE: lambda text: dates.day_of(text, "iso")}
        case Type.MINUTES:
            unit, per_point = notation.unit, notation.weeks_per_point
            return {
                TIME: numbers.minutes_of_clock,
                NUMBER: lambda text: numbers.minutes_of(Decimal(text), unit, per_point, text),
            }
        case Type.MONEY:
            return {NUMBER: lambda text: numbers.cents(Decimal(text), text)}
        case Type.NUMBER | Type.COUNT:
            return {NUMBER: Decimal}
    return dict.fromkeys((NUMBER, DATE, TIME, YES_NO), _text_parser(wanted, notation))


def _kept(field: Field, value: Any, text: str) -> Value:
    """The value as its field keeps it. Raises BadValue for one that it cannot keep."""
    match field.type:
        case Type.MINUTES:
            return _some_time(field, value, text)
        case Type.MONEY:
            return _within(field, value, text)
        case Type.NUMBER:
            return _within(field, _two_places(value, text), text)
        case Type.COUNT:
            return int(_within(field, _whole(value, text), text))
        case Type.CHOICE:
            return _choice(field, text)
        case Type.TEXT:
            return _text(field, text)
    return cast("Value", value)


def _text(field: Field, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > field.longest and not field.may_be_cut:
        raise BadValue(f"{field.name} has {len(text)} characters", f"Use at most {field.longest}.")
    return text


def _choice(field: Field, text: str) -> str:
    if found := field.choice(text):
        return found
    known = ", ".join(field.choices)
    raise BadValue(f"{text!r} is not a known {field.name}", f"Write one of: {known}.")


def _within(field: Field, number: Decimal, text: str) -> Decimal:
    if field.least == 0 and number < 0:
        raise BadValue(
            f"{text!r} is negative, and {field.name} is kept as 0 or more",
            "Take a credit or a refund off the amount that it belongs to, or leave the row out.",
        )
    if field.least is not None and number < field.least:
        raise BadValue(f"{text!r} is below {field.least}", f"Give {field.help}.")
    if field.most is not None and number > field.most:
        raise BadValue(f"{text!r} is above {field.most}", f"Give {field.help}.")
    return number


def _some_time(field: Field, minutes: int, text: str) -> int:
    if field.least is not None and minutes < field.least:
        raise NoTime(f"{text!r} is no time", "Give the time spent, or leave the row out.")
    return minutes


def _two_places(number: Decimal, text: str) -> Decimal:
    if number != round(number, 2):
        raise BadValue(f"{text!r} has more than two decimals", "Write numbers like 1.25.")
    return round(number, 2)


def _whole(number: Decimal, text: str) -> Decimal:
    if number != int(number):
        raise BadValue(f"{text!r} is not a whole number", "Write whole numbers like 3.")
    return number
