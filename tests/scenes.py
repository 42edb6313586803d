"""A planned quarter, and escalations brought to any state by the actions people use."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from company.calendar import Quarter, running_quarter
from company.models import Product
from escalations import actions
from escalations.claims import ClaimInput
from escalations.displacements.rows import RowInput
from escalations.models import Deal, Escalation
from governance.approvals import actions as approvals
from governance.baselines import agree_baseline
from governance.caps import set_cap
from portfolio.models import Customer, Item
from portfolio.plan.actions import LineInput, put_plan
from tests.conftest import Cast, make_customer, make_item, make_waiting

TARGETS = {"features": 50, "infrastructure": 20, "quality": 13, "discovery": 10, "specials": 7}
WHY = "Worth what it displaces."


@dataclass
class Scene:
    """96.00 weeks with three items and a cap in weeks; a customer waits for the first item."""

    cast: Cast
    quarter: Quarter
    items: list[Item]
    customer: Customer
    deal: Deal
    made: dict[str, Escalation] = field(default_factory=dict)

    @property
    def product(self) -> Product:
        return self.cast.product


def make_scene(cast: Cast, cap: str = "20.00", lines: tuple[str, ...] = ("30", "20", "10")):
    """The running quarter with its baseline agreed."""
    product = cast.product
    quarter = running_quarter(product)
    keys = ["features", "infrastructure", "quality"]
    titles = ["SSO audit log", "Kernel upgrade", "Flaky tests"]
    items = [make_item(product, title, key) for title, key in zip(titles, keys, strict=True)]
    put_plan(
        product=product,
        quarter=quarter,
        capacity_weeks=max(Decimal(96), sum(map(Decimal, lines))),
        targets={key: Decimal(percent) for key, percent in TARGETS.items()},
        lines=[LineInput(i, Decimal(w)) for i, w in zip(items, lines, strict=True)],
        actor=cast.product_manager,
    )
    set_cap(product=product, quarter=quarter, weeks=Decimal(cap), reason=WHY, actor=cast.executive)
    agree_baseline(product=product, quarter=quarter, reason=WHY, actor=cast.executive)
    customer = make_customer(product)
    make_waiting(customer, items[0])
    deal = Deal.objects.create(product=product, customer=customer, name="Big one", amount=400_000)
    return Scene(cast, quarter, items, customer, deal)


def file(scene: Scene, title: str = "Badge printing") -> Escalation:
    return actions.file_escalation(
        product=scene.product,
        actor=scene.cast.sales,
        customer=scene.customer,
        deal=scene.deal,
        title=title,
        problem="Visitors queue at the door.",
        needed_by=dt.date(2027, 3, 1),
        claims=[ClaimInput("everyone_wants_this", "All of them.")],
    )


def size(scene: Scene, it: Escalation, weeks: Decimal, approach: str = "core") -> Escalation:
    return actions.size(
        escalation=it,
        parts={scene.quarter: weeks},
        low_weeks=Decimal("0.25"),
        likely_weeks=weeks,
        high_weeks=weeks * 2,
        approach=approach,
        actor=scene.cast.engineering,
    )


def propose(scene: Scene, it: Escalation, weeks: Decimal, item: Item | None = None) -> Escalation:
    row = RowInput(item=item or scene.items[0], weeks=weeks, outcome="slips")
    return actions.propose(
        escalation=it, position="It costs.", rows=[row], actor=scene.cast.product_manager
    )


def bring(
    scene: Scene, state: str, weeks: str = "0.50", title: str = "", item: Item | None = None
) -> Escalation:
    """A new escalation in that state, proposed with full displacement from one line."""
    asked, cast = Decimal(weeks), scene.cast
    it = file(scene, title or f"Badge printing, {state}")
    turn = partial(_turn, it, cast)
    steps = [
        ("draft", lambda: it),
        ("submitted", lambda: actions.submit(escalation=it, actor=cast.sales)),
        ("sized", lambda: size(scene, it, asked)),
        ("confirmed", lambda: _confirm(it, cast)),
        ("proposed", lambda: propose(scene, it, asked, item)),
        ("approved", lambda: turn(approvals.approve)),
        ("in_progress", lambda: actions.start(escalation=it, actor=cast.engineering)),
        ("delivered", lambda: actions.deliver(escalation=it, actor=cast.engineering)),
    ]
    turns = {
        "withdrawn": (1, lambda: actions.withdraw(escalation=it, reason=WHY, actor=cast.sales)),
        "declined": (2, lambda: turn(approvals.decline)),
        "deferred": (2, lambda: turn(approvals.defer)),
        "cancelled": (6, lambda: turn(approvals.cancel)),
        # Delivered, and nobody has confirmed its total.
        "untold": (
            7,
            lambda: actions.deliver(escalation=it, actor=cast.engineering, total_confirmed=False),
        ),
    }
    names = [name for name, _ in steps]
    count, last = turns.get(state) or (names.index(state) + 1, None)
    for _, step in steps[:count]:
        step()
    if last:
        last()
    it.refresh_from_db()
    scene.made[state] = it
    return it


def report_fault(scene: Scene) -> Escalation:
    """A request that was sized as a fault in the standard product."""
    it = file(scene, "Badges print twice")
    actions.submit(escalation=it, actor=scene.cast.sales)
    scene.made["fault"] = size(scene, it, Decimal("0.50"), "fault")
    return scene.made["fault"]


def _confirm(it: Escalation, cast: Cast) -> None:
    actions.confirm(escalation=it, side="product", actor=cast.product_manager)
    actions.confirm(escalation=it, side="engineering", actor=cast.engineering)


def _turn(it: Escalation, cast: Cast, action) -> None:
    action(escalation=it, reason=WHY, actor=cast.executive)
