"""On two afternoons the product manager sorts what was built: for whom, or as a fault."""

from collections.abc import Iterator
from functools import partial

from demo.plans import Happening
from demo.world import World
from portfolio.models import Item
from portfolio.products import QUALITY
from portfolio.sorting.actions import sort_item
from portfolio.sorting.built import Answer, Built

# When, and the percent of all built weeks that was left unsorted then.
AFTERNOONS = (("w0.45", 45), ("w0.8", 16))


def sorting(world: World) -> Iterator[Happening]:
    """The sorting, for products whose facts say that somebody did it."""
    for when, left in AFTERNOONS if world.facts.is_sorted else ():
        yield when, 21, partial(_sort, world, left)


def _sort(world: World, left: int) -> None:
    """Sort the largest items until `left` percent are unsorted.

    Items in the quality slice are faults, the others planned, so that every slice keeps its weeks.
    """
    built = Built.load(world.product)
    items = Item.objects.select_related("product", "slice").in_bulk(
        [unsorted.pk for unsorted in built.unsorted]
    )
    still, enough = built.unsorted_size, built.total * left // 100
    for unsorted in built.unsorted:
        if still <= enough:
            return
        item = items[unsorted.pk]
        is_quality = item.slice is not None and item.slice.key == QUALITY
        answer = Answer.FAULT if is_quality else Answer.PLANNED
        sort_item(item=item, answer=answer, actor=world.actor("product_manager"))
        still -= unsorted.size
