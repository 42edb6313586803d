"""The order of a plan's lines within their slice. Order is no drift and needs no reason."""

from django.db import transaction

from company.access import require
from company.calendar import Quarter
from company.models import Person, Product
from company.refusals import Malformed
from ledger import chain
from portfolio.models import Item, Line
from portfolio.plan.actions import refuse_closed
from portfolio.plan.facts import LineFacts, plan_facts
from portfolio.plan.steps import Step


@transaction.atomic
def order_line(
    *,
    product: Product,
    quarter: Quarter,
    item: Item,
    to: Step | int | None,
    actor: Person,
) -> None:
    """Place a core line one step on, before another item's line, or last.

    `to` is the step, that item's id, or None for last. From then on all lines of the slice have a
    position. Raises PermissionDenied, Refused quarter-closed, and Malformed where the line or the
    other one is not there.
    """
    require(actor, product.pk, "plan")
    chain.lock(product)
    refuse_closed(product, quarter)
    lines = _beside(product, quarter, item)
    keys = [line.item for line in lines]
    others = [key for key in keys if key != item.pk]
    others.insert(_place(keys, others, item.pk, to), item.pk)
    wanted = {key or 0: n for n, key in enumerate(others, start=1)}
    rows = Line.objects.filter(plan__product=product, plan__quarter=quarter)
    moved = []
    for line in rows.filter(item__among=wanted):
        place = wanted[line.item_id or 0]
        if line.position != place:
            line.position = place
            moved.append(line)
    Line.objects.bulk_update(moved, ["position"], batch_size=500)


def _beside(product: Product, quarter: Quarter, item: Item) -> list[LineFacts]:
    """The lines of the item's slice in their order, its own included. Raises Malformed."""
    lines = sorted(plan_facts(product, quarter).lines, key=lambda line: line.place)
    own = next((line for line in lines if line.item == item.pk), None)
    if own is None:
        raise Malformed(item=f"{item} has no line in {quarter.label}.")
    return [line for line in lines if line.item and line.slice == own.slice]


def _place(
    keys: list[int | None], others: list[int | None], key: int, to: Step | int | None
) -> int:
    """The index among `others` at which the line is to stand. Raises Malformed."""
    here = keys.index(key)
    if to is None:
        return len(others)
    if isinstance(to, Step):
        return max(0, here - 1) if to is Step.EARLIER else min(len(others), here + 1)
    if to not in others:
        raise Malformed(before=f"No other line {to} stands in the same slice.")
    return others.index(to)
