"""A product as it was known at an instant: histories are read only of what changed since."""

import datetime as dt

from django.db.models import Count, Q

from company import histories
from company.histories import rows_of
from portfolio.as_of import AsOf
from portfolio.items.actions import keep_item
from portfolio.models import Item
from tests.conftest import make_item
from tests.makers import noon


def test_what_changed_came_or_went_since_is_read_from_its_history(world):
    world.proven()
    gone, stays = (make_item(world.product, title) for title in ("Gone", "Stays"))
    then = AsOf(world.product, world.product.midnight(dt.date(2026, 12, 1)))
    with noon(2026, 12, 2):
        keep_item(world.a.pk, {"title": "Renamed"}, actor=world.cast.product_manager)
        histories.delete(Item, [gone.pk], actor=None)
        came = make_item(world.product, "Came")

    known = {world.a.pk: world.a.title, gone.pk: "Gone", stays.pk: "Stays"}
    found = then.values(Item, "title", keys=[*known, came.pk])

    assert then.changed_since(Item) == {world.a.pk, gone.pk, came.pk}
    assert {pk: row.title for pk, row in found.items()} == known
    assert then.values(Item, "title", title__in=["Renamed", "Came", "Stays"]).keys() == {stays.pk}
    by_history = rows_of(Item, world.product).as_of(then.last)
    assert {pk: row.title for pk, row in then.values(Item, "title").items()} == dict(
        by_history.values_list("id", "title")
    )
    s = Count("id", filter=Q(title__startswith="S"))
    assert then.counted(Item, all=Count("id"), s=s) == by_history.order_by().aggregate(
        all=Count("id"), s=s
    )
