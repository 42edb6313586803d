"""What happens to a request after it is proposed: each verb of the data calls its action."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from company import histories
from demo.facts import Step
from demo.world import World
from escalations import actions, judgements, later_answers
from escalations.costing import keep_costing
from escalations.deals import keep_deal
from escalations.displacements.rows import RowInput
from escalations.forecasts import forecast
from escalations.joining import join
from escalations.models import Escalation
from escalations.models.costing import NUMBERS
from escalations.offloading import offload
from escalations.take_into_plan import take_into_plan
from governance.approvals import actions as approvals
from governance.approvals.reestimate import reestimate
from governance.approvals.retiring import retire
from portfolio.items.actions import keep_item
from portfolio.models import Usage

type Verb = Callable[[World, str, Step], None]


def _do(world: World, key: str, step: Step, role: str, action: Any, **facts: Any) -> None:
    escalation: Escalation = action(
        escalation=world.requests[key], actor=world.someone(step.by, role), **facts
    )
    world.requests[key] = escalation


def _approve(world: World, key: str, step: Step) -> None:
    override = bool(step.facts.get("override"))
    _do(world, key, step, "executive", approvals.approve, reason=step.said, override=override)


def _rows(world: World, step: Step) -> list[RowInput]:
    return [
        RowInput(item=world.items[row["item"]], weeks=Decimal(row["weeks"]), outcome="slips")
        for row in step.facts.get("rows", [])
    ]


def _reestimate(world: World, key: str, step: Step) -> None:
    weeks = Decimal(step.facts["weeks"])
    _do(
        world,
        key,
        step,
        "executive",
        reestimate,
        weeks=weeks,
        rows=_rows(world, step),
        reason=step.said,
    )


def _take_into_plan(world: World, key: str, step: Step) -> None:
    """Take it into the plan of the quarter that was running then."""
    _do(
        world,
        key,
        step,
        "product_manager",
        take_into_plan,
        quarter=world.quarter(step.facts.get("quarter", 0)),
        rows=_rows(world, step),
        reason=step.said,
        documented=step.facts.get("documented", ""),
        slice_key=step.facts.get("slice", ""),
    )


def _defer(world: World, key: str, step: Step) -> None:
    until = world.dates.day(step.facts["until"])
    _do(world, key, step, "sales_vp", approvals.defer, reason=step.said, until=until)


def _redirect(world: World, key: str, step: Step) -> None:
    _do(
        world,
        key,
        step,
        "sales_vp",
        approvals.redirect,
        reason=step.said,
        to=step.facts["to"],
        weeks=Decimal(step.facts["weeks"]),
        price=Decimal(step.facts["price"]),
        partner=world.partners.get(step.facts.get("partner", "")),
    )


def _join(world: World, key: str, step: Step) -> None:
    """Let another customer join the request."""
    customer = world.customers[step.facts["customer"]]
    _do(world, key, step, "sales", join, customer=customer, note=step.said)


def _offload(world: World, key: str, step: Step) -> None:
    """Record which extension point would have done it."""
    point = world.extension_points[step.facts["through"]]
    _do(world, key, step, "product_manager", offload, extension_point=point, note=step.said)


def _finish(world: World, key: str, step: Step) -> None:
    """Finish the planned item, with customers who use it already."""
    item, manager = world.requests[key].taken_into_plan.item, world.actor("product_manager")
    keep_item(item.pk, {"finished_on": world.dates.day(step.when)}, actor=manager)
    histories.create(
        (Usage(customer=world.customers[name], item=item) for name in step.facts["used"]),
        actor=manager,
    )


def _review(world: World, key: str, step: Step) -> None:
    """Review it; `claims` has for each claim, in order, whether it came true."""
    claims_made = list(world.requests[key].claims.order_by("pk"))
    claims = {c.pk: true for c, true in zip(claims_made, step.facts["claims"], strict=True)}
    retire_on = step.facts.get("retire_on")
    _do(
        world,
        key,
        step,
        "sales",
        actions.review,
        verdict=step.facts["verdict"],
        customers_using=step.facts["using"],
        deal_outcome=step.facts.get("deal", ""),
        claims=claims,
        retire_on=world.dates.day(retire_on) if retire_on else None,
    )
    if claims:
        manager = world.someone("", "product_manager")
        judgements.judge(escalation=world.requests[key], claims=claims, actor=manager)


def _forecast(world: World, key: str, step: Step) -> None:
    left = Decimal(step.facts["left"])
    _do(world, key, step, "engineering", forecast, left_weeks=left, note=step.said)


def _say_use(world: World, key: str, step: Step) -> None:
    using = {"after_days": step.facts["days"], "customers_using": step.facts["using"]}
    _do(world, key, step, "product_manager", later_answers.say_use, note=step.said, **using)


def _say_deal(world: World, key: str, step: Step) -> None:
    outcome = step.facts["outcome"]
    _do(world, key, step, "sales", later_answers.say_deal, note=step.said, outcome=outcome)


def _say_costs(world: World, key: str, step: Step) -> None:
    """Enter what carrying it costs each year, and what the customer pays for the work."""
    numbers = {name: Decimal(said) for name, said in step.facts.items() if name in NUMBERS}
    sunset = step.facts.get("sunset")
    changes = {**numbers, "sunset_on": world.dates.day(sunset) if sunset else None}
    keep_costing(world.requests[key], changes, actor=world.someone(step.by, "engineering"))


def _close_deal(outcome: str, stage: str) -> Verb:
    def close(world: World, key: str, step: Step) -> None:
        deal = world.requests[key].deal
        if deal is None:
            raise ValueError(f"{key} is for no deal.")
        closed = {"outcome": outcome, "stage": stage, "close_date": world.dates.day(step.when)}
        keep_deal(deal.pk, closed, actor=world.someone(step.by, "sales"))

    return close


def _with_text(role: str, action: Any, word: str) -> Verb:
    return lambda world, key, step: _do(world, key, step, role, action, **{word: step.said})


def _without_text(role: str, action: Any) -> Verb:
    return lambda world, key, step: _do(world, key, step, role, action)


VERBS: dict[str, Verb] = {
    "approve": _approve,
    "reestimate": _reestimate,
    "take_into_plan": _take_into_plan,
    "decline": _with_text("sales_vp", approvals.decline, "reason"),
    "defer": _defer,
    "redirect": _redirect,
    "send_back": _with_text("product_manager", actions.send_back, "question"),
    "withdraw": _with_text("sales", actions.withdraw, "reason"),
    "cancel": _with_text("executive", approvals.cancel, "reason"),
    "start": _without_text("engineering", actions.start),
    "deliver": _without_text("engineering", actions.deliver),
    "confirm_total": _without_text("engineering", actions.confirm_total),
    "review": _review,
    "say_costs": _say_costs,
    "join": _join,
    "offload": _offload,
    "finish": _finish,
    "say_use": _say_use,
    "say_deal": _say_deal,
    "forecast": _forecast,
    "retire": _with_text("product_manager", retire, "reason"),
    "won": _close_deal("won", "Signed"),
    "lost": _close_deal("lost", "Lost"),
}
