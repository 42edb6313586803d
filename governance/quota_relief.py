"""Quota relief under the policy, for those who may see it (DESIGN 4.6)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from company.access import may, require
from company.cached_reads import cached_until_changed
from company.calendar import quarter_of, today
from company.models import Person, Product
from escalations.models import Deal, Escalation
from escalations.quota_relief import WonDeal, relief, won_deals, won_with_specials
from governance.budget_data import policies_of, policy_in

DOING, ALL = "see quota relief", "see everybody's quota relief"


@dataclass(frozen=True)
class Relief:
    """A won deal and the relief percent of the quarter in which it closed."""

    won: WonDeal
    percent: Decimal

    @property
    def relief(self) -> Decimal:
        return relief(self.won.amount, self.won.cost, self.percent)


def deals_to_see(product: Product, person: Person) -> QuerySet[Deal]:
    """Won deals with specials: those the person owns, or all for whoever may see everybody's.

    Raises PermissionDenied.
    """
    require(person, product.pk, DOING)
    return won_with_specials(product, None if may(person, product.pk, ALL) else person)


def reliefs(product: Product, deals: Collection[Deal]) -> list[Relief]:
    """The relief of each deal, by the policy of the quarter that it closed in."""
    policies, day = policies_of(product), today(product)
    return [
        Relief(
            won,
            policy_in(
                policies, quarter_of(product, won.deal.close_date or day), product
            ).quota_relief_percent,
        )
        for won in won_deals(product, deals)
    ]


@cached_until_changed
def relief_of(escalation: Escalation, person: Person) -> Relief | None:
    """The relief of the won deal that a special was for; None for whoever may not see it."""
    product = escalation.product
    if escalation.deal_id is None or not may(person, product.pk, DOING):
        return None
    deals = list(deals_to_see(product, person).filter(pk=escalation.deal_id))
    return next(iter(reliefs(product, deals)), None)
