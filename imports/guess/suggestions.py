"""Which column is probably which field, and which preset a file is probably for.

Looks at the header and at the first few hundred rows; reads no database and decides nothing.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from imports.fields import Field, Type
from imports.files.table import TEXT, Row, Table, fold
from imports.guess import evidence
from imports.guess.evidence import Found
from imports.guess.name_matching import Confidence, Guess, closest
from imports.guess.vocabulary import names_of
from imports.kinds import Kind
from imports.mapping.columns import Choice, names_in
from imports.mapping.table_columns import Columns
from imports.mapping.toml import preset, preset_names

ROWS_LOOKED_AT = 300
# Of the values of a column that bears a field's name, as many must be what the field takes.
MOST = 0.9
# The rank of a column that only its values speak for.
BY_VALUES = (9, 0)
# What a column loses that says one thing of an item in each of its rows: behind all names.
REPEATS = 5
# Columns of people, which Daylight never reads.
PEOPLE = ("user", "username", "email", "assignee")


@dataclass(frozen=True)
class Suggestion:
    """What a mapping of one kind could say of a file. A form shows it, a person decides."""

    kind: str
    fields: Mapping[str, Guess]
    key: Guess | None
    # None where nothing needs to be declared, or nothing shows what.
    date_form: Found | None
    # Dates can be read in two ways and nothing shows which: the person must say.
    asks_date_form: bool
    decimal_sign: Found | None
    units: Mapping[str, Found]

    def as_data(self) -> dict[str, Any]:
        """As a mapping file says it: a document with one part, for `mapping_from`."""
        part: dict[str, Any] = {
            "columns": {name: guess.column for name, guess in self.fields.items()}
        }
        if self.key:
            part["key"] = self.key.column
        if self.date_form:
            part["date_form"] = self.date_form.value
        if units := {column: found.value for column, found in self.units.items() if found.value}:
            part["units"] = units
        if "points" in units.values():
            part["weeks_per_point"] = "0.25"
        sign = {"decimal_sign": self.decimal_sign.value} if self.decimal_sign else {}
        return {**sign, self.kind: part}


@dataclass(frozen=True)
class LikelyPreset:
    """A preset, the kinds it can read from the file, and the columns that gave it away."""

    name: str
    kinds: tuple[str, ...]
    columns: tuple[str, ...]


def names_looked_for(kind: Kind) -> list[str]:
    """Every name that a column of the kind goes by: `open_table` finds the header by them."""
    known = [name for field in kind.fields for name in field.names]
    listed = [name.text for f in (*known, "key") for name in names_of(kind.name, f)]
    return list(dict.fromkeys([*known, *listed]))


def suggest(kind: Kind, table: Table) -> Suggestion:
    """Return the likely column of each field of the kind, and how the values are written."""
    rows = _first_rows(table)
    samples, written = _samples(table, rows), _samples(table, rows, typed=False)
    key = _key(kind, samples)
    # The key stands in for a name only where no column bears one.
    fields = _named_by_key(kind, key) | _best_columns(kind, samples, rows)
    dated = _texts(kind, fields, written, Type.DATE)
    counted = _texts(kind, fields, written, Type.MONEY, Type.NUMBER, Type.MINUTES)
    form = evidence.date_form(dated)
    return Suggestion(
        kind=kind.name,
        fields=fields,
        key=key,
        date_form=form,
        asks_date_form=form is None and evidence.has_ambiguous_dates(dated),
        decimal_sign=evidence.decimal_sign(counted),
        units=_units(kind, fields, samples),
    )


type Samples = Mapping[str, list[str]]


def _first_rows(table: Table) -> list[Row]:
    rows = (row for row in table.rows() if not row.is_summary)
    return list(itertools.islice(rows, ROWS_LOOKED_AT))


def _samples(table: Table, rows: Sequence[Row], *, typed: bool = True) -> dict[str, list[str]]:
    """Each column's texts of the rows, blank ones left out; without `typed` those cells too.

    A typed cell shows nothing of how texts are written.
    """
    samples: dict[str, list[str]] = {column: [] for column in table.header}
    for row in rows:
        for column, text in row.cells.items():
            if text.strip() and (typed or row.types.get(column, TEXT) == TEXT):
                samples[column].append(text.strip())
    return samples


def _texts(kind: Kind, fields: Mapping[str, Guess], samples: Samples, *types: Type) -> list[str]:
    """What stands in the columns of all fields of some types."""
    return [
        text
        for field in kind.fields
        if field.type in types and field.name in fields
        for text in samples[fields[field.name].column]
    ]


type Bid = tuple[Field, Guess]


def _best_columns(kind: Kind, samples: Samples, rows: Sequence[Row]) -> dict[str, Guess]:
    """The best column of each field."""
    # What split effort is read from is chosen by whoever splits it.
    fields = [field for field in kind.fields if not field.when_split]
    bids = [bid for field in fields for bid in _bids(kind, field, samples)]
    best = _best_of(kind, bids)
    if kind.adds_up and "item" in best:
        return _best_of(kind, _repeats_doubted(bids, best["item"].column, rows))
    return best


def _best_of(kind: Kind, bids: list[Bid]) -> dict[str, Guess]:
    best: dict[str, Guess] = {}
    taken: set[str] = set()
    for field, guess in sorted(bids, key=lambda bid: bid[1].rank):
        if field.name not in best and (guess.may_share or guess.column not in taken):
            best[field.name] = guess
            taken.add(guess.column)
    return {field.name: best[field.name] for field in kind.fields if field.name in best}


def _repeats_doubted(bids: list[Bid], item: str, rows: Sequence[Row]) -> list[Bid]:
    """Doubts an item's own total that stands in each of its rows, beside one that differs.

    Added up, the total would count once for each row.
    """
    by_item: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if text := row.cells[item].strip():
            by_item[text].append(row)
    repeated = [found for found in by_item.values() if len(found) > 1]
    amounts = {guess.column for field, guess in bids if field.type is Type.MINUTES}
    varying = {column for column in amounts if _varies(column, repeated)}
    doubtful = amounts - varying if varying else set()
    return [(f, _doubted(guess) if guess.column in doubtful else guess) for f, guess in bids]


def _varies(column: str, repeated: list[list[Row]]) -> bool:
    return any(len({row.cells[column].strip() for row in rows}) > 1 for rows in repeated)


def _doubted(guess: Guess) -> Guess:
    distance, place = guess.rank
    why = "repeats for each row of one item"
    return replace(guess, confidence=Confidence.GUESS, why=why, rank=(distance + REPEATS, place))


def _bids(kind: Kind, field: Field, samples: Samples) -> Iterator[Bid]:
    for column, texts in samples.items():
        fit = evidence.count_fitting(field, texts)
        if (texts and not fit and field.type is not Type.CHOICE) or _names_people(column, samples):
            continue
        # Added up as if spent, an estimate would make the past look worked.
        if kind.adds_up and field.type is Type.MINUTES and evidence.is_planned(column):
            continue
        if named := _same(field, column) or closest(kind.name, field.name, column):
            yield field, _by_name(field, texts, fit, named)
        elif guess := _by_values(field, column, texts, fit):
            yield field, guess


def _names_people(column: str, samples: Samples) -> bool:
    """A `Name` beside a `User` is a person's."""
    return fold(column) == "name" and any(fold(each) in PEOPLE for each in samples)


