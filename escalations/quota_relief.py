"""Quota relief: what of a won deal counts, beside what its specials cost (DESIGN 4.6).

Who may see which rows is governance's to say.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from company.models import Person, Product
from company.units import ZERO, hundredths
from escalations.models import Deal, Escalation
from escalations.models.deals import worth_of
from escalations.states import APPROVED_ONCE, State
from portfolio.effort.cost import cost_by
from portfolio.effort.queries import core_effort_on

# States of specials that can have won a deal: a cancelled one has not.
WINNING = tuple(state for state in APPROVED_ONCE if state != State.CANCELLED)


def relief(amount: Decimal, cost: Decimal, percent: Decimal) -> Decimal:
    """What counts of a deal: all beyond its specials' cost, and `percent` of that cost.

    A negative percent is taken of the whole cost, also where the deal is smaller than it.
    """
    beyond = max(ZERO, amount - cost)
    counted = min(cost, amount) if percent >= 0 else cost
    return hundredths(beyond + counted * percent / 100)


@dataclass(frozen=True)
class WonDeal:
    """A won deal, its specials, and what work on them cost at the rates of its dates."""

    deal: Deal
    specials: Sequence[Escalation]
    cost: Decimal

    @property
    def amount(self) -> Decimal:
        return worth_of(self.deal.amount, self.deal.signed_amount)


def won_with_specials(product: Product, person: Person | None = None) -> QuerySet[Deal]:
    """Deals won with a special, the last closed first; with `person` theirs alone.

    A deal is its owner's, by name or address, and that of whoever filed a special for it.
    """
    specials = Escalation.objects.filter(deal=OuterRef("pk"), state__in=WINNING)
    rows = Deal.objects.filter(Exists(specials), product=product, outcome=Deal.Outcome.WON)
    if person is not None:
        owns = Q(owner__iexact=person.email)
        if person.name:
            owns |= Q(owner__iexact=person.name)
        rows = rows.filter(owns | Q(Exists(specials.filter(filed_by=person))))
    return rows.select_related("customer").order_by("-close_date", "-pk")


def won_deals(product: Product, deals: Collection[Deal]) -> list[WonDeal]:
    """These deals in their order, each with what its specials cost. Two queries, and the rates."""
    by_deal: dict[int, list[Escalation]] = {deal.pk: [] for deal in deals}
    rows = Escalation.objects.filter(deal__among=by_deal, item__isnull=False)
    for row in rows.select_related("filed_by").order_by("pk"):
        by_deal[row.deal_id or 0].append(row)
    items = [row.item_id or 0 for requests in by_deal.values() for row in requests]
    costs = cost_by(product, core_effort_on(items), "item")
    return [
        WonDeal(
            deal,
            [row for row in by_deal[deal.pk] if row.state in WINNING],
            sum((costs.get(row.item_id, ZERO) for row in by_deal[deal.pk]), start=ZERO),
        )
        for deal in deals
    ]
