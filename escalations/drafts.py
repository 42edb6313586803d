"""The request form keeps one draft, however often it is sent."""

import hashlib
import re
from typing import Any

from django.db import transaction

from company import clock
from company.models import Person, Product
from company.versions import Expected
from escalations import actions
from escalations.deals import keep_commitment
from escalations.forms.request import EscalationForm
from escalations.models import Escalation
from escalations.transitions import escalation_version
from ledger import chain
from portfolio.effort.actions import answer_once
from portfolio.models import EffortReceipt


def keep_draft(
    *, product: Product, key: str, form: EscalationForm, actor: Person, by_itself: bool = False
) -> Escalation:
    """Keep what the form holds: in its own request, in the one filed under `key`, or in a new one.

    `key` comes with the form, so that saving by itself, a double click and sending again after the
    back button all mean the same request; a malformed key counts as none. Sets `form.seen` to the
    version it leaves. Raises what filing and amending raise, and Stale where somebody else, or
    another tab, changed the request since this form saw it.
    """
    key = key if re.fullmatch("[0-9A-Za-z_-]{1,64}", key) else ""
    claims, name = form.claims_given(), f"draft:{product.pk}:{key}"

    def file() -> dict[str, Any]:
        made = actions.file_escalation(
            product=product, actor=actor, claims=claims, **form.changes()
        )
        return {"escalation": made.pk, "version": escalation_version(made)}

    request_id = form.instance.pk
    if request_id is None and not key:
        return Escalation.objects.get(pk=file()["escalation"])
    if request_id is None:
        receipt = answer_once(person=actor, key=name, body=b"", do=file)
        request_id = receipt["escalation"]
    with transaction.atomic():
        chain.lock(product)
        expected = _expected(form, actor, name if key else "", by_itself)
        changes = {**form.changes(), "claims": claims}
        kept = actions.amend_escalation(request_id, changes, actor=actor, expected=expected)
        form.seen = escalation_version(kept)
        if key:
            _leave(actor, name, {"escalation": kept.pk, "version": form.seen})
    return kept


@transaction.atomic
def keep_with_promise(
    *, product: Product, key: str, form: EscalationForm, actor: Person
) -> Escalation:
    """Keep the request and the promise in its form; each once, however often sent.

    For the buttons alone: what saves itself may be a half-typed promise.
    """
    kept = keep_draft(product=product, key=key, form=form, actor=actor)
    promise = form.promise_given()
    if promise is not None:
        known = kept.commitments.filter(what__iexact=promise["what"]).first()
        belongs = {"product": product, "customer": kept.customer, "escalation": kept}
        keep_commitment(known.pk if known else None, {**belongs, **promise}, actor=actor)
    return kept


def _expected(form: EscalationForm, actor: Person, name: str, by_itself: bool) -> Expected:
    """The versions that the request may have: what the form saw, or what this same form left.

    A save by itself counts by what it saw alone: arriving after the button was pressed, it must not
    put older words back.
    """
    receipt = EffortReceipt.objects.filter(person=actor, key=name).first() if name else None
    left = receipt.answer.get("version") if receipt else None
    if by_itself and form.expected:
        return form.expected
    return {version for version in (*(form.expected or ()), left) if version} or None


def _leave(actor: Person, name: str, answer: dict[str, Any]) -> None:
    """Remember under the form's key what it left."""
    digest = hashlib.sha256(b"").hexdigest()
    # The receipts of the API's Idempotency-Key, used for forms as well.
    EffortReceipt.objects.update_or_create(
        person=actor,
        key=name,
        defaults={"answer": answer, "digest": digest, "at": clock.now()},
    )
