"""Importing plan lines, known by quarter and item, through planning's own action.

A row that the plan's page would refuse is rejected with the same sentence.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from company import histories
from company.calendar import Quarter
from company.refusals import Malformed, Refused
from company.units import ZERO, exact_weeks
from imports.fields import Field, Type
from imports.files.table import fold
from imports.kinds import Chunk, Found, Kept, Kind, Outcome, Record
from portfolio.importing.effort import named_items
from portfolio.items.lookup import items_called, unknown
from portfolio.models import Item, Line, Slice
from portfolio.plan.actions import is_special
from portfolio.plan.some_lines import set_lines

RESERVE = "reserve"
# Like "Q4 2026" and "FY2026 Q4". "Q4/26" is refused: two digits could mean another year.
_QUARTER_FIRST = re.compile(r"Q([1-4])[\s/-]*(?:FY)?\s*([0-9]{4})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?:FY)?\s*([0-9]{4})[\s/-]*Q([1-4])", re.IGNORECASE)
FIELDS = (
    Field(
        "quarter",
        Type.TEXT,
        "the fiscal quarter, like 2026Q4",
        required=True,
        longest=20,
        aliases=("fiscal quarter", "period"),
    ),
    Field(
        "item",
        Type.TEXT,
        "the item's key as it was imported, or its title; or reserve",
        required=True,
        longest=300,
        aliases=("title", "line", "name", "summary"),
    ),
    Field("slice", Type.TEXT, "the slice of an item that is new, by key or name", blank=""),
    Field(
        "weeks",
        Type.NUMBER,
        "engineer-weeks of the line; 0 takes it out",
        required=True,
        least=Decimal(0),
        most=Decimal("9999999.99"),
        aliases=("engineer weeks", "planned weeks"),
    ),
    Field(
        "reason",
        Type.TEXT,
        "why the plan changes, once its baseline is agreed",
        blank="",
        longest=1000,
    ),
)


@dataclass
class Wanted:
    """One row that would change its line; None as item is the reserve, one without a pk is new.

    `standing` are the line's weeks now, None where there is no line.
    """

    record: Record
    item: Item | None
    weeks: Decimal
    standing: Decimal | None

    @property
    def growth(self) -> Decimal:
        return self.weeks - (self.standing or ZERO)


def _prepare(chunk: Chunk) -> None:
    items = _Items(chunk)
    for record in chunk.sound:
        quarter = _quarter(chunk, record)
        weeks = _weeks(chunk, record)
        found = items.of(record)
        if quarter is None or weeks is None or record.problems:
            continue
        record.attrs = {"quarter": quarter, "item": found, "weeks": weeks}


def _quarter(chunk: Chunk, record: Record) -> Quarter | None:
    text = record.values["quarter"].strip()
    if found := _QUARTER_FIRST.fullmatch(text):
        text = f"{found[2]}Q{found[1]}"
    elif found := _YEAR_FIRST.fullmatch(text):
        text = f"{found[1]}Q{found[2]}"
    try:
        return Quarter.parse(text)
    except ValueError:
        chunk.reject(record, "quarter", "this is no quarter", "Write it like 2026Q4.")
        return None


def _weeks(chunk: Chunk, record: Record) -> Decimal | None:
    try:
        return exact_weeks(record.values["weeks"])
    except Malformed:
        said = f"{record.values['weeks']} has more than two decimals"
        chunk.reject(record, "weeks", said, "Write weeks like 3.25.")
        return None


class _Items:
    """The items that a chunk's rows name: by key, by title, or new."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.by_key = named_items(chunk)
        rows = Item.objects.filter(product=chunk.product).select_related("slice")
        self.items = rows.in_bulk(set(self.by_key.values()))
        self.called = items_called(chunk.product, chunk.texts("item") - self.by_key.keys())
        self.new: dict[str, Item] = {}
        slices = list(Slice.objects.filter(product=chunk.product))
        self.slices = {fold(s.name): s for s in slices} | {fold(s.key): s for s in slices}

    def of(self, record: Record) -> Item | None:
        """The row's item; None for the reserve, and for a rejected row."""
        text = record.values["item"]
        if fold(text) == RESERVE:
            return None
        named = self._slice(record)
        if text in self.by_key:
            return self._known(record, self.items[self.by_key[text]], named)
        found = self.called.get(text)
        if isinstance(found, Item):
            return self._known(record, found, named)
        if isinstance(found, str) and found != unknown(text):
            self.chunk.reject(record, "item", found.rstrip("."), "Write the one that is meant.")
            return None
        return self._made(record, text, named)

    def _slice(self, record: Record) -> Slice | None:
        said = record.values.get("slice")
        found = self.slices.get(fold(said)) if said else None
        if said and found is None:
            known = ", ".join(sorted({each.key for each in self.slices.values()}))
            fix = f"Write one of: {known}."
            self.chunk.reject(record, "slice", f"there is no slice {said!r}", fix)
        return found

    def _known(self, record: Record, item: Item, named: Slice | None) -> Item:
        if named is not None and named.pk != item.slice_id:
            stays = f"in {item.slice.name}" if item.slice else "uncategorised"
            self.chunk.warn(
                f"row {record.row.number}: {item.title!r} stays {stays}; import items to sort them."
            )
        return item

    def _made(self, record: Record, text: str, named: Slice | None) -> Item | None:
        if not self.chunk.create_missing:
            said = f"there is no item with the key {text!r}, nor one item of that title"
            fix = "Add the item first, or create it with --create-missing."
            self.chunk.reject(record, "item", said, fix)
            return None
        if named is not None and named.is_specials:
            fix = "Name a core slice: a special comes from a request that was approved."
            self.chunk.reject(record, "slice", "nobody plans a special by hand", fix)
            return None
        made = Item(product=self.chunk.product, title=text, slice=named)
        try:
            made.clean_fields()
        except ValidationError as error:
            self.chunk.reject(record, "item", error.messages[0].rstrip("."), "Write its title.")
            return None
        return self.new.setdefault(fold(text), made)


