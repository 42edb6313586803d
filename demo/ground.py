"""What the demonstration begins with: product, people, teams, customers, items, their use."""

import datetime as dt
from decimal import Decimal

from company import clock, histories
from company.models import Product, Rate
from company.units import MINUTES_PER_WEEK
from demo.dates import Dates
from demo.facts import CustomerFacts, ItemFacts, ProductFacts
from demo.intake import import_usage
from demo.people import hire
from demo.world import World
from portfolio.models import Customer, Item, Slice, Waiting
from portfolio.products import add_product
from portfolio.teams.actions import keep_team

# The first records are entered so many days before the first quarter.
EARLIER = 40

# The day on which waiting customers with these weights were last heard from.
HEARD, PRESSING = "-1+80", ("blocker", "promised blocker")


def lay_ground(facts: ProductFacts) -> World:
    """The product with its first records, before anything happened."""
    dates = Dates(Product(slug=facts.slug), clock.now())
    with clock.at(_beginning(facts, dates)):
        world = _begin(facts, dates)
    import_usage(world)
    return world


def _beginning(facts: ProductFacts, dates: Dates) -> dt.datetime:
    """The instant before the first quarter was planned; histories know nothing older."""
    first = min(quarter.n for quarter in facts.quarters)
    return dates.product.midnight(dates.start(first) - dt.timedelta(days=EARLIER))


def _begin(facts: ProductFacts, dates: Dates) -> World:
    product = add_product(slug=facts.slug, name=facts.name, rate=Decimal(facts.rate))
    dates = Dates(product, dates.now)
    world = World(facts, product, dates, hire(product))
    world.slices = {found.key: found for found in Slice.objects.filter(product=product)}
    Rate.objects.create(
        product=product, from_date=dates.start(-3), per_week=Decimal(facts.later_rate)
    )
    for row in facts.teams:
        lead = world.people[row["lead"]] if "lead" in row else None
        team = {"product": product, **row, "people": Decimal(row["people"]), "lead": lead}
        world.teams[row["name"]] = keep_team(None, team, actor=world.actor("product_manager"))
    _meet_customers(world)
    _write_items(world)
    return world


def _meet_customers(world: World) -> None:
    made = histories.create(
        (
            Customer(
                product=world.product,
                name=row.name,
                arr=Decimal(row.renewed.arr if row.renewed else row.arr),
                renewal_date=_first_renewal(world, row),
                segment=row.segment,
                version=row.version,
                account_key=row.account,
            )
            for row in world.facts.customers
        ),
        actor=world.actor("sales_vp"),
    )
    world.customers = {customer.name: customer for customer in made}


def _first_renewal(world: World, row: CustomerFacts) -> dt.date | None:
    """The renewal that has passed since, where one has; else the one to come."""
    moment = row.renewed.on if row.renewed else row.renews
    return world.dates.day(moment) if moment else None


def _write_items(world: World) -> None:
    manager = world.actor("product_manager")
    made = histories.create((_item(world, row) for row in world.facts.items), actor=manager)
    world.items = {row.key: item for row, item in zip(world.facts.items, made, strict=True)}
    histories.create(
        (
            Waiting(
                customer=world.customers[name],
                item=world.items[row.key],
                since=world.dates.day(since),
                weight=weight.removeprefix("promised "),
                promised=weight.startswith("promised "),
                heard_on=world.dates.day(HEARD) if weight in PRESSING else None,
            )
            for row in world.facts.items
            for name, since, weight in row.waits
        ),
        actor=manager,
    )


def _item(world: World, row: ItemFacts) -> Item:
    quarters = [int(n) for n in row.plan]
    started = finished = None
    if quarters and min(quarters) <= 0:
        started = min(world.dates.start(min(quarters)) + dt.timedelta(days=4), world.dates.today)
    if quarters and max(quarters) < 0 and not row.open:
        finished = world.dates.start(max(quarters) + 1) - dt.timedelta(days=6)
    weeks = sum(row.plan.values())
    return Item(
        product=world.product,
        slice=world.slices[row.slice] if row.slice else None,
        title=row.title,
        started_on=started,
        finished_on=finished,
        validated=row.validated,
        estimate_minutes=weeks * MINUTES_PER_WEEK or None,
    )
