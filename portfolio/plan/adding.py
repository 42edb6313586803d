"""Adding one line on the plan's page; an item that does not exist is created with it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from company.calendar import Quarter
from company.models import Person, Product
from company.refusals import Malformed
from company.units import ZERO
from ledger import chain
from portfolio.items.actions import keep_item
from portfolio.items.lookup import items_called, unknown
from portfolio.models import Item, Slice
from portfolio.plan.actions import refuse_closed
from portfolio.plan.line_states import Change, state_of
from portfolio.plan.some_lines import set_lines


@dataclass(frozen=True)
class Added:
    """The line that was added: its item, whether that is new, and the change to undo."""

    item: Item
    is_new: bool
    change: Change


@transaction.atomic
def add_line(
    *,
    product: Product,
    quarter: Quarter,
    title: str,
    slice_key: str | None,
    weeks: Decimal,
    is_below: bool = False,
    reason: str = "",
    actor: Person,
) -> Added:
    """Plan these weeks of the item with that title; with `is_below` they wait below the line.

    An item that does not exist is created in the slice of that key (None: uncategorised). Raises
    Malformed where several items have the name, or the item has a line already, and what
    `keep_item` and `put_plan` raise.
    """
    chain.lock(product)
    refuse_closed(product, quarter)
    found = items_called(product, [title])[title]
    if isinstance(found, str) and found != unknown(title):
        raise Malformed(item=found)
    is_new = isinstance(found, str)
    item = _new_item(product, title, slice_key, actor) if isinstance(found, str) else found
    before = state_of(product, quarter, item)
    if before.weeks:
        raise Malformed(
            item=f"{item} has {before.weeks} wk in {quarter.label} already. Change its line."
        )
    set_lines(
        product=product,
        quarter=quarter,
        weeks={item: ZERO if is_below else weeks},
        below={item: before.below_weeks + weeks} if is_below else None,
        reason=reason,
        actor=actor,
    )
    return Added(item, is_new, Change([before], [state_of(product, quarter, item)]))


def _new_item(product: Product, title: str, slice_key: str | None, actor: Person) -> Item:
    of_slice = Slice.objects.filter(product=product, key=slice_key).first()
    changes = {"product": product, "title": title.strip(), "slice": of_slice}
    return keep_item(None, changes, actor=actor)