def _natural(record: Record) -> str:
    item, quarter = record.attrs["item"], record.attrs["quarter"]
    if item is None:
        return f"{quarter} {RESERVE}"
    return f"{quarter} {item.title} #{item.pk}" if item.pk else f"{quarter} {fold(item.title)}"


def _keep(chunk: Chunk, records: Sequence[Record], kept: Kept) -> None:
    """Set the lines, quarter by quarter; each reason becomes one entry of the ledger."""
    groups: dict[tuple[Quarter, str], list[Record]] = defaultdict(list)
    for record in records:
        groups[record.attrs["quarter"], record.values.get("reason") or ""].append(record)
    for (quarter, reason), group in groups.items():
        wanted = list(_changing(chunk, quarter, group, kept))
        if wanted:
            _put(chunk, quarter, reason, wanted, kept)


def _changing(
    chunk: Chunk, quarter: Quarter, records: Sequence[Record], kept: Kept
) -> Iterable[Wanted]:
    """The rows that would change a line; others are counted as unchanged, or rejected."""
    lines = Line.objects.filter(plan__product=chunk.product, plan__quarter=quarter)
    standing = {line.item_id: line.weeks for line in lines}
    for record in records:
        item, weeks = record.attrs["item"], record.attrs["weeks"]
        is_new = item is not None and item.pk is None
        now = None if is_new else standing.get(item.pk if item else None)
        if weeks == (now or ZERO):
            kept.note(record, Outcome.UNCHANGED)
        elif is_special(item):
            fix = f"Leave it at {now or ZERO}, or re-estimate the escalation."
            chunk.reject(record, "weeks", "the weeks of a special are decided, not planned", fix)
        else:
            yield Wanted(record, item, weeks, now)


def _put(chunk: Chunk, quarter: Quarter, reason: str, wanted: list[Wanted], kept: Kept) -> None:
    try:
        _set(chunk, quarter, reason, wanted, kept)
    except Refused as error:
        # Only capacity can refuse some rows and take others; anything else holds for all.
        if error.name != "over-capacity":
            for each in wanted:
                _reject(chunk, each, error)
            return
        capacity, total = error.facts["capacity_weeks"], error.facts["lines_weeks"]
        fitting = _fitting(chunk, quarter, wanted, total, capacity)
        if fitting:
            _set(chunk, quarter, reason, fitting, kept)


def _reject(chunk: Chunk, each: Wanted, error: Refused) -> None:
    fixes = {
        "reason-missing": ("reason", "Give the reason in a column, or change it on its page."),
        "quarter-closed": ("quarter", "Take the row out."),
    }
    name, fix = fixes.get(error.name, ("weeks", "Change the plan on its page."))
    chunk.reject(each.record, name, error.detail.rstrip("."), fix)


def _fitting(
    chunk: Chunk, quarter: Quarter, wanted: list[Wanted], total: Decimal, capacity: Decimal
) -> list[Wanted]:
    """What shrinks, then what grows as long as it fits, in the order of the file."""
    grows = [each for each in wanted if each.growth > 0]
    total -= sum((each.growth for each in grows), start=ZERO)
    fits = []
    for each in grows:
        if total + each.growth <= capacity:
            total += each.growth
            fits.append(each)
            continue
        said = (
            f"with it the lines of {quarter.label} come to {total + each.growth} wk"
            f" and the capacity is {capacity} wk"
        )
        chunk.reject(each.record, "weeks", said, "Take weeks out, or plan more capacity.")
    return [each for each in wanted if each.growth <= 0 or each in fits]


def _set(chunk: Chunk, quarter: Quarter, reason: str, wanted: list[Wanted], kept: Kept) -> None:
    """Set the lines. Raises what planning refuses; then nothing is changed, and no item created."""
    items = [each.item for each in wanted if each.item is not None]
    new = [item for item in items if item.pk is None]
    try:
        with transaction.atomic():
            for item in new:
                # Not noted for undo: the plan's movements will name these items.
                histories.save(item, actor=chunk.actor, reason=chunk.reason)
            moved = set_lines(
                product=chunk.product,
                quarter=quarter,
                weeks={each.item: each.weeks for each in wanted},
                reason=reason,
                actor=chunk.actor,
            )
    except Refused:
        for item in new:
            # The rollback took the rows away, not what Django set in memory: they may be saved
            # again.
            item.pk, item._state.adding = None, True
        raise
    kept.changes.created += moved
    for each in wanted:
        done = Outcome.CREATED if each.standing is None else Outcome.UPDATED
        kept.note(each.record, done)


def _find(chunk: Chunk, records: Sequence[Record]) -> Found:
    """Nothing is found here: planning itself knows its lines."""
    return {}


LINES = Kind(
    name="lines",
    model=Line,
    fields=FIELDS,
    prepare=_prepare,
    find=_find,
    natural=_natural,
    keep=_keep,
)