def _same(field: Field, column: str) -> Guess | None:
    if fold(column) not in map(fold, field.names):
        return None
    # Where a file has a Name and a Customer, the second says more.
    rank = (0, int(fold(column) == "name"))
    return Guess(column, Confidence.SURE, "same name", rank, may_share=True)


def _by_name(field: Field, texts: list[str], fit: int, named: Guess) -> Guess:
    """The column of that name; a doubt where its values are not what the field takes."""
    distance, place = named.rank
    if not texts:
        trust = Confidence.LIKELY if named.confidence is Confidence.SURE else named.confidence
        why = f"{named.why}, but blank in the first rows"
        return replace(named, confidence=trust, why=why, rank=(distance + 1, place))
    if field.type is not Type.CHOICE and fit < MOST * len(texts):
        strange = f"{len(texts) - fit} of {len(texts)} values are not {evidence.noun(field)}"
        why, rank = f"{named.why}, but {strange}", (distance + 3, place)
        return replace(named, confidence=Confidence.GUESS, why=why, rank=rank)
    return named


def _by_values(field: Field, column: str, texts: list[str], fit: int) -> Guess | None:
    """A column whose values alone speak for it: dates where a date is needed, won and lost."""
    if not texts:
        return None
    is_choice = field.type is Type.CHOICE
    if is_choice:
        seen = {text for text in texts if evidence.count_fitting(field, [text])}
        speaks, why = 2 * len(seen) > len(field.choices), f"holds {' and '.join(sorted(seen))}"
    else:
        speaks = field.required and field.type is Type.DATE and fit == len(texts)
        why = f"all {len(texts)} values are {evidence.noun(field)}"
    return Guess(column, Confidence.GUESS, why, BY_VALUES, may_share=is_choice) if speaks else None


def _key(kind: Kind, samples: Samples) -> Guess | None:
    """The column that names each object for good: by its name, where its values do not repeat."""
    found = []
    for column, texts in samples.items():
        named, differ = closest(kind.name, "key", column), len(set(texts)) == len(texts)
        if named is None or not texts or (kind.adds_up and not differ):
            continue
        if differ:
            why = f"{named.why}, all {len(texts)} values differ"
            found.append(replace(named, why=why))
        else:
            found.append(replace(named, confidence=Confidence.LIKELY))
    return min(found, key=lambda guess: guess.rank, default=None)


def _named_by_key(kind: Kind, key: Guess | None) -> dict[str, Guess]:
    """What nothing else names may bear its key as its name."""
    if key is None or kind.natural or kind.adds_up:
        return {}
    why = "the key, for want of a name"
    return {kind.fields[0].name: replace(key, confidence=Confidence.GUESS, why=why)}


def _units(kind: Kind, fields: Mapping[str, Guess], samples: Samples) -> dict[str, Found]:
    found = {}
    for field in kind.fields:
        if field.type is Type.MINUTES and field.name in fields:
            column = fields[field.name].column
            if unit := evidence.unit(column, samples[column]):
                found[column] = unit
    return found


def likely_preset(table: Table) -> LikelyPreset | None:
    """Return the preset whose columns the file has, of several the one with most; else None."""
    found = [likely for name in preset_names() if (likely := _recognised(name, table))]
    return max(found, key=lambda each: len(each.columns), default=None)


def _recognised(name: str, table: Table) -> LikelyPreset | None:
    kinds: list[str] = []
    columns: dict[str, None] = {}
    mapping = preset(name)
    names = Columns(table, mapping.other_names)
    for kind, part in mapping.parts.items():
        there = [_first_there(choice, names) for choice in part.recognised_by]
        if there and all(there):
            kinds.append(kind)
            columns |= dict.fromkeys(there)
    return LikelyPreset(name, tuple(kinds), tuple(columns)) if kinds else None


def _first_there(choice: Choice, table: Columns) -> str:
    return next((header for name in names_in(choice) if (header := table.named(name))), "")
