"""The question asked on the first working day of each month: are all promises listed?"""

from django.db import transaction

from company import clock
from company.access import holds, require
from company.calendar import first_working_day, today
from company.models import Person, Product
from company.refusals import Refused
from company.roles import DECIDERS
from escalations.models import PromiseAnswer
from ledger import chain


def is_asked(product: Product, person: Person) -> bool:
    """Whether the person has not answered yet this month. One query for whoever is asked."""
    day = today(product)
    if not holds(person, product.pk, DECIDERS) or day < first_working_day(day):
        return False
    month = day.replace(day=1)
    return not PromiseAnswer.objects.filter(product=product, person=person, month=month).exists()


@transaction.atomic
def answer_promises(*, product: Product, nothing_else: bool, actor: Person) -> PromiseAnswer:
    """Keep the month's answer: nothing else was promised, or something was.

    The same answer again changes nothing. Raises PermissionDenied, and Refused wrong-state where
    they answered otherwise this month.
    """
    require(actor, product.pk, "say that all promises are listed")
    chain.lock(product)
    now, month = clock.now(), today(product).replace(day=1)
    standing = PromiseAnswer.objects.filter(product=product, person=actor, month=month).first()
    if standing is not None:
        if standing.nothing_else != nothing_else:
            raise Refused(
                "wrong-state",
                f"You answered this already on {product.local_day(standing.at)}. A promise may be"
                " added to the list at any time.",
            )
        return standing
    made = PromiseAnswer.objects.create(
        product=product, person=actor, month=month, nothing_else=nothing_else, at=now
    )
    chain.append(
        product,
        "promises_answered",
        actor,
        now,
        seals=[made],
        month=month,
        nothing_else=nothing_else,
    )
    return made
