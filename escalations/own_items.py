"""The item of an escalation's own, in the specials slice."""

from company import histories
from company.models import Person
from escalations.models import Escalation
from portfolio.items.actions import special_item
from portfolio.models import Item


def item_of(escalation: Escalation, *, actor: Person | None) -> Item:
    """The escalation's own item in the specials slice, made when it is first needed."""
    if escalation.item is None:
        escalation.item = special_item(
            product=escalation.product,
            title=escalation.title or f"Escalation {escalation.pk}",
            customer=escalation.customer,
            actor=actor,
        )
        histories.save(escalation, actor=actor, update_fields=["item"])
    return escalation.item
