"""Who may do what with an escalation; everybody of a product sees all but others' drafts."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.http import Http404

from company.access import Someone, holds, may, require, roles_of
from company.calendar import today
from company.roles import ENGINEERING, EXECUTIVE, FILERS, PRODUCT
from company.texts import long_day
from escalations.models import Escalation

# The key of a verb in the table of company/roles.py, where it is not "<verb> it".
DOING = {
    "file": "file an escalation",
    "send_back": "send it back",
    "take_into_plan": "take it into the plan",
    "reestimate": "re-estimate it",
    "confirm_total": "confirm its total",
    "leave": "join it",
    "offload": "say what would have done it",
    "say_use": "say who uses it",
    "say_deal": "say what became of its deal",
}
# Whoever filed a request keeps it, whatever their role.
FILERS_OWN = frozenset({"amend", "submit", "withdraw", "answer", "say_deal"})
NOT_OPEN = "No escalation of that number is open to you."
CONFIRMS = {"product": PRODUCT, "engineering": ENGINEERING}


def load_escalation(person: Someone, pk: int, slug: str | None = None) -> Escalation:
    """The escalation with product, customer and deal. Raises Http404 if it is not visible."""
    rows = Escalation.objects.visible_to(person).select_related("product", "customer", "deal")
    if slug is not None:
        rows = rows.filter(product__slug=slug)
    try:
        return rows.get(pk=pk)
    except Escalation.DoesNotExist:
        raise Http404(NOT_OPEN) from None


def doing(verb: str) -> str:
    """The verb as company/roles.py names it."""
    return DOING.get(verb, f"{verb} it")


def can(person: Someone, verb: str, escalation: Escalation) -> bool:
    """Whether the person's roles allow the verb; whether its state does is not judged here."""
    if verb == "confirm":
        return bool(sides_of(person, escalation))
    if may(person, escalation.product_id, doing(verb)):
        return True
    held = roles_of(person, escalation.product_id)
    is_own = verb in FILERS_OWN and escalation.filed_by_id == person.pk
    return is_own and not held.isdisjoint(FILERS)


def require_verb(person: Someone, verb: str, escalation: Escalation) -> None:
    """Raise Http404 for an outsider, PermissionDenied for the wrong role."""
    if not can(person, verb, escalation):
        if verb == "confirm":
            _refuse_too_early(person, escalation)
        require(person, escalation.product_id, doing(verb))


def sides_of(person: Someone, escalation: Escalation) -> dict[str, bool]:
    """The sides that the person may confirm for; True where they would stand in another's place.

    Product confirms for product, engineering for engineering. An executive may for either from five
    working days after the confirmation was due, so that nobody vetoes by waiting (DESIGN 4.4).
    """
    held = roles_of(person, escalation.product_id)
    sides = {side: False for side, roles in CONFIRMS.items() if held & roles}
    since = _in_place_from(escalation) if held & EXECUTIVE else None
    if since is not None and since <= today(escalation.product):
        sides = {side: sides.get(side, True) for side in CONFIRMS}
    return sides


def sides_to_confirm(person: Someone, escalation: Escalation) -> set[str]:
    """The sides that nobody confirmed yet and that `person` may confirm for."""
    sizing = escalation.latest_sizing
    confirmed = {row.side for row in sizing.confirmations.all()} if sizing else set()
    return sides_of(person, escalation).keys() - confirmed


def sides_in_place(person: Someone, escalation: Escalation) -> list[str]:
    """The sides left to confirm for which the person would stand in another's place, by name."""
    in_place = sides_of(person, escalation)
    return sorted(side for side in sides_to_confirm(person, escalation) if in_place[side])


def require_side(person: Someone, side: str, escalation: Escalation) -> bool:
    """Whether the person would confirm for that side in another's place.

    Raises PermissionDenied where they may not confirm for it.
    """
    sides = sides_of(person, escalation)
    if side not in sides:
        _refuse_too_early(person, escalation)
        raise PermissionDenied(f"Only {side} may confirm for {side}.")
    return sides[side]


def _in_place_from(escalation: Escalation) -> dt.date | None:
    sizing = escalation.latest_sizing
    return sizing.in_place_from(escalation.product) if sizing else None


def _refuse_too_early(person: Someone, escalation: Escalation) -> None:
    since = _in_place_from(escalation)
    if since is not None and holds(person, escalation.product_id, EXECUTIVE):
        raise PermissionDenied(
            "Product and engineering confirm it, each for their side. An executive may in their"
            f" place from {long_day(since)} on, five working days after it was due."
        )
