"""Governance's numbers on the pages of lower floors."""

from decimal import Decimal
from typing import Any

from django import template

from company.access import EXECUTIVE, may
from company.models import Person, Product
from escalations.access import can
from escalations.models import Escalation
from escalations.states import State, is_possible
from governance.bands import Band
from governance.budget import Treasury
from governance.models import Decision
from governance.views.decide import decisions_for
from portfolio.models import Baseline
from portfolio.quarters import Quarter, running_quarter, today
from portfolio.queries import rate_on
from portfolio.weeks import hundredths

register = template.Library()


@register.inclusion_tag("governance/_plan_budget_numbers.html")
def plan_budget(product: Product, quarter: Quarter, person: Person) -> dict[str, Any]:
    """The cap of a plan's quarter and what is left of it."""
    return {
        "product": product,
        "quarter": quarter,
        "budget": Treasury.load(product).budget(quarter),
        "may_set": may(person, product.pk, EXECUTIVE),
        "is_agreed": Baseline.objects.filter(plan__product=product, plan__quarter=quarter).exists(),
    }


@register.inclusion_tag("governance/_headroom.html")
def headroom_note(product: Product) -> dict[str, Any]:
    """What is left this quarter and next, and what a week costs: beside a request form."""
    treasury = Treasury.load(product)
    running = running_quarter(product)
    return {
        "product": product,
        "budgets": [treasury.budget(running), treasury.budget(running.next)],
        "rate": rate_on(product, today(product)),
    }


@register.inclusion_tag("governance/_decisions.html")
def decisions_of(escalation: Escalation) -> dict[str, Any]:
    rows = Decision.objects.filter(escalation=escalation).select_related("by")
    return {"decisions": rows, "product": escalation.product}


@register.inclusion_tag("governance/_deciding.html")
def deciding(escalation: Escalation, person: Person) -> dict[str, Any]:
    """What this person may decide now."""
    may_approve = is_possible("approve", escalation.state) and can(person, "approve", escalation)
    return {
        "escalation": escalation,
        "may_approve": may_approve,
        "steps": decisions_for(person, escalation),
    }


@register.simple_tag
def cost_of_weeks(escalation: Escalation, weeks: Any) -> Any:
    """Weeks x today's rate, in the product's currency."""
    if weeks is None:
        return None
    return hundredths(weeks * rate_on(escalation.product, today(escalation.product)))


@register.inclusion_tag("governance/_bands.html")
def bands(band: Band | None) -> dict[str, Any]:
    """All five bands in their order, the present one marked."""
    return {"bands": list(Band), "here": band}


@register.simple_tag
def is_undecided(escalation: Escalation) -> bool:
    return escalation.state in (State.SUBMITTED, State.SIZED, State.PROPOSED)


@register.filter
def points(change: Decimal) -> str:
    """A change in percentage points, with its sign."""
    return f"{change:+.1f} points"


@register.filter
def kind_label(kind: str) -> str:
    """A decision's kind, as people read it."""
    return str(Decision.Kind(kind).label)
