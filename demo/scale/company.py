"""The simulated company at its beginning: product, people, teams, customers, deals."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from random import Random

from company import clock, histories
from company.actions import add_member
from company.calendar import Quarter, bounds, running_quarter, today
from company.models import Person, Product, Rate, Role
from demo.scale import names
from demo.scale.records import reserve
from demo.scale.sizes import Scale
from escalations.models import Deal
from portfolio.models import Customer, Slice, Team
from portfolio.products import add_product
from portfolio.routing.actions import keep_extension_point, keep_non_goal, keep_partner

DAY = dt.timedelta(days=1)
EARLIER = 21 * DAY  # than the first quarter
PEOPLE = {
    Role.SALES: ("Ines Halloran", "Viktor Osei", "Mei Castell", "Paulo Brandt"),
    Role.SALES_VP: ("Dagny Moreau",),
    Role.PRODUCT_MANAGER: ("Anil Petrov", "Sanne Duarte"),
    Role.ENGINEERING: ("Kofi Lindholm", "Rosa Tanaka"),
    Role.EXECUTIVE: ("Greta Ibarra", "Owen Nakata"),
    Role.OBSERVER: ("Lena Abbott",),
}
SERVICES = ("Field services", "Onboarding")


@dataclass(frozen=True)
class Company:
    product: Product
    # An instant before anything was planned; histories know nothing older.
    begins: dt.datetime
    people: dict[str, list[Person]]
    slices: dict[str, Slice]
    teams: list[Team]
    services: list[Team]
    customers: list[Customer]
    # By close date. A deal is saved with its first history only when it opens.
    deals: list[Deal]
    first: Quarter
    running: Quarter

    @property
    def start(self) -> dt.date:
        return bounds(self.product, self.first)[0]


def found_company(slug: str, name: str, scale: Scale) -> Company:
    """The company at its beginning.

    Its people get no password; customers and deals are not saved yet.
    """
    calendar = Product(slug=slug)
    running, day = running_quarter(calendar), today(calendar)
    first = running.plus(1 - scale.quarters)
    start, _ = bounds(calendar, first)
    begins = calendar.midnight(start - EARLIER)
    with clock.at(begins):
        product = add_product(slug=slug, name=name, rate=Decimal(6800))
        people = _people(product)
        teams = _teams(product, scale, people)
        _routes(product, people[Role.PRODUCT_MANAGER][0])
        services = [_team(product, name, "4", Team.Kind.SERVICES, people) for name in SERVICES]
    _rates(product, first, scale)
    customers = list(_customers(product, scale, start))
    return Company(
        product=product,
        begins=begins,
        people=people,
        slices={found.key: found for found in Slice.objects.filter(product=product)},
        teams=teams,
        services=services,
        customers=customers,
        deals=list(_deals(product, scale, customers, start, day)),
        first=first,
        running=running,
    )


def _rates(product: Product, first: Quarter, scale: Scale) -> None:
    for n, per_week in enumerate(("7400.00", "8000.00"), start=1):
        since, _ = bounds(product, first.plus(scale.quarters * n // 3))
        Rate.objects.create(product=product, from_date=since, per_week=Decimal(per_week))


def _routes(product: Product, manager: Person) -> None:
    """Extension points, non-goals and partners, for requests to be sent to."""
    for name, state in (("Event webhooks", "documented"), ("Report interface", "missing")):
        keep_extension_point(
            None, {"product": product, "name": name, "state": state}, actor=manager
        )
    since = product.local_day(clock.now())
    said = {"title": "No printing of our own", "because": "Printers change faster than we do."}
    keep_non_goal(None, {"product": product, "since": since, **said}, actor=manager)
    keep_partner(None, {"product": product, "name": "Halyard Integrations"}, actor=manager)


def _people(product: Product) -> dict[str, list[Person]]:
    """The people by role. Nobody can sign in until an administrator sends them a link."""
    return {
        role: [
            add_member(email=_email(product, name), product=product, roles=[role], name=name)
            for name in people
        ]
        for role, people in PEOPLE.items()
    }


def _email(product: Product, name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{product.slug}.example"


def _teams(product: Product, scale: Scale, people: dict[str, list[Person]]) -> list[Team]:
    """Teams of 6 to 10 people."""
    return [
        _team(product, name, str(6 + n * 3 % 5), Team.Kind.CORE, people)
        for n, name in enumerate(islice(names.team_names(), scale.teams))
    ]


def _team(
    product: Product, name: str, size: str, kind: str, people: dict[str, list[Person]]
) -> Team:
    team = Team(
        product=product, name=name, kind=kind, people=Decimal(size), availability=Decimal("0.80")
    )
    histories.save(team, actor=people[Role.PRODUCT_MANAGER][0])
    return team


def _customers(product: Product, scale: Scale, start: dt.date) -> Iterator[Customer]:
    """Customers as they began: they renew within a year, and of some nobody knows when."""
    draw = Random("customers")  # noqa: S311 (no secret)
    found = zip(reserve(Customer, scale.customers), names.company_names(), strict=False)
    for pk, name in found:
        yield Customer(
            pk=pk,
            product=product,
            name=name,
            arr=_money(draw.lognormvariate(10.3, 0.9)),
            renewal_date=None if draw.random() < 0.04 else start + draw.randint(1, 365) * DAY,
            segment=names.one("segments", draw),
            version=f"{draw.randint(4, 9)}.{draw.randint(0, 9)}",
        )


def _money(amount: float) -> Decimal:
    """Rounded to the hundred."""
    return Decimal(round(amount / 100) * 100).quantize(Decimal("0.01"))


def _deals(
    product: Product, scale: Scale, customers: list[Customer], start: dt.date, day: dt.date
) -> Iterator[Deal]:
    """Deals that close over all the years, and some in the coming months."""
    last = (day - start).days + 150
    for n, pk in enumerate(reserve(Deal, scale.deals)):
        draw = Random(f"deal {scale.deals - n}")  # noqa: S311 (no secret)
        customer, kind = draw.choice(customers), draw.choice(Deal.Kind.values)
        close = start + last * (n + 1) // scale.deals * DAY
        yield Deal(
            pk=pk,
            product=product,
            customer=customer,
            name=f"{customer.name}: {Deal.Kind(kind).label.lower()} {close.year}",
            amount=_money(draw.lognormvariate(10.8, 0.8)),
            stage="Qualified",
            close_date=close,
            kind=kind,
            owner=draw.choice(PEOPLE[Role.SALES]),
        )
