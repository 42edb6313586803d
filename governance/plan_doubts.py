"""What is odd about a plan that is to be agreed. It is said on the page, and blocks nothing."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from company.units import ZERO, percent_of
from governance.budget import Budget
from portfolio.plan.facts import PlanFacts
from portfolio.plan.slice_shares import SliceShare
from portfolio.plan.unfinished import Unfinished

# Percent of the capacity. A plan with more of it in no line is hardly planned.
MUCH_SLACK = Decimal(20)
# Percentage points between what is planned for a slice and its target.
FAR_OFF = Decimal(5)


def doubts(
    plan: PlanFacts, budget: Budget, slices: Sequence[SliceShare], left: Sequence[Unfinished]
) -> list[str]:
    """One sentence for each oddity, the gravest first.

    `slices` has specials first, as `slices_of` gives them; `left` is what the last quarter left
    unfinished.
    """
    return [*_of_weeks(plan, budget, slices[0]), *_of_slices(plan, slices), *_of_rest(plan, left)]


def _of_weeks(plan: PlanFacts, budget: Budget, specials: SliceShare) -> Iterator[str]:
    slack, capacity = plan.slack_weeks, plan.capacity_weeks
    if plan.over_committed_weeks:
        yield f"The lines take {plan.over_committed_weeks} wk more than the capacity."
    if (percent_of(slack, capacity) or ZERO) > MUCH_SLACK:
        yield f"{slack} of {capacity} wk are in no line."
    room = budget.cap_weeks - budget.overdraft_weeks
    carried = f", of which {budget.overdraft_weeks} wk are carried in" * bool(
        budget.overdraft_weeks
    )
    if specials.planned_weeks > room:
        yield (
            f"Specials and the reserve take {specials.planned_weeks} wk, and the cap is"
            f" {budget.cap_weeks} wk{carried}."
        )
    if not any(line.reserve for line in plan.lines):
        yield "There is no reserve: every special will take from a line of this plan."


def _of_slices(plan: PlanFacts, slices: Sequence[SliceShare]) -> Iterator[str]:
    if plan.targets_total != 100:
        yield f"The targets come to {plan.targets_total.normalize():f}%, not to 100%."
    for share in slices:
        if share.target is None or share.planned is None:
            if share.planned_weeks:
                yield f"{share.planned_weeks} wk are in no slice."
        elif abs(share.planned - share.target) > FAR_OFF:
            yield (
                f"{share.name}: {share.planned:.1f}% of the capacity is planned, and the target"
                f" is {share.target.normalize():f}%."
            )


def _of_rest(plan: PlanFacts, left: Sequence[Unfinished]) -> Iterator[str]:
    below = [line for line in plan.lines if line.below_weeks]
    if below:
        weeks = sum((line.below_weeks for line in below), start=ZERO)
        yield f"{weeks} wk wait below the line: {', '.join(line.title for line in below[:3])}" + (
            f" and {len(below) - 3} more." if len(below) > 3 else "."
        )
    if left:
        weeks = sum((unfinished.weeks for unfinished in left), start=ZERO)
        yield f"{weeks} wk of the quarter before are unfinished and not in this plan."
