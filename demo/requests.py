"""The life of each request of the demonstration, through the actions that people use."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from company import clock, histories
from demo.facts import DealFacts, RequestFacts, RowFacts, Step
from demo.plans import Happening
from demo.verbs import VERBS
from demo.world import World
from escalations import actions
from escalations.claims import ClaimInput
from escalations.deals import keep_deal
from escalations.displacements.rows import RowInput
from escalations.models import Claim, Deal, Escalation, Event
from escalations.states import State
from portfolio.items.actions import special_item


def living(world: World, request: RequestFacts) -> Iterator[Happening]:
    """Everything that happened to the request, in order."""
    begin = _found_in_tracker if request.tracker else _file
    yield request.filed, 0, lambda: begin(world, request)
    if request.submitted and not request.tracker:
        yield request.filed, 1, lambda: _act(world, request, actions.submit, "sales", request.by)
    if request.size:
        yield request.size.when, 2, lambda: _size(world, request)
    if request.proposed:
        yield request.proposed, 5, lambda: _propose(world, request)
    for n, step in enumerate(request.steps):
        yield step.when, 6 + n, _happening(world, request, step)


def _happening(world: World, request: RequestFacts, step: Step) -> Callable[[], object]:
    return lambda: VERBS[step.do](world, request.key, step)


def _act(
    world: World, request: RequestFacts, action: Callable[..., Escalation], role: str, by: str = ""
) -> None:
    escalation = world.requests[request.key]
    world.requests[request.key] = action(escalation=escalation, actor=world.someone(by, role))


def _file(world: World, request: RequestFacts) -> None:
    dates = world.dates
    world.requests[request.key] = actions.file_escalation(
        product=world.product,
        actor=world.someone(request.by, "sales"),
        claims=[ClaimInput(kind, note) for kind, note in request.claims],
        customer=world.customers.get(request.customer),
        deal=_deal(world, request),
        title=request.title,
        problem=request.problem.strip(),
        needed_by=dates.day(request.needed) if request.needed else None,
        origin=request.origin,
    )


def _deal(world: World, request: RequestFacts) -> Deal | None:
    facts: DealFacts | None = request.deal
    if facts is None:
        return None
    if facts.name not in world.deals:
        seller = world.someone(request.by, "sales") if request.by else world.actor("sales")
        deal = {
            "product": world.product,
            "customer": world.customers[request.customer],
            "name": facts.name,
            "amount": Decimal(facts.amount),
            "stage": facts.stage,
            "close_date": world.dates.day(facts.close),
            "kind": facts.kind,
            "outcome": facts.outcome,
            "owner": seller.name,
        }
        world.deals[facts.name] = keep_deal(None, deal, actor=world.actor("sales_vp"))
    return world.deals[facts.name]


def _found_in_tracker(world: World, request: RequestFacts) -> None:
    """A special that came in with imported effort: without request and without decision."""
    now = clock.now()
    customer = world.customers[request.customer]
    found = Escalation(
        product=world.product,
        customer=customer,
        deal=_deal(world, request),
        item=special_item(
            product=world.product, title=request.title, customer=customer, actor=None
        ),
        title=request.title,
        problem=request.problem.strip(),
        needed_by=world.dates.day(request.needed) if request.needed else None,
        origin=request.origin,
        state=State.IN_PROGRESS,
        is_imported=True,
        filed_at=now,
        started_at=now,
    )
    histories.save(found, actor=None, reason="Came in from the tracker.")
    Claim.objects.bulk_create(
        Claim(escalation=found, kind=kind, note=note, made_at=now) for kind, note in request.claims
    )
    said = "Came in from the tracker, already being worked on. Nobody had filed a request."
    Event.objects.create(escalation=found, kind="file", at=now, text=said)
    world.requests[request.key] = found


def _size(world: World, request: RequestFacts) -> None:
    size = request.size
    if size is None:
        return
    world.requests[request.key] = actions.size(
        escalation=world.requests[request.key],
        parts={world.quarter(size.quarter): Decimal(size.likely)},
        low_weeks=Decimal(size.low),
        likely_weeks=Decimal(size.likely),
        high_weeks=Decimal(size.high),
        approach=size.approach,
        extension_point=world.extension_points.get(size.names),
        partner=world.partners.get(size.names),
        note=size.note.strip(),
        actor=world.actor("engineering"),
    )
    for side, role in [("engineering", "engineering"), ("product", "product_manager")]:
        if size.confirmed:
            actions.confirm(
                escalation=world.requests[request.key], side=side, actor=world.actor(role)
            )


def row_input(world: World, row: RowFacts) -> RowInput:
    return RowInput(
        item=world.items[row.item] if row.item else None,
        weeks=Decimal(row.weeks),
        outcome=row.outcome,
        kept_out=world.items[row.kept_out] if row.kept_out else None,
    )


def _propose(world: World, request: RequestFacts) -> None:
    world.requests[request.key] = actions.propose(
        escalation=world.requests[request.key],
        position=request.position.strip(),
        rows=[row_input(world, row) for row in request.rows],
        actor=world.actor("product_manager"),
    )
