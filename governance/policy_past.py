"""What a policy would have done to past quarters, and steps from today's share down to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from company.cached_reads import cached_until_changed
from company.calendar import Quarter, bounds, running_quarter, today
from company.models import Product
from company.texts import short_money, short_percent
from company.units import ZERO, percent_of, weeks_of
from escalations.full_cost import Assumptions, FullCost
from escalations.models import Costing
from escalations.states import APPROVED_ONCE
from governance.budget import BudgetSnapshot, percent_cap
from governance.models import Policy
from portfolio.effort.cost import rate_on
from portfolio.effort.queries import (
    CORE,
    SPECIAL,
    core_effort_on,
    effort_between,
    last_quarter_with_effort,
    minutes_by_item,
    minutes_by_item_and_quarter,
)
from portfolio.models import Baseline
from portfolio.sorting.built import Built

QUARTERS = 4
# How many quarters the cap takes from its first step down to the default.
STEPS = 3


@dataclass(frozen=True)
class PastQuarter:
    """One quarter that ended, in weeks; capacity is what was logged where nobody planned.

    `specials` are the weeks of each special in it.
    """

    quarter: Quarter
    capacity: Decimal
    special: Decimal
    share: Decimal | None
    specials: Sequence[Decimal]

    def beyond(self, percent: Decimal) -> Decimal:
        """Weeks by which specials exceeded a cap of that percent; negative is what was left."""
        return self.special - percent_cap(percent, self.capacity)


@dataclass(frozen=True)
class Past:
    """The last four quarters that ended, oldest first, and what specials are known to cost.

    `costings` come with the cost of building each at today's rate.
    """

    product: Product
    quarters: Sequence[PastQuarter]
    costings: Sequence[tuple[Costing, Decimal]]
    rate: Decimal


@cached_until_changed
def past_of(product: Product) -> Past:
    """Read in a fixed number of queries; no quarters where none before this one has effort."""
    last = last_quarter_with_effort(product)
    rate = rate_on(product, today(product))
    if last is None:
        return Past(product, [], _costings(product, rate), rate)
    ended = min(last, running_quarter(product).previous)
    span = [ended.plus(-n) for n in range(QUARTERS)][::-1]
    snapshot = BudgetSnapshot.load(product)
    effort = effort_between(product, bounds(product, span[0])[0], bounds(product, ended)[1])
    items = minutes_by_item_and_quarter(product, effort.filter(CORE, SPECIAL))
    quarters = [
        _quarter(snapshot, quarter, [spent.get(quarter, 0) for spent in items.values()])
        for quarter in span
        if snapshot.core_minutes.get(quarter)
    ]
    return Past(product, quarters, _costings(product, rate), rate)


def _quarter(snapshot: BudgetSnapshot, quarter: Quarter, spent: Sequence[int]) -> PastQuarter:
    plan = snapshot.plans.get(quarter)
    special, core = snapshot.special_minutes.get(quarter, 0), snapshot.core_minutes[quarter]
    return PastQuarter(
        quarter,
        plan.capacity_weeks if plan else weeks_of(core),
        weeks_of(special),
        percent_of(special, core),
        [weeks_of(minutes) for minutes in spent if minutes],
    )


def _costings(product: Product, rate: Decimal) -> list[tuple[Costing, Decimal]]:
    """The costings of approved specials, with the cost of the weeks spent at today's rate."""
    rows = Costing.objects.filter(
        escalation__product=product, escalation__state__in=APPROVED_ONCE
    ).select_related("escalation")
    found = list(rows.order_by("pk"))
    spent = minutes_by_item(core_effort_on(row.escalation.item_id or 0 for row in found))
    return [(row, weeks_of(spent.get(row.escalation.item_id or 0, 0)) * rate) for row in found]


def would_have_done(past: Past, policy: Policy) -> dict[str, str]:
    """By field of the policy, a sentence on what its value would have done."""
    sentences = _of_costs(past, policy)
    if not past.quarters:
        return sentences
    return {**_of_quarters(past.quarters, policy), **sentences}


