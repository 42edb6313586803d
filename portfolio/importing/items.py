"""Importing items: their slice by column or by rules, specials with their customer."""

from django.db import models

from company.models import Product
from imports.fields import Field, Type
from imports.files.table import fold
from imports.kinds import Changes, Chunk, Kind, Record, by_import_key
from imports.problems import BadMapping
from portfolio.effort import sums
from portfolio.importing.customers import Directory, named_customers, reject_unknown
from portfolio.models import Item, Slice, SortedItem

FIELDS = (
    Field(
        "title",
        Type.TEXT,
        "what the item is called",
        required=True,
        longest=300,
        may_be_cut=True,
        aliases=("name", "summary"),
    ),
    Field("slice", Type.TEXT, "the slice's key or name", blank=""),
    Field("customer", Type.TEXT, "the one customer it is for, by key or name", blank=""),
    Field("estimate", Type.MINUTES, "the estimate of the whole item"),
    Field("started_on", Type.DATE, "the day work began", aliases=("started",)),
    Field("finished_on", Type.DATE, "the day it was done", aliases=("finished",)),
    Field("validated", Type.YES_NO, "whether customers confirmed the need before it was built"),
)

# Columns that a stored item may keep, whatever its file says.
KEPT_COLUMNS: tuple[str, ...] = ("slice_id", "customer_id")


def _prepare(chunk: Chunk) -> None:
    slices = _slices(chunk)
    for record in chunk.sound:
        _choose_slice(chunk, record, slices)
    customers = _customers(chunk)
    for record in chunk.sound:
        _set_customer(chunk, record, customers)
    for record in chunk.sound:
        _set_plain_attributes(chunk, record)


def _slices(chunk: Chunk) -> dict[str, Slice]:
    """The slices by folded key and name. Raises BadMapping where a rule names an unknown slice."""
    found = list(Slice.objects.filter(product=chunk.product))
    slices = {fold(each.name): each for each in found} | {fold(each.key): each for each in found}
    for name, condition in chunk.slices_named.items():
        if fold(name) not in slices:
            known = ", ".join(each.key for each in found)
            raise BadMapping(
                f"[items] rule on {condition}: {chunk.product.slug} has no slice"
                f" {name!r}. Slices: {known}."
            )
    chunk.memo["specials"] = next(each.pk for each in found if each.is_specials)
    return slices


def _choose_slice(chunk: Chunk, record: Record, slices: dict[str, Slice]) -> None:
    """Set `slice_id` by the rule that fits, else by the column; where neither says, leave it."""
    if record.verdict.special_for is not None:
        record.attrs["slice_id"] = chunk.memo["specials"]
        return
    said = record.slice
    if not said:
        return
    if fold(said) in slices:
        record.attrs["slice_id"] = slices[fold(said)].pk
    else:
        known = ", ".join(sorted({each.key for each in slices.values()}))
        chunk.reject(record, "slice", f"there is no slice {said!r}", f"Write one of: {known}.")


def _is_special(chunk: Chunk, record: Record) -> bool:
    return bool(record.attrs.get("slice_id") == chunk.memo["specials"])


def _customer_text(record: Record) -> str:
    return record.verdict.special_for or record.values.get("customer") or ""


def _customers(chunk: Chunk) -> Directory | None:
    texts = {text for record in chunk.sound if (text := _customer_text(record))}
    labels = {_customer_text(record) for record in chunk.sound if record.verdict.from_label}
    return named_customers(chunk, texts, labels) if texts else None


def _set_customer(chunk: Chunk, record: Record, customers: Directory | None) -> None:
    text, special = _customer_text(record), _is_special(chunk, record)
    if not text:
        if special:
            chunk.reject(
                record,
                record.verdict.column or "customer",
                "a special without its customer",
                "Say for which customer it is, or sort it into another slice.",
            )
        elif "customer" in record.values:
            record.attrs["customer_id"] = None
        return
    find = customers and (customers.find_label if record.verdict.from_label else customers.find)
    customer = find(text) if find else None
    if customer is None:
        reject_unknown(chunk, record, record.verdict.column or "customer", text)
    else:
        record.attrs["customer_id"] = customer.pk


def _set_plain_attributes(chunk: Chunk, record: Record) -> None:
    values = record.values
    started, finished = values.get("started_on"), values.get("finished_on")
    if started and finished and finished < started:
        chunk.warn(
            f"row {record.row.number}: finished {finished}, before it started {started}:"
            " the item's dates are left out."
        )
        values = {**values, "started_on": None, "finished_on": None}
    record.attrs["title"] = values["title"]
    for name, attribute in (
        ("estimate", "estimate_minutes"),
        ("started_on", "started_on"),
        ("finished_on", "finished_on"),
        ("validated", "validated"),
    ):
        if name in values:
            record.attrs[attribute] = values[name]
    record.defaults = {"product": chunk.product}


def _settle(chunk: Chunk, record: Record, stored: models.Model) -> None:
    """Take columns out of the record that a stored item keeps.

    A special keeps its slice and customer: its escalation was made for them. What people sorted
    stays as they sorted it: no column of a tracker knows better.
    """
    if getattr(stored, "slice_id", None) == chunk.memo["specials"]:
        names, stays = KEPT_COLUMNS, "the special it is"
    else:
        names, stays = _sorted(chunk).get(stored.pk, ()), "as somebody sorted it"
    for name in names:
        if name in record.attrs and record.attrs.pop(name) != getattr(stored, name):
            chunk.warn(
                f"row {record.row.number}: {record.attrs['title']!r} stays {stays},"
                f" though the file gives another {name.removesuffix('_id')}."
            )


def _sorted(chunk: Chunk) -> dict[int, tuple[str, ...]]:
    """By item id, the columns kept because people sorted it; read once a chunk.

    A fault keeps its slice, too.
    """
    if "sorted" not in chunk.memo:
        rows = SortedItem.objects.filter(product=chunk.product)
        said = rows.exclude(answer=SortedItem.Answer.SKIP).values_list("item", "answer")
        is_fault = SortedItem.Answer.FAULT
        chunk.memo["sorted"] = {
            pk: KEPT_COLUMNS if a == is_fault else ("customer_id",) for pk, a in said
        }
    found: dict[int, tuple[str, ...]] = chunk.memo["sorted"]
    return found


def _slice_choices(product: Product) -> list[tuple[str, str]]:
    """The core slices, for rules; a special needs its customer, so it has a rule of its own."""
    core = Slice.objects.filter(product=product, is_specials=False)
    return list(core.values_list("key", "name"))


def _forget_sums(chunk: Chunk, changes: Changes) -> None:
    """Forget the sums of months in which items worked on changed their slice."""
    moved = [each.pk for each, before in changes.updated if "slice_id" in before]
    if moved:
        sums.forget_items(chunk.product, moved)


ITEMS = Kind(
    name="items",
    model=Item,
    fields=FIELDS,
    prepare=_prepare,
    find=by_import_key(Item),
    settle=_settle,
    slices=_slice_choices,
    changed=_forget_sums,
    finish=sums.keep,
)
