"""Loads a product of the demonstration: each thing at the moment it would have happened."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from django.db.models import F

from company import clock
from company.models import Notice
from demo.effort import logging
from demo.facts import CommitmentFacts, CustomerFacts, RenewalFacts, read_product
from demo.ground import lay_ground
from demo.plans import Happening, planning
from demo.reports import publishing
from demo.requests import living
from demo.routing import routing
from demo.sorting import sorting
from demo.weeks import confirming
from demo.world import World
from escalations.deals import keep_commitment
from escalations.directions import set_direction
from portfolio.customers.saying_renewals import say_renewal


def tell(slug: str) -> World:
    """Load one product of the demonstration, as seen from now. Call it in a transaction."""
    world = lay_ground(read_product(slug))
    timeline = sorted(
        (
            (world.dates.moment(when, step), n, happens)
            for n, (when, step, happens) in enumerate(_happenings(world))
        ),
        key=lambda entry: entry[:2],
    )
    for moment, _, happens in timeline:
        with clock.at(moment):
            happens()
    read_long_ago(world)
    return world


def read_long_ago(world: World) -> None:
    """Mark notices older than a week as read."""
    week = clock.now() - dt.timedelta(days=7)
    rows = Notice.objects.filter(product=world.product, read_at=None, at__lt=week)
    rows.update(read_at=F("at"))


def _happenings(world: World) -> Iterator[Happening]:
    """Everything that happens; what falls on one moment keeps this order."""
    for quarter in world.facts.quarters:
        yield from planning(world, quarter)
    yield from routing(world)
    for request in world.facts.requests:
        yield from living(world, request)
    for commitment in world.facts.commitments:
        yield commitment.made, 17, _promise(world, commitment)
    for customer in world.facts.customers:
        if customer.renewed:
            yield customer.renewed.said, 18, _renewal(world, customer, customer.renewed)
    if direction := world.facts.direction:
        yield direction["when"], 19, lambda: _direct(world, direction)
    yield from logging(world)
    yield from confirming(world)
    yield from sorting(world)
    yield from publishing(world)


def _renewal(world: World, row: CustomerFacts, renewed: RenewalFacts) -> Callable[[], object]:
    """Enter the outcome of the renewal that passed; the customer's next one is the one ahead."""
    return lambda: say_renewal(
        customer=world.customers[row.name],
        passed_on=world.dates.day(renewed.on),
        outcome=renewed.outcome,
        arr=Decimal(row.arr),
        renewal_date=world.dates.day(row.renews),
        actor=world.actor("sales_vp"),
    )


def _direct(world: World, direction: Mapping[str, str]) -> None:
    """Set what kind of company the executives want it to be."""
    actor = world.actor("executive")
    set_direction(
        product=world.product, kind=direction["kind"], reason=direction["reason"], actor=actor
    )


def _promise(world: World, row: CommitmentFacts) -> Callable[[], object]:
    def promise() -> None:
        commitment = {
            "product": world.product,
            "customer": world.customers[row.customer],
            "escalation": world.requests[row.request] if row.request else None,
            "what": row.what,
            "due": world.dates.day(row.due),
            "source": row.source,
            "weeks": Decimal(row.weeks) if row.weeks else None,
            "sla": row.sla,
            "kept_on": world.dates.day(row.kept) if row.kept else None,
        }
        keep_commitment(None, commitment, actor=world.actor("sales_vp"))

    return promise
