"""What a special costs in all, under today's policy, and what its customer pays (DESIGN 4.6)."""

from dataclasses import dataclass

from company.cached_reads import cached_until_changed
from company.calendar import today
from company.models import Product
from company.units import ZERO
from escalations.costing import Build, build_of, costing_of
from escalations.full_cost import Assumptions, FullCost
from escalations.models import Approach, Costing, Escalation
from governance.budget_data import policy_of
from portfolio.effort.cost import rate_on


@dataclass(frozen=True)
class CostInAll:
    """Cost of building and of carrying it.

    `build` is None, and counts nothing, where nobody sized it.

    `is_said` where somebody said what carrying it costs and what is paid for it.
    """

    build: Build | None
    cost: FullCost
    is_core: bool
    is_said: bool

    @property
    def warning(self) -> str:
        """A sentence where a core special returns less than policy expects, else empty.

        It warns, and never blocks.
        """
        if not self.is_core or not self.cost.is_below_minimum:
            return ""
        least = f"{self.cost.assumed.minimum_return:,.2f} times"
        if self.cost.return_multiple is None:
            return f"Nothing is paid for the work itself, and policy expects {least} its full cost."
        return (
            f"It returns {self.cost.return_multiple:,.2f} times its full cost, below the {least}"
            " that policy expects."
        )


@cached_until_changed
def assumptions_of(product: Product) -> Assumptions:
    """The running quarter's policy on costs, and today's rate."""
    policy = policy_of(product)
    return Assumptions(
        support_years=policy.support_years,
        minimum_return=policy.minimum_return,
        licence_price=policy.licence_price,
        rate=rate_on(product, today(product)),
    )


@cached_until_changed
def cost_now(escalation: Escalation) -> CostInAll:
    """What it costs by what was said of it so far."""
    return cost_in_all(escalation, costing_of(escalation))


def cost_in_all(escalation: Escalation, costing: Costing) -> CostInAll:
    """The full cost of an escalation by what `costing` says; it need not be saved."""
    assumed = assumptions_of(escalation.product)
    build = build_of(escalation, assumed.rate)
    sizing = escalation.latest_sizing
    return CostInAll(
        build=build,
        cost=FullCost(build.cost if build else ZERO, costing, assumed),
        is_core=sizing is None or sizing.approach == Approach.CORE,
        is_said=costing.pk is not None,
    )
