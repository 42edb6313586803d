"""The registry of what can be imported: each floor of the house registers its own kinds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any

from django.db import models

from company.models import Person, Product
from imports.fields import Field
from imports.files.table import Row
from imports.problems import Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the first rule that fits makes of a row: a slice, or a special for a customer."""

    slice_key: str = ""
    special_for: str | None = None
    column: str = ""
    # The customer is named by a label, where blanks are written as hyphens or underscores.
    from_label: bool = False


NO_VERDICT = Verdict()


@dataclass(slots=True)
class Record:
    """One row on its way in.

    `values` are the fields' values as read; `prepare` turns them into `attrs`, the model's
    attributes to keep. `defaults` are attributes of new objects only. `content` is a
    digest of the whole row.
    """

    row: Row
    key: str
    content: bytes
    values: dict[str, Any]
    # What the rule that fits the row makes of it.
    verdict: Verdict = NO_VERDICT
    # Of fields that take the first known: the texts behind the first.
    others: dict[str, list[str]] = field(default_factory=dict)
    attrs: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    identity: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def slice(self) -> str:
        """The slice by key or name, as a rule or else the row says it; "" where neither does."""
        return self.verdict.slice_key or self.values.get("slice") or ""

    def reject(self, column: str, value: str, reason: str, fix: str) -> None:
        """Take note of one more fault: where it stands, why, and what would be right."""
        self.problems.append(Problem(column, value, reason, fix))


@dataclass
class Changes:
    """What one chunk did: objects created, in the order that they came to be, and updated.

    `updated` holds, for each update, the changed attributes as they were.
    """

    created: list[models.Model] = field(default_factory=list)
    updated: list[tuple[models.Model, dict[str, Any]]] = field(default_factory=list)


class Outcome(IntEnum):
    """What became of a row. Of one that gives several objects the highest counts."""

    UNCHANGED = 1
    UPDATED = 2
    CREATED = 3


@dataclass
class Kept:
    """What became of the rows of a chunk, and what can be undone.

    Records that were rejected have their problems, and no outcome.
    """

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    # Primary keys of what was created or updated.
    saved: list[int] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)

    def note(self, record: Record, outcome: Outcome) -> None:
        number = record.row.number
        self.outcomes[number] = max(outcome, self.outcomes.get(number, outcome))


@dataclass(frozen=True)
class Chunk:
    """At most 1,000 records that are saved in one transaction, under the product's lock."""

    product: Product
    # The columns of the mapped key, as a refusal names them.
    key_label: str
    columns: Mapping[str, str]
    create_missing: bool
    records: Sequence[Record]
    warn: Callable[[str], None]
    # Each slice that a rule names, and the condition of its first rule in words.
    slices_named: Mapping[str, str] = field(default_factory=dict)
    # Who brings it in and from what, for the histories; nobody means the command line.
    actor: Person | None = None
    reason: str = ""
    # What `prepare` found and `settle` needs again.
    memo: dict[str, Any] = field(default_factory=dict)
    # Objects that `prepare` created because rows name them, such as customers.
    made: list[models.Model] = field(default_factory=list)

    @property
    def sound(self) -> list[Record]:
        """Return the records without a problem so far."""
        return [record for record in self.records if not record.problems]

    def texts(self, name: str) -> set[str]:
        """Return the different texts of a field in the sound records, blanks left out."""
        # Sets: a chunk names the same few teams and items a thousand times.
        first = {text for record in self.sound if (text := record.values.get(name))}
        return first.union(*(record.others.get(name, ()) for record in self.sound))

    def reject(self, record: Record, name: str, reason: str, fix: str) -> None:
        """Reject the record for what its field `name` says: why, and what would be right."""
        column = self.columns.get(name, name)
        value = record.row.cells.get(column, str(record.values.get(name) or ""))
        record.reject(column, value, reason, fix)


type Found = dict[str, models.Model]


@dataclass(frozen=True)
class Capacity:
    """What teams have available, for effort that is said in shares of it.

    - `minutes_a_day`: by a team's name in small letters, its minutes of one working day.
    - `split_keys`: the keys of effort that was split already: the issue's, a blank, the day.
    - `screen` rejects records that cannot be kept, and changes nothing.
    """

    minutes_a_day: Callable[[Product], Mapping[str, int]]
    split_keys: Callable[[Product], Iterable[str]]
    screen: Callable[[Chunk], None]


@dataclass
class Kind:
    """How one kind of object is imported.

    - `prepare` resolves what records refer to and fills their `attrs`, or rejects them.
    - `find` returns what is stored already, by identity.
    - `natural` gives the identity of a record without a mapped key, such as its name; without
      it a record is known by its content and how often that came before.
    - `settle` may take `attrs` away that a stored object must keep as they are.
    - `key_suffices`: a mapped key may stand for required fields that the file has no column
      for; then rows only update.
    - `adds_up`: rows of one key would each add something, so that a second one with other
      content is rejected instead of being left out.
    """

    name: str
    model: type[models.Model]
    fields: tuple[Field, ...]
    prepare: Callable[[Chunk], None]
    find: Callable[[Chunk, Sequence[Record]], Found]
    natural: Callable[[Record], str] | None = None
    settle: Callable[[Chunk, Record, models.Model], None] | None = None
    key_suffices: bool = False
    # The product's slices that rules may name: key and name.
    slices: Callable[[Product], list[tuple[str, str]]] | None = None
    adds_up: bool = False
    capacity: Capacity | None = None
    # Keeps sound records, each known once, in the place of `find`, `settle` and plain saving:
    # for what only an action may change.
    keep: Callable[[Chunk, Sequence[Record], Kept], None] | None = None
    # Callbacks what one chunk created and updated, inside its transaction.
    changed: Callable[["Chunk", Changes], None] | None = None
    # Called when the whole file was walked, in a transaction under the product's lock.
    finish: Callable[[Product], None] | None = None
    # Called inside the chunk's transaction with the primary keys it created or updated;
    # each returns what it created itself.
    after_chunk: list[Callable[[Chunk, list[int]], Sequence[models.Model]]] = field(
        default_factory=list
    )

    @cached_property
    def keeps_key(self) -> bool:
        """Whether the model remembers the key it was imported by; else it is known by nature."""
        return any(f.name == "import_key" for f in self.model._meta.get_fields())

    def field(self, name: str) -> Field | None:
        return next((each for each in self.fields if each.name == name), None)


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind importable. Called once for each, by config/wiring.py."""
    _registered[kind.name] = kind


def get(name: str) -> Kind:
    """The kind of that name. Raises KeyError for one that nothing registered."""
    return _registered[name]


def names() -> list[str]:
    """The kinds that can be imported, in the order of config/wiring.py."""
    return list(_registered)


def by_import_key(model: type[models.Model]) -> Callable[[Chunk, Sequence[Record]], Found]:
    """A `find` for models that remember their import key."""

    def find(chunk: Chunk, records: Sequence[Record]) -> Found:
        identities = [record.identity for record in records]
        stored = model._default_manager.filter(product=chunk.product, import_key__in=identities)
        return {getattr(each, "import_key"): each for each in stored}  # noqa: B009 (mypy cannot know it)

    return find
