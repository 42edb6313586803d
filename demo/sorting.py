"""On two afternoons the product manager says for whom what was built was built."""

from collections.abc import Iterator
from functools import partial

from demo.plans import Happening
from demo.world import World
from portfolio.models import Item
from portfolio.products import QUALITY
from portfolio.sorting.actions import sort_item
from portfolio.sorting.built import Answer, Built

# When, and what was left then, in percent of all: the largest items come first, as on the page.
AFTERNOONS = (("w0.45", 45), ("w0.8", 16))


def sorting(world: World) -> Iterator[Happening]:
    """Only where the story says that somebody did."""
    for when, left in AFTERNOONS if world.facts.is_sorted else ():
        yield when, 21, partial(_sort, world, left)


def _sort(world: World, left: int) -> None:
    """Faults are what stands in quality already, so that every slice keeps its weeks."""
    built = Built.load(world.product)
    items = Item.objects.select_related("product", "slice").in_bulk(
        [one.pk for one in built.unsorted]
    )
    still, enough = built.unsorted_size, built.total * left // 100
    for one in built.unsorted:
        if still <= enough:
            return
        item = items[one.pk]
        is_quality = item.slice is not None and item.slice.key == QUALITY
        answer = Answer.FAULT if is_quality else Answer.PLANNED
        sort_item(item=item, answer=answer, actor=world.actor("product_manager"))
        still -= one.size
