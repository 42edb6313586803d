"""The plans of the demonstration: each quarter's policy, lines, cap and baseline."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from company.units import ZERO
from demo.facts import QuarterFacts
from demo.world import World
from governance.baselines import agree_baseline
from governance.budget_data import policy_of
from governance.caps import set_cap
from governance.policies import set_policy
from portfolio.models import Line
from portfolio.plan.actions import LineInput, ensure_plan, is_special, put_plan

type Happening = tuple[str, int, Callable[[], object]]


def planning(world: World, row: QuarterFacts) -> Iterator[Happening]:
    """What happened when one quarter was planned, about three weeks before it began."""
    if row.policy:
        yield f"{row.n}-21", 0, lambda: _set_policy(world, row)
    if not row.baseline:
        yield "w0.65", 0, lambda: _put(world, row)
        return
    yield f"{row.n}-20", 0, lambda: _put(world, row)
    if row.cap:
        yield f"{row.n}-19", 1, lambda: _set_cap(world, row)
    yield f"{row.n}-17", 0, lambda: _agree(world, row)


def _set_policy(world: World, row: QuarterFacts) -> None:
    policy = policy_of(world.product)
    policy.cap_percent = Decimal(row.policy)
    if row.support_fee:
        policy.support_fee = Decimal(row.support_fee)
    policy.from_quarter = world.quarter(row.n)
    set_policy(policy=policy, reason=row.policy_reason, actor=world.actor("executive"))


def _set_cap(world: World, row: QuarterFacts) -> None:
    set_cap(
        product=world.product,
        quarter=world.quarter(row.n),
        percent=Decimal(row.cap),
        reason=row.cap_reason,
        actor=world.actor("executive"),
    )


def _agree(world: World, row: QuarterFacts) -> None:
    agree_baseline(
        product=world.product,
        quarter=world.quarter(row.n),
        reason=row.baseline,
        actor=world.actor("executive"),
    )


def _put(world: World, row: QuarterFacts) -> None:
    """Put the planned lines, on top of weeks that landed from earlier quarters."""
    manager = world.actor("product_manager")
    plan = ensure_plan(world.product, world.quarter(row.n), manager)
    standing = {
        line.item_id: line
        for line in Line.objects.filter(plan=plan).select_related("item__slice")
        # The lines of specials belong to their approvals; put_plan leaves them alone.
        if not is_special(line.item)
    }
    lines = []
    for each in world.facts.items:
        item = world.items[each.key]
        landed = standing[item.pk].weeks if item.pk in standing else ZERO
        weeks = landed + each.plan.get(str(row.n), 0)
        if weeks:
            lines.append(LineInput(item, weeks))
    if row.reserve:
        kept_out = [world.items[key] for key in row.kept_out]
        lines.append(LineInput(None, Decimal(row.reserve), kept_out))
    put_plan(
        product=world.product,
        quarter=world.quarter(row.n),
        capacity_weeks=None,
        targets={key: Decimal(percent) for key, percent in row.targets.items()},
        lines=lines,
        actor=manager,
    )
