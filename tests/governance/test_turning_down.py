"""Declining, deferring, redirecting and cancelling."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from company.refusals import Malformed
from escalations import actions
from escalations.models import Escalation, Part
from governance.approvals import actions as approvals
from governance.models import Decision
from tests.snapshots import raises_and_changes_nothing, refuses


def decision(escalation) -> Decision:
    return Decision.objects.get(escalation=escalation)


@pytest.mark.parametrize("role", ["sales_vp", "executive"])
@pytest.mark.parametrize("verb", ["decline", "defer", "redirect"])
def test_declining_deferring_and_redirecting_take_nothing(agreed, role, verb):
    made, lines = agreed.proposed("3.00"), agreed.weeks()
    more = {"to": "partner", "weeks": D("2.00"), "price": D("50000")} if verb == "redirect" else {}

    getattr(approvals, verb)(escalation=made, reason="Not now.", actor=agreed.cast.of(role), **more)

    kept = {"decline": "declined", "defer": "deferred", "redirect": "redirected"}[verb]
    assert Escalation.objects.get().state == kept
    assert (decision(made).kind, decision(made).reason) == (verb, "Not now.")
    assert (agreed.weeks(), agreed.headroom(), Part.objects.count()) == (lines, "8.32", 0)
    assert agreed.kinds()[-1] == kept
    agreed.proven()


@pytest.mark.parametrize("verb", ["decline", "defer", "redirect"])
def test_they_need_a_reason_and_a_role(agreed, verb):
    made = agreed.submitted()
    do = getattr(approvals, verb)
    more = {"to": "services"} if verb == "redirect" else {}

    with raises_and_changes_nothing(Malformed):
        do(escalation=made, reason="", actor=agreed.cast.executive, **more)
    for role in ("sales", "product_manager", "engineering", "observer"):
        with raises_and_changes_nothing(PermissionDenied):
            do(escalation=made, reason="No.", actor=agreed.cast.of(role), **more)


def test_redirecting_goes_to_services_or_a_partner(agreed):
    made = agreed.submitted()

    with raises_and_changes_nothing(Malformed):
        approvals.redirect(escalation=made, reason="No.", to="moon", actor=agreed.cast.executive)


def test_what_was_deferred_may_be_submitted_again_and_is_sized_again(agreed):
    made = agreed.proposed("3.00")
    made = approvals.defer(escalation=made, reason="Later.", actor=agreed.cast.sales_vp)
    made = actions.submit(escalation=made, actor=agreed.cast.sales)

    with refuses("wrong-state"):
        agreed.approve(made)


def test_cancelling_is_an_executives(agreed):
    made = agreed.approved("3.00")

    for role in ("sales", "sales_vp", "product_manager", "engineering", "observer"):
        with raises_and_changes_nothing(PermissionDenied):
            approvals.cancel(escalation=made, reason="No.", actor=agreed.cast.of(role))
    with raises_and_changes_nothing(Malformed):
        agreed.cancel(made, reason=" ")
    agreed.cancel(made)
    assert agreed.kinds()[-1] == "cancelled"
