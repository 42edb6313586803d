"""Makes a product with years of records behind it."""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from random import Random

from django.db import transaction

from company import clock
from company.calendar import bounds
from company.histories import CHANGED, CREATED, Tracked
from company.models import Person, Product, Role
from company.refusals import Malformed
from demo.scale import effort, lives, names, planning, selling
from demo.scale.company import found_company
from demo.scale.records import Records, reserve
from demo.scale.request import Request
from demo.scale.simulation import Simulation
from demo.scale.sizes import Scale
from demo.scale.timeline import Timeline
from escalations.models import Commitment, Escalation
from governance.models import Policy
from portfolio.models import Item, Usage

PLANNED_BEFORE = dt.timedelta(days=20)
# A promise is due so long after it was made.
LONG_BEFORE = dt.timedelta(days=120)


@transaction.atomic
def seed(*, slug: str, name: str, scale: Scale, tell: Callable[[str], None]) -> Product:
    """A new product of that scale with years that end now; all of it or nothing.

    Raises Malformed where a product of that slug exists: it is never touched.
    """
    if Product.objects.filter(slug=slug).exists():
        raise Malformed(slug=f"There is a product {slug!r} already; it was left as it is.")
    company = found_company(slug, name, scale)
    sim = Simulation(
        company=company,
        scale=scale,
        timeline=Timeline(company.begins, clock.now()),
        records=Records(company.product),
        item_numbers=reserve(Item, scale.items + scale.escalations),
        policy=Policy(product=company.product),
    )
    asked = _begin(sim)
    _live(sim, tell)
    _end(sim, asked)
    sim.records.write(tell)
    return company.product


def _begin(sim: Simulation) -> list[Request]:
    """Put the first step of every life into the timeline; return the requests."""
    planning.set_policy(sim)
    active: dict[int, Request] = {}
    for n, quarter in enumerate(planning.quarters_of(sim)):
        first, _ = bounds(sim.product, quarter)
        sim.timeline.begin(sim.at(first, 10) - PLANNED_BEFORE, planning.planning(sim, n, quarter))
    for n, customer in enumerate(sim.company.customers):
        sim.timeline.begin(sim.company.begins, selling.customer_life(sim, n, customer))
    for n, deal in enumerate(sim.company.deals):
        back = len(sim.company.deals) - n
        sim.timeline.begin(selling.opens(sim, back, deal), selling.deal_life(sim, back, deal))
    asked = list(lives.requests(sim, reserve(Escalation, sim.scale.escalations)))
    for request in asked:
        sim.timeline.begin(request.moments["file"], lives.life(sim, request, active))
    sim.timeline.begin(sim.at(sim.company.start), effort.logging(sim, active))
    return asked


def _live(sim: Simulation, tell: Callable[[str], None]) -> None:
    year = 0
    for moment in sim.timeline.run():
        if moment.year != year:
            year = moment.year
            tell(f"living {year}")


def _end(sim: Simulation, asked: list[Request]) -> None:
    """Write what is only known at the end: lines, finished items, their use, commitments."""
    for book in sim.books.values():
        book.close()
    last = sim.product.local_day(sim.timeline.until)
    ends = {pk: day for pk, day in sim.finish.items() if day <= last}
    finished = [_finish(sim, sim.items[pk], day) for pk, day in ends.items()]
    _let_use(sim, finished)
    _promise(sim, asked)


def _finish(sim: Simulation, item: Item, day: dt.date) -> Item:
    """Finish the item; from that day on nobody waits for it."""
    item.finished_on = max(day, item.started_on or day)
    manager = sim.company.people[Role.PRODUCT_MANAGER][0]
    _note_on(sim, item, manager, item.finished_on)
    for waits in sim.waiting[item.pk]:
        waits.until = max(item.finished_on, waits.since)
        _note_on(sim, waits, manager, waits.until)
    return item


def _note_on(
    sim: Simulation, record: Tracked, actor: Person, day: dt.date, kind: str = CHANGED
) -> None:
    """Keep the record's values in its history on that day, at the latest now."""
    sim.records.note(record, actor, min(sim.at(day, 23), sim.timeline.until), kind)


def _let_use(sim: Simulation, items: list[Item]) -> None:
    """Let customers use finished items: a few items have many users, most have few."""
    draw = Random("usage")  # noqa: S311 (no secret)
    today, taken = sim.product.local_day(sim.timeline.until), set[tuple[int, int]]()
    used, manager = items[::2], sim.company.people[Role.PRODUCT_MANAGER][0]
    while used and len(taken) < sim.scale.usage:
        # The earlier in the list, the more customers use it.
        item = used[int(len(used) * draw.random() ** 1.7)]
        customer = draw.choice(sim.company.customers)
        if (item.pk, customer.pk) not in taken:
            taken.add((item.pk, customer.pk))
            last = today - dt.timedelta(days=draw.randint(0, 300))
            used_by = Usage(customer=customer, item=item, last_used_on=last)
            _note_on(sim, sim.records.add(used_by), manager, today, CREATED)


def _promise(sim: Simulation, asked: Iterable[Request]) -> None:
    """Commitments over all the years; those due about now or later are still open."""
    asked, today = list(asked), sim.product.local_day(sim.timeline.until)
    days = (today - sim.company.start).days + LONG_BEFORE.days
    for n in range(sim.scale.commitments):
        draw = Random(f"commitment {sim.scale.commitments - n}")  # noqa: S311 (no secret)
        due = sim.company.start + dt.timedelta(days=days * (n + 1) // sim.scale.commitments)
        it = asked[len(asked) * n // sim.scale.commitments].escalation
        kept = due - dt.timedelta(days=draw.randint(0, 20))
        promise = Commitment(
            product=sim.product,
            customer=it.customer,
            escalation=it if draw.random() < 0.6 else None,
            what=f"{names.one('asked', draw)}, {names.one('promises', draw)}",
            due=due,
            source=draw.choice(Commitment.Source.values),
            weeks=draw.choice([None, Decimal("1.50"), Decimal("3.00")]),
            sla=draw.choice(["", "", "99.9% in business hours"]),
        )
        seller = sim.someone(Role.SALES, draw)
        _note_on(sim, sim.records.add(promise), seller, due - LONG_BEFORE, CREATED)
        if due < today - dt.timedelta(days=15):
            promise.kept_on = kept
            _note_on(sim, promise, seller, kept)