def _of_quarters(quarters: Sequence[PastQuarter], policy: Policy) -> dict[str, str]:
    each = [quarter.specials for quarter in quarters]
    small = [[weeks for weeks in specials if weeks <= policy.slot_weeks] for specials in each]
    more = sum(len(fit) > policy.slots for fit in small)
    fit, worked = sum(map(len, small)), sum(map(len, each))
    size = f"{policy.slot_weeks:.2f} wk"
    return {
        "cap_percent": "; ".join(_against(q, policy.cap_percent) for q in quarters) + ".",
        "straining_above": _reached(quarters, lambda share: share > policy.straining_above),
        "struggling_from": _reached(quarters, lambda share: share >= policy.struggling_from),
        "off_the_road_from": _reached(quarters, lambda share: share >= policy.off_the_road_from),
        "slots": f"{more} of {len(quarters)} quarters had more small specials than {policy.slots}.",
        "slot_weeks": f"{fit} of {worked} times a special took at most {size} of a quarter."
        if worked
        else "Nobody worked on a special.",
        "overdraft": _carried(quarters, policy),
    }


def _against(quarter: PastQuarter, percent: Decimal) -> str:
    beyond = quarter.beyond(percent)
    if beyond > 0:
        return f"{quarter.quarter.label} over by {beyond:.2f} wk"
    return f"{quarter.quarter.label} within, {-beyond:.2f} wk left"


def _reached(quarters: Sequence[PastQuarter], is_hit: Callable[[Decimal], bool]) -> str:
    hits = [each for each in quarters if each.share is not None and is_hit(each.share)]
    if not hits:
        return f"None of {len(quarters)} quarters."
    named = ", ".join(
        f"{each.quarter.label} ({short_percent(each.share or ZERO)})" for each in hits
    )
    return f"{len(hits)} of {len(quarters)} quarters: {named}."


def _carried(quarters: Sequence[PastQuarter], policy: Policy) -> str:
    """What each quarter would have passed on, had this cap held in all of them."""
    out, carried = ZERO, list[str]()
    for each in quarters:
        out = max(ZERO, (out if policy.overdraft else ZERO) + each.beyond(policy.cap_percent))
        if out:
            carried.append(f"{out:.2f} wk out of {each.quarter.label}")
    if not carried:
        return "Nothing went beyond the cap."
    named = ", ".join(carried)
    return f"Carried: {named}." if policy.overdraft else f"Ended with its quarter: {named}."


def _of_costs(past: Past, policy: Policy) -> dict[str, str]:
    """What the policy says of specials whose full cost is known."""
    assumed = Assumptions(
        policy.support_years, policy.minimum_return, policy.licence_price, past.rate
    )
    costs = [FullCost(build, costing, assumed) for costing, build in past.costings]
    if not costs:
        return {}
    whole = sum((cost.full_cost for cost in costs), ZERO)
    below = sum(cost.is_below_minimum for cost in costs)
    many = f"{len(costs)} special" + ("s" if len(costs) > 1 else "")
    money = f"{past.product.currency} {short_money(whole)}"
    sentences = {
        "support_years": f"{many} with what it takes to carry them: {money} in all.",
        "minimum_return": f"{below} of {many} would return less.",
    }
    if policy.licence_price:
        sentences["licence_price"] = (
            f"They cost {whole / policy.licence_price:,.1f} licences in all."
        )
    return sentences


@dataclass(frozen=True)
class PathStep:
    """One step down: a cap in percent, from a quarter on."""

    quarter: Quarter
    percent: int


def path_down(product: Product, to: Decimal) -> tuple[Decimal, list[PathStep]]:
    """The share that work for single customers took of the last four quarters, and caps from there.

    The share, in percent, has specials and core work for one customer. The first cap is that share
    rounded down, the others go down evenly to `to` in whole percents. They begin with the first
    quarter not agreed yet. No steps where the share is no more than `to`.
    """
    share = Built.load(product).lower
    first, last = int(share), int(to.to_integral_value(ROUND_CEILING))
    if first <= last:
        return share, []
    running = running_quarter(product)
    agreed = Baseline.objects.filter(plan__product=product, plan__quarter=running).exists()
    begin = running.next if agreed else running
    down = [first - (first - last) * n // STEPS for n in range(STEPS + 1)]
    return share, [PathStep(begin.plus(n), percent) for n, percent in enumerate(down)]
