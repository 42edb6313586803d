"""Facts about escalations: their current sizing and proposal, all an answer shows."""

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from escalations import displacing
from escalations.models import Escalation, Proposal, Sizing
from portfolio.models import Effort
from portfolio.queries import CORE


def latest_sizing(escalation: Escalation) -> Sizing | None:
    """The sizing that counts, with its parts and confirmations; None before the first."""
    return escalation.latest_sizing


def current_sizing(escalation: Escalation) -> Sizing:
    """The sizing of an escalation whose state says that it has one."""
    found = escalation.latest_sizing
    if found is None:
        raise Sizing.DoesNotExist(f"Escalation {escalation.pk} has no sizing.")
    return found


def current_proposal(sizing: Sizing) -> Proposal | None:
    """The last proposal made for this sizing; sizing again leaves none."""
    return Proposal.objects.filter(sizing=sizing).order_by("-pk").first()


def is_confirmed(sizing: Sizing) -> bool:
    """Whether both product and engineering stand by it."""
    return len({c.side for c in sizing.confirmations.all()}) == 2


def with_spent(rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
    """Each with `spent_minutes`: what the core teams logged on it, in all."""
    spent = Effort.objects.filter(CORE, item=OuterRef("item")).order_by().values("item")
    return rows.annotate(spent_minutes=Subquery(spent.annotate(n=Sum("minutes")).values("n")))


def whole(rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
    """Everything one answer shows, in a fixed number of queries for any number of rows."""
    return (
        with_spent(rows)
        .select_related("product", "customer", "deal", "item", "review")
        .prefetch_related(
            "claims",
            "parts",
            "events__by",
            "sizings__by",
            "sizings__parts",
            "sizings__confirmations__by",
            "sizings__proposals__by",
            "sizings__proposals__rows__item__slice",
            "sizings__proposals__rows__kept_out",
            "displacements__plan",
            "displacements__item",
            "displacements__kept_out",
            "displacements__customers__customer",
        )
    )


def sentences_of_warning(escalation: Escalation) -> list[str]:
    """What its proposal lacks, while it is not decided."""
    sizing = escalation.latest_sizing
    proposal = escalation.latest_proposal
    if sizing is None or proposal is None or escalation.state != "proposed":
        return []
    return displacing.warnings(
        escalation.product, displacing.parts_of(sizing), displacing.rows_of(proposal)
    )
