"""An escalation's own item in the specials slice."""

from collections.abc import Callable, Collection, Mapping
from functools import partial

from company import histories
from company.models import Person, Product
from escalations.models import Escalation
from escalations.states import State
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


def worked_item(escalation: Escalation, *, actor: Person | None) -> Item:
    """The item that effort on it goes to: its own, or the core item it became."""
    if escalation.state == State.PLANNED:
        return escalation.taken_into_plan.item
    return item_of(escalation, actor=actor)


def find_work(
    product: Product, ids: Collection[int], person: Person
) -> Mapping[int, Callable[[], Item]]:
    """By escalation id, a function that gives the item effort goes to, for those the person may
    see.

    A function, since the item may have to be made, which only the action may do.
    """
    seen = Escalation.objects.visible_to(person).filter(product=product)
    rows = seen.select_related("product", "item").in_bulk(ids)
    return {pk: partial(worked_item, row, actor=person) for pk, row in rows.items()}
