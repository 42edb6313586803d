"""Who may do what with an escalation. Visible is what lies in a product of one's own."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from company.access import (
    DECIDERS,
    ENGINEERING,
    EXECUTIVE,
    FILERS,
    PRODUCT,
    SALES,
    Someone,
    may,
    require,
    roles_of,
)
from escalations.models import Escalation

VERB_ROLES: dict[str, frozenset[str]] = {
    "file": FILERS,
    "amend": SALES,
    "submit": SALES,
    "withdraw": SALES,
    "answer": SALES,
    "size": ENGINEERING,
    "confirm": PRODUCT | ENGINEERING,
    "propose": PRODUCT,
    "send_back": PRODUCT,
    "approve": DECIDERS,
    "decline": DECIDERS,
    "defer": DECIDERS,
    "redirect": DECIDERS,
    "reestimate": DECIDERS | ENGINEERING,
    "start": ENGINEERING,
    "deliver": ENGINEERING,
    "cancel": EXECUTIVE,
    "review": SALES,
    "rank": frozenset({"sales_vp"}),
}
# Whoever filed a request keeps it, whatever their role.
FILERS_OWN = frozenset({"amend", "submit", "withdraw", "answer"})
CONFIRMS = {"product": PRODUCT, "engineering": ENGINEERING}


def load_escalation(person: Someone, pk: int, slug: str | None = None) -> Escalation:
    """The escalation, with what every page of it shows. Raises Http404."""
    rows = Escalation.objects.visible_to(person).select_related("product", "customer", "deal")
    if slug is not None:
        rows = rows.filter(product__slug=slug)
    try:
        return rows.get(pk=pk)
    except Escalation.DoesNotExist:
        raise Http404("No escalation of that number is open to you.") from None


def can(person: Someone, verb: str, escalation: Escalation) -> bool:
    """Whether the roles of `person` allow the verb; the state is judged elsewhere."""
    if may(person, escalation.product_id, VERB_ROLES[verb]):
        return True
    held = roles_of(person, escalation.product_id)
    is_own = verb in FILERS_OWN and escalation.filed_by_id == person.pk
    return is_own and not held.isdisjoint(FILERS)


def require_verb(person: Someone, verb: str, escalation: Escalation) -> None:
    """Raises Http404 for an outsider and PermissionDenied for the wrong role."""
    if not can(person, verb, escalation):
        doing = {"file": "file an escalation"}.get(verb, f"{verb.replace('_', ' ')} it")
        require(person, escalation.product_id, VERB_ROLES[verb], doing)


def require_side(person: Someone, side: str, escalation: Escalation) -> None:
    """Product confirms for product, engineering for engineering. Raises PermissionDenied."""
    if not may(person, escalation.product_id, CONFIRMS[side]):
        raise PermissionDenied(f"Only {side} may confirm for {side}.")
