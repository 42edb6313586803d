"""Facts about escalations: their current sizing and proposal, all an answer shows."""

import datetime as dt
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, Sum

from company.models import Product
from company.units import weeks_of
from escalations.models import Confirmation, Escalation, Join, Proposal, Sizing
from portfolio.effort.queries import CORE, core_effort_on, total_minutes
from portfolio.models import Effort


def current_sizing(escalation: Escalation) -> Sizing:
    """The sizing of an escalation whose state says that it has one.

    Raises Sizing.DoesNotExist.
    """
    sizing = escalation.latest_sizing
    if sizing is None:
        raise Sizing.DoesNotExist(f"Escalation {escalation.pk} has no sizing.")
    return sizing


def current_proposal(sizing: Sizing) -> Proposal | None:
    """The last proposal made for this sizing; sizing again leaves none."""
    return Proposal.objects.filter(sizing=sizing).order_by("-pk").first()


def is_confirmed(sizing: Sizing) -> bool:
    """Whether both product and engineering stand by it. Reads prefetched confirmations."""
    return len({c.side for c in sizing.confirmations.all()}) == 2


def confirmed_in_place(
    product: Product, since: dt.datetime, before: dt.datetime
) -> QuerySet[Confirmation]:
    """Confirmations by executives in another's place, from `since` up to before `before`."""
    rows = Confirmation.objects.filter(
        in_place=True, sizing__escalation__product=product, at__gte=since, at__lt=before
    )
    return rows.select_related("sizing__escalation__customer", "by").order_by("at", "pk")


# What an approval check reads of escalations, to be prefetched.
ASKED = (
    "sizings__parts",
    "sizings__confirmations",
    "sizings__proposals__rows__item",
    "sizings__proposals__rows__kept_out",
)


def with_spent(rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
    """The rows with `spent_minutes`: core minutes logged on each in all, None without any."""
    spent = Effort.objects.filter(CORE, item=OuterRef("item")).order_by().values("item")
    return rows.annotate(spent_minutes=Subquery(spent.annotate(n=Sum("minutes")).values("n")))


def whole(rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
    """The rows with everything one answer shows, in a fixed number of queries."""
    return (
        with_spent(rows)
        .select_related(
            "product",
            "customer",
            "deal",
            "item",
            "review",
            "offload__extension_point",
            "taken_into_plan__item",
            "taken_into_plan__by",
        )
        .prefetch_related(
            "product__memberships__person",
            "claims__judgements__by",
            "parts",
            "events__by",
            Prefetch("joins", Join.objects.standing().select_related("customer", "deal", "by")),
            Prefetch("sizings", Sizing.objects.select_related("by", "extension_point", "partner")),
            "sizings__parts",
            "sizings__confirmations__by",
            "sizings__proposals__by",
            "sizings__proposals__judgements__by",
            "sizings__proposals__rows__item__slice",
            "sizings__proposals__rows__kept_out",
            "displacements__plan",
            "displacements__returns",
            "displacements__item",
            "displacements__kept_out",
            "displacements__customers__customer",
        )
    )


def minutes_spent(escalation: Escalation) -> int:
    """What the core teams logged on it so far, in whole minutes; 0 before it has an item."""
    if escalation.item_id is None:
        return 0
    return total_minutes(core_effort_on([escalation.item_id]))


def weeks_spent(escalation: Escalation) -> Decimal:
    """What the core teams logged on it so far, in engineer-weeks."""
    return weeks_of(minutes_spent(escalation))
