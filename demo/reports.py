"""The published reports of the demonstration, with the comments of both sides."""

import datetime as dt
from collections.abc import Iterator
from functools import partial

from company.calendar import working_days_after
from demo.facts import ReportFacts
from demo.plans import Happening
from demo.world import World
from governance.models import Side
from governance.publications.actions import freeze_unsigned, publish
from governance.publications.commentary import keep_comment

# Working days after the month: comments, publication, and going out unsigned.
WROTE, SIGNED, FROZEN = 2, 3, 5


def publishing(world: World) -> Iterator[Happening]:
    """The comments and publications up to yesterday.

    Of a month that just ended, some may still lie ahead.
    """
    for row in world.facts.reports:
        month = _months_ago(world.dates.today, row.ago)
        last = _months_ago(world.dates.today, row.ago - 1) - dt.timedelta(days=1)
        days = [(WROTE, partial(_comment, world, row, month))]
        if row.is_unsigned:
            days.append((FROZEN, partial(_freeze, world, month)))
        else:
            days.append((SIGNED, partial(_publish, world, month)))
        for count, happening in days:
            if (day := working_days_after(last, count)) < world.dates.today:
                yield f"t{(day - world.dates.today).days:+d}", 19, happening


def _months_ago(day: dt.date, ago: int) -> dt.date:
    """The first day of the month so many before that of `day`."""
    index = day.year * 12 + day.month - 1 - ago
    return dt.date(index // 12, index % 12 + 1, 1)


def _comment(world: World, row: ReportFacts, month: dt.date) -> None:
    roles = {Side.PRODUCT: "product_manager", Side.SALES: "sales_vp"}
    for side, text in ((Side.PRODUCT, row.product), (Side.SALES, row.sales)):
        if text:
            keep_comment(
                product=world.product,
                month=month,
                side=side,
                text=text,
                actor=world.actor(roles[side]),
            )


def _freeze(world: World, month: dt.date) -> None:
    freeze_unsigned(product=world.product, month=month)


def _publish(world: World, month: dt.date) -> None:
    publish(product=world.product, month=month, actor=world.actor("executive"))
