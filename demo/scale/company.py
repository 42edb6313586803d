"""The company before anything happened: product, people, teams, customers and their deals."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from random import Random

from company.actions import add_member
from company.models import Person, Product, Rate, Role
from demo.scale import names
from demo.scale.sizes import Scale
from escalations.models import Deal
from portfolio.actions import add_product
from portfolio.models import Customer, Slice, Team
from portfolio.quarters import Quarter, bounds, running_quarter, today

BATCH = 2_000
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
    people: dict[str, list[Person]]
    slices: dict[str, Slice]
    teams: list[Team]
    services: list[Team]
    customers: list[Customer]
    # By close date.
    deals: list[Deal]
    first: Quarter
    running: Quarter

    @property
    def start(self) -> dt.date:
        return bounds(self.product, self.first)[0]


def found_company(slug: str, name: str, scale: Scale) -> Company:
    """The company as it begins. Its people get no password."""
    product = add_product(slug=slug, name=name, rate=Decimal(6800))
    running = running_quarter(product)
    first = running.plus(1 - scale.quarters)
    customers = _customers(product, scale)
    _rates(product, first, scale)
    return Company(
        product=product,
        people=_people(product),
        slices={found.key: found for found in Slice.objects.filter(product=product)},
        teams=_teams(product, scale),
        services=[_team(product, name, "4", Team.Kind.SERVICES) for name in SERVICES],
        customers=customers,
        deals=_deals(product, scale, customers, bounds(product, first)[0]),
        first=first,
        running=running,
    )


def _rates(product: Product, first: Quarter, scale: Scale) -> None:
    for n, per_week in enumerate(("7400.00", "8000.00"), start=1):
        since, _ = bounds(product, first.plus(scale.quarters * n // 3))
        Rate.objects.create(product=product, from_date=since, per_week=Decimal(per_week))


def _people(product: Product) -> dict[str, list[Person]]:
    """Nobody can sign in until an administrator gives them a way."""
    return {
        role: [
            add_member(email=_email(product, name), product=product, roles=[role], name=name)
            for name in people
        ]
        for role, people in PEOPLE.items()
    }


def _email(product: Product, name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{product.slug}.example"


def _teams(product: Product, scale: Scale) -> list[Team]:
    """Teams of 6 to 10 people."""
    return [
        _team(product, name, str(6 + n * 3 % 5), Team.Kind.CORE)
        for n, name in enumerate(islice(names.team_names(), scale.teams))
    ]


def _team(product: Product, name: str, people: str, kind: str) -> Team:
    return Team.objects.create(
        product=product, name=name, kind=kind, people=Decimal(people), availability=Decimal("0.80")
    )


def _customers(product: Product, scale: Scale) -> list[Customer]:
    """Customers as they are today: most renew within a year, of some nobody knows when."""
    draw, day = Random("customers"), today(product)  # noqa: S311 (no secret)
    rows = [
        Customer(
            product=product,
            name=name,
            arr=Decimal(round(draw.lognormvariate(10.3, 0.9), -2)).quantize(Decimal("0.01")),
            renewal_date=_renewal(draw, day),
            segment=names.one("segments", draw),
            version=f"{draw.randint(4, 9)}.{draw.randint(0, 9)}",
        )
        for name in islice(names.company_names(), scale.customers)
    ]
    return Customer.objects.bulk_create(rows, batch_size=BATCH)


def _renewal(draw: Random, day: dt.date) -> dt.date | None:
    return None if draw.random() < 0.04 else day + dt.timedelta(days=draw.randint(-20, 365))


def _deals(product: Product, scale: Scale, customers: list[Customer], start: dt.date) -> list[Deal]:
    """Deals that closed over all the years, and those that should close soon."""
    day = today(product)
    last = (day - start).days + 150
    rows = []
    for n in range(scale.deals):
        draw = Random(f"deal {scale.deals - n}")  # noqa: S311 (no secret)
        close = start + dt.timedelta(days=last * (n + 1) // scale.deals)
        rows.append(_deal(product, draw, draw.choice(customers), close, day))
    return Deal.objects.bulk_create(rows, batch_size=BATCH)


def _deal(product: Product, draw: Random, customer: Customer, close: dt.date, day: dt.date) -> Deal:
    kind = draw.choice(Deal.Kind.values)
    outcome = Deal.Outcome.OPEN
    if close <= day:
        outcome = Deal.Outcome.WON if draw.random() < 0.4 else Deal.Outcome.LOST
    stages = {"open": ["Qualified", "Offer", "Negotiation"], "won": ["Signed"], "lost": ["Lost"]}
    return Deal(
        product=product,
        customer=customer,
        name=f"{customer.name}: {Deal.Kind(kind).label.lower()} {close.year}",
        amount=Decimal(round(draw.lognormvariate(10.8, 0.8), -2)).quantize(Decimal("0.01")),
        stage=draw.choice(stages[outcome]),
        close_date=close,
        kind=kind,
        outcome=outcome,
        owner=draw.choice(PEOPLE[Role.SALES]),
    )
