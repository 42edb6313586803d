"""Simulated customers who renew, and deals that open and close."""

import datetime as dt
from decimal import Decimal
from random import Random

from company.histories import CREATED
from company.models import Role
from demo.scale import names
from demo.scale.simulation import Simulation
from demo.scale.timeline import Life
from escalations.models import Deal
from portfolio.models import Customer

YEAR = dt.timedelta(days=365)
WON = 0.4


def customer_life(sim: Simulation, n: int, customer: Customer) -> Life:
    """The customer renews every year with a slightly changed ARR, entered some days late."""
    draw = Random(f"customer {n}")  # noqa: S311 (no secret)
    seller = sim.someone(Role.SALES, draw)
    sim.records.add(customer)
    sim.note(customer, seller, CREATED)
    while customer.renewal_date:
        yield sim.at(customer.renewal_date + dt.timedelta(days=draw.randint(0, 20)), 14)
        customer.renewal_date += YEAR
        customer.arr = (customer.arr * Decimal(draw.randint(90, 110)) / 100).quantize(Decimal(1))
        customer.arr = customer.arr.quantize(Decimal("0.01"))
        sim.note(customer, seller)


def deal_life(sim: Simulation, n: int, deal: Deal) -> Life:
    """The deal is opened, negotiated, and won or lost on its close date."""
    draw = Random(f"deal life {n}")  # noqa: S311 (no secret)
    seller = sim.someone(Role.SALES, draw)
    sim.records.add(deal)
    sim.note(deal, seller, CREATED)
    closes = sim.at(deal.close_date or sim.today, 15)
    yield sim.now + (closes - sim.now) / 2
    deal.stage = names.one("stages", draw)
    sim.note(deal, seller)
    yield closes
    is_won = draw.random() < WON
    deal.outcome = Deal.Outcome.WON if is_won else Deal.Outcome.LOST
    deal.stage = "Signed" if is_won else "Lost"
    deal.settle_signed()
    sim.note(deal, seller)


def opens(sim: Simulation, n: int, deal: Deal) -> dt.datetime:
    """When the deal opens: some months before it closes, and before today in any case."""
    draw = Random(f"deal opens {n}")  # noqa: S311 (no secret)
    opened = sim.at(deal.close_date or sim.today, 9) - dt.timedelta(days=draw.randint(110, 200))
    return min(max(opened, sim.company.begins), sim.timeline.until - dt.timedelta(days=1))
