"""Declining, deferring, redirecting and cancelling."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from company.models import Rate
from company.refusals import Malformed
from escalations import actions
from escalations.models import Escalation, Part
from governance.approvals import actions as approvals
from governance.models import Decision
from tests.conftest import token_client
from tests.portfolio.pages import signed_in, words
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


class TestThePriceOfServices:
    """2.00 wk at 8,000.00 cost 16,000.00; three times that are 48,000.00."""

    WHY = "Nineteen letters ok"

    def redirect(self, world, to="services", price="47999.99", weeks="2.00", reason=WHY):
        return approvals.redirect(
            escalation=world.submitted(),
            reason=reason,
            to=to,
            weeks=weeks and D(weeks),
            price=price and D(price),
            actor=world.cast.sales_vp,
        )

    @pytest.mark.parametrize("to", ["services", "partner"])
    def test_below_three_times_the_cost_a_reason_says_why(self, agreed, to):
        assert len(self.WHY) == 19
        made = agreed.submitted()
        give = {"to": to, "weeks": D(2), "price": D("47999.99"), "actor": agreed.cast.sales_vp}
        with refuses("reason-missing"):
            approvals.redirect(escalation=made, reason=" ", **give)
        with refuses("reason-too-short") as caught:
            approvals.redirect(escalation=made, reason=f" {self.WHY} ", **give)
        assert caught.value.facts == {"cost": D("16000.00"), "price": D("47999.99")}
        assert caught.value.detail == (
            "2.00 wk cost EUR 16,000.00, and the price of 47,999.99 is below 3 times that: say"
            " why, in at least 20 characters."
        )

        made = approvals.redirect(escalation=made, reason=f"{self.WHY}!", **give)

        assert made.state == "redirected"
        assert (decision(made).reason, decision(made).weeks) == (f"{self.WHY}!", D("2.00"))
        agreed.proven()

    @pytest.mark.parametrize(
        ("weeks", "price"),
        [("2.00", "48000.00"), ("0.00", "0.00"), (None, "1.00"), ("2.00", None), (None, None)],
    )
    def test_three_times_the_cost_or_what_nobody_knows_needs_none(self, agreed, weeks, price):
        assert self.redirect(agreed, weeks=weeks, price=price, reason="Ok.").state == "redirected"

    def test_even_then_a_decision_has_a_reason(self, agreed):
        made = agreed.submitted()
        with raises_and_changes_nothing(Malformed) as caught:
            approvals.redirect(
                escalation=made,
                reason="",
                to="partner",
                weeks=D(2),
                price=D(48000),
                actor=agreed.cast.executive,
            )
        assert list(caught.value.errors) == ["reason"]

    def test_the_cost_is_that_of_todays_rate(self, agreed):
        Rate.objects.create(
            product=agreed.product, from_date=dt.date(2026, 11, 10), per_week=D("9000.00")
        )
        made = agreed.submitted()
        with refuses("reason-too-short"):
            approvals.redirect(
                escalation=made,
                reason="Ok.",
                to="services",
                weeks=D(2),
                price=D(53999),
                actor=agreed.cast.executive,
            )
        assert self.redirect(agreed, price="54000.00", reason="Ok.").state == "redirected"

    def test_the_state_is_judged_first(self, agreed):
        made = agreed.approved()
        with refuses("wrong-state"):
            approvals.redirect(
                escalation=made,
                reason="",
                to="services",
                weeks=D(2),
                price=D(1),
                actor=agreed.cast.executive,
            )

    def test_api_and_page_refuse_alike(self, agreed):
        made = agreed.submitted()
        body = {"to": "services", "weeks": "2.00", "price": "100.00"}
        api = token_client(agreed.cast.sales_vp)
        path = f"/api/v1/escalations/{made.pk}/redirect/"
        said = api.post(path, body, format="json")
        short = api.post(path, {**body, "reason": "Short."}, format="json")
        page = signed_in(agreed.cast.sales_vp).post(
            f"/p/skylark/escalations/{made.pk}/redirect/", {**body, "reason": "Short."}
        )

        assert (said.status_code, said.json()["type"]) == (409, "/problems/reason-missing")
        assert (short.status_code, short.json()["type"]) == (409, "/problems/reason-too-short")
        assert page.status_code == 422
        assert "is below 3 times that: say why" in words(page)
        assert list(page.context["form"].errors) == ["reason"]
        made.refresh_from_db()
        assert made.state == "submitted"


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
