"""Filing a request for core work that turned out to be for one customer."""

from django.db import transaction

from company.access import Someone, require
from company.models import Person
from company.refusals import Malformed
from escalations.actions import file_escalation
from escalations.models import Escalation
from escalations.own_items import item_of
from escalations.states import State
from ledger import chain
from portfolio.models import Item
from portfolio.plan.actions import is_special

OVER = (State.DECLINED, State.WITHDRAWN, State.CANCELLED)


def filed_for(item: Item, person: Someone) -> Escalation | None:
    """The open or delivered request that stands for the item's work, if the person may see it.

    Known by customer and title, which `file_for_item` copies.
    """
    rows = Escalation.objects.visible_to(person).filter(
        product=item.product_id, customer=item.customer_id, title=item.title[:200]
    )
    return rows.exclude(state__in=OVER).order_by("pk").first()


@transaction.atomic
def file_for_item(*, item: Item, actor: Person) -> Escalation:
    """File a draft for the item's customer, with an item of its own in the specials slice.

    Effort from then on goes there; earlier effort stays where it was. Asked twice, it returns the
    same draft. Raises PermissionDenied, and Malformed where the item is for no one customer.
    """
    require(actor, item.product_id, "file an escalation")
    if item.customer is None or is_special(item):
        raise Malformed(item=f"{item} is not core work for one customer.")
    chain.lock(item.product)
    filed = filed_for(item, actor)
    if filed is not None:
        return filed
    made = file_escalation(
        product=item.product, actor=actor, customer=item.customer, title=item.title[:200]
    )
    item_of(made, actor=actor)
    return made
