"""A request form keeps one draft, however often it is sent: nothing typed is lost."""

from typing import Any

from company.models import Person, Product
from escalations import actions
from escalations.forms import EscalationForm
from escalations.models import Escalation
from portfolio.effort import answer_once


def keep_draft(*, product: Product, key: str, form: EscalationForm, actor: Person) -> Escalation:
    """File what the form holds; when a draft was filed under this key before, amend that one.

    `key` comes with the form, so that saving by itself, a double click and sending it again
    after the back button all mean the same request. Raises what filing and amending raise.
    """
    claims, values = form.claims_given(), form.values()

    def file() -> dict[str, Any]:
        made = actions.file_escalation(product=product, actor=actor, claims=claims, **values)
        return {"escalation": made.pk}

    if not key:
        return Escalation.objects.get(pk=file()["escalation"])
    answer = answer_once(person=actor, key=f"draft:{product.pk}:{key[:64]}", body=b"", do=file)
    found = Escalation.objects.select_related("product").get(pk=answer["escalation"])
    return actions.amend_escalation(escalation=found, actor=actor, claims=claims, **values)
