"""The whole life of each simulated request, one step after the other."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from random import Random

from company.histories import CREATED
from demo.scale import asking, deciding, names
from demo.scale.request import (
    FATES,
    OPEN_NOW,
    REACHED_BY,
    STEPS,
    TAKES_LONG,
    Request,
)
from demo.scale.simulation import Simulation
from demo.scale.timeline import Life
from escalations.models import Escalation, Event
from escalations.states import State

# Approved work takes time: what was filed later than this cannot be over yet.
LONG = 40
OPENS, CLOSES = 8, 17
# The share of all requests that is approved, about.
APPROVED = 0.38


def requests(sim: Simulation, numbers: Iterable[int]) -> Iterator[Request]:
    """The closed requests over all the years, and the open ones of the last weeks."""
    scale, over = sim.scale, sim.scale.escalations - sim.scale.open_escalations
    stops = _stops(scale.open_escalations)
    span = (sim.timeline.until - sim.at(sim.company.start)).total_seconds()
    for n, pk in enumerate(numbers):
        draw = Random(f"request {scale.escalations - n}")  # noqa: S311 (no secret)
        stop = stops[n - over] if n >= over else None
        if stop is None:
            filed = sim.at(sim.company.start) + dt.timedelta(
                seconds=span * 0.985 * (n + draw.random()) / over
            )
            yield _request(sim, draw, pk, filed, _fate(sim, draw, filed), None)
        else:
            days = 2 + 5 * list(STEPS).index(REACHED_BY[stop]) * draw.uniform(0.8, 1.4)
            filed = sim.timeline.until - dt.timedelta(days=days)
            yield _request(sim, draw, pk, filed, State.REVIEWED, stop)


def _stops(count: int) -> list[State]:
    """The states of the open requests, in the proportions of OPEN_NOW."""
    whole = sum(OPEN_NOW.values())
    spread = [state for state, n in OPEN_NOW.items() for _ in range(n)]
    return [spread[n * whole // count] for n in range(count)]


def _fate(sim: Simulation, draw: Random, filed: dt.datetime) -> State:
    late = sim.timeline.until - filed < dt.timedelta(days=LONG)
    fates = [fate for fate in FATES if not (late and fate in TAKES_LONG)]
    return draw.choices(fates, [FATES[fate] for fate in fates])[0]


def _request(
    sim: Simulation, draw: Random, pk: int, filed: dt.datetime, fate: State, stop: State | None
) -> Request:
    deal = sim.deal_near(filed + dt.timedelta(days=draw.randint(20, 90)), draw)
    customer = deal.customer
    asked = names.one("asked", draw)
    escalation = Escalation(
        pk=pk,
        product=sim.product,
        customer=customer,
        deal=deal if draw.random() < 0.8 else None,
        title=f"{asked} for {customer}",
        problem=names.one("problems", draw),
        origin=draw.choice(["sales"] * 6 + ["executive", "contract"]),
    )
    return Request(
        escalation=escalation,
        draw=draw,
        fate=fate,
        stop=stop,
        moments=_moments(sim, draw, filed, stop),
        weeks=_weeks(sim, draw),
        approach=asking.approach_for(fate, draw.random()),
    )


def _weeks(sim: Simulation, draw: Random) -> Decimal:
    """The request's weeks, in quarters of a week.

    Sized so that the specials approved in a quarter come to about its cap.
    """
    approved = sim.scale.escalations / sim.scale.quarters * APPROVED
    mean = float(sim.capacity * sim.policy.cap_percent / 100) / max(1.0, approved)
    quarters = max(1, round(draw.lognormvariate(-0.3, 0.7) * mean * 4))
    return (Decimal(quarters) / 4).quantize(Decimal("0.01"))


def _moments(
    sim: Simulation, draw: Random, filed: dt.datetime, stop: State | None
) -> dict[str, dt.datetime]:
    """When each step is taken; steps that must be over by now are brought forward."""
    delays = {step: draw.uniform(*days) for step, days in STEPS.items()}
    last = REACHED_BY[stop] if stop else "review"
    past = list(STEPS)[: list(STEPS).index(last) + 1]
    there_is = (sim.timeline.until - filed).total_seconds() / 86_400 - 1
    hurry = min(1.0, there_is * 0.95 / (sum(delays[step] for step in past) or 1))
    moments: dict[str, dt.datetime] = {}
    at = filed
    for step, days in delays.items():
        at += dt.timedelta(days=days * (hurry if step in past else 1))
        moments[step] = _at_work(sim, at, max(moments.values(), default=None))
    return moments


def _at_work(sim: Simulation, at: dt.datetime, after: dt.datetime | None) -> dt.datetime:
    """The working hour of that day, or of the Friday before; always after the step before."""
    day = sim.product.local_day(at)
    day -= dt.timedelta(days=max(0, day.weekday() - 4))
    found = sim.at(day, OPENS + (CLOSES - OPENS) * (at.hour * 60 + at.minute) / 1440)
    return found if after is None else max(found, after + dt.timedelta(minutes=20))


def life(sim: Simulation, request: Request, active: dict[int, Request]) -> Life:
    """Every step until its fate, or until the state in which it is today."""
    when, draw = request.moments, request.draw
    if request.stop == State.IN_PROGRESS and draw.random() < 0.1:
        _found_in_tracker(sim, request, active)
        return
    asking.file(sim, request)
    if request.stop == State.DRAFT:
        return
    yield when["submit"]
    asking.submit(sim, request)
    if request.stop == State.SUBMITTED:
        return
    if request.fate not in TAKES_LONG and draw.random() < 0.2:
        yield when["decide"]
        _decide_without_lines(sim, request)
        return
    yield when["size"]
    asking.size(sim, request)
    if request.stop == State.SIZED:
        _work_unasked(sim, request, active)
        return
    yield when["confirm"]
    asking.confirm(sim, request, "engineering")
    yield when["agree"]
    asking.confirm(sim, request, "product")
    yield when["propose"]
    asking.propose(sim, request)
    if request.stop == State.PROPOSED:
        return
    yield when["decide"]
    yield from _decided(sim, request, active)


def _decide_without_lines(sim: Simulation, request: Request) -> None:
    if request.fate == State.WITHDRAWN:
        deciding.withdraw(sim, request)
    else:
        deciding.turn(sim, request, request.fate)


def _work_unasked(sim: Simulation, request: Request, active: dict[int, Request]) -> None:
    """Begin work on a few before anybody has decided."""
    if request.draw.random() < 0.3:
        request.moments |= {"start": sim.now, "deliver": sim.timeline.until}
        request.minutes_due = 2_400
        active[request.escalation.pk] = request


def _found_in_tracker(sim: Simulation, request: Request, active: dict[int, Request]) -> None:
    """A special that came in with imported effort: without request and without decision."""
    it = request.escalation
    it.item = sim.new_item(title=it.title, slice=sim.specials, customer=it.customer)
    it.state, it.is_imported = State.IN_PROGRESS, True
    it.filed_at = it.started_at = sim.now
    sim.records.add(it)
    sim.note(it.item, None, CREATED)
    sim.note(it, None, CREATED)
    sim.records.add(Event(escalation=it, kind="file", at=sim.now, text="Came in from the tracker."))
    request.moments |= {"start": sim.now, "deliver": sim.timeline.until}
    request.minutes_due = 4_800
    active[it.pk] = request


def _decided(sim: Simulation, request: Request, active: dict[int, Request]) -> Life:
    if request.fate not in TAKES_LONG:
        _decide_without_lines(sim, request)
        return
    if any(quarter < sim.quarter for quarter in request.asked):
        asking.propose(sim, request)
    if not deciding.approve(sim, request):
        request.fate = request.draw.choice([State.DECLINED, State.DEFERRED])
        _decide_without_lines(sim, request)
        return
    if request.stop != State.APPROVED:
        yield request.moments["start"]
        yield from _carried_out(sim, request, active)


def _carried_out(sim: Simulation, request: Request, active: dict[int, Request]) -> Life:
    when, draw = request.moments, request.draw
    deciding.start(sim, request)
    active[request.escalation.pk] = request
    if draw.random() < 0.15:
        yield when["start"] + (when["deliver"] - when["start"]) * 0.6
        growth = asking.QUARTER_WEEK * draw.randint(1, 4)
        rows = asking.rows_for(sim, request, sim.quarter, growth)
        deciding.reestimate(sim, request, rows, growth)
    yield when["deliver"]
    if request.stop == State.IN_PROGRESS:
        return
    del active[request.escalation.pk]
    if request.fate == State.CANCELLED:
        deciding.cancel(sim, request)
        return
    deciding.deliver(sim, request)
    if request.stop == State.DELIVERED:
        return
    yield when["review"]
    deciding.review(sim, request)
