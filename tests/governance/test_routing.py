"""Which extension point or partner a sizing and a redirect name, wherever that is shown."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from company.refusals import Malformed
from escalations.models import Escalation, Sizing
from escalations.warnings import sentences_of_warning
from governance.approvals import actions as approvals
from governance.models import Decision
from governance.report.sections import build_report
from portfolio.models import Partner
from portfolio.routing.actions import keep_partner
from tests.browserforms import form_of
from tests.conftest import make_product, token_client
from tests.makers import Q4, noon
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes, raises_and_changes_nothing

NOVEMBER = dt.date(2026, 11, 1)
WEEKS = {"low_weeks": "1.00", "likely_weeks": "2.00", "high_weeks": "3.00"}


def page_of(world, escalation, role="observer") -> str:
    path = f"/p/skylark/escalations/{escalation.pk}/"
    return words(signed_in(world.cast.of(role)).get(path))


def redirect(world, escalation, **more):
    more = {"reason": "They do it.", "to": "partner", **more}
    return approvals.redirect(escalation=escalation, actor=world.cast.sales_vp, **more)


class TestSizing:
    def test_it_names_an_extension_point_also_one_that_is_missing(self, agreed):
        missing = agreed.extension_point("Report interface")
        made = agreed.size(
            agreed.submitted(), "2.00", approach="extension_point", extension_point=missing
        )

        assert Sizing.objects.get().way == (
            "Through an extension point: Report interface (missing)"
        )
        assert "Through an extension point: Report interface (missing). A driver." in page_of(
            agreed, made
        )
        agreed.proven()

    @pytest.mark.parametrize(
        ("approach", "named"), [("core", "extension_point"), ("extension_point", "partner")]
    )
    def test_another_approach_names_none(self, agreed, approach, named):
        made, way = agreed.submitted(), getattr(agreed, named)()

        with raises_and_changes_nothing(ValidationError):
            agreed.size(made, "2.00", approach=approach, **{named: way})

    def test_what_another_product_keeps_or_what_was_ended_is_refused(self, agreed):
        made = agreed.submitted()
        foreign = Partner.objects.create(product=make_product("kite"), name="Theirs")
        gone = agreed.partner("Gone")
        manager = agreed.cast.product_manager
        gone = keep_partner(gone.pk, {"ended_on": dt.date(2026, 11, 1)}, actor=manager)

        for partner, said in [(foreign, "another product"), (gone, "was ended on 2026-11-01")]:
            with raises_and_changes_nothing(Malformed) as caught:
                agreed.size(made, "2.00", approach="partner", partner=partner)
            assert said in caught.value.errors["partner"][0]

    def test_whoever_names_none_is_reminded(self, agreed):
        made = agreed.asked_as("extension_point")
        other = agreed.asked_as("partner")

        assert sentences_of_warning(made)[0] == (
            "It is sized as through an extension point, and nobody has said which."
        )
        assert sentences_of_warning(other)[0] == (
            "It is sized as a partner's work, and nobody has said whose."
        )

    def test_the_api_takes_and_answers_them(self, agreed):
        hooks, made = agreed.extension_point("Webhooks", "documented"), agreed.submitted()
        client = token_client(agreed.cast.engineering)
        path = f"/api/v1/escalations/{made.pk}/size/"
        given = {"quarter": str(Q4), "approach": "extension_point", **WEEKS}
        client.get("/api/v1/products/")

        with nothing_changes():
            refused = client.post(path, {**given, "extension_point": 999}, format="json")
        answer = client.post(path, {**given, "extension_point": hooks.pk}, format="json")

        assert refused.status_code == 400
        assert "No extension point of number 999 stands here." in refused.content.decode()
        said = answer.json()["sizing"]
        assert (said["extension_point"], said["extension_point_name"]) == (hooks.pk, "Webhooks")
        assert (said["partner"], said["partner_name"]) == (None, None)

    def test_the_form_offers_what_stands_and_begins_with_what_was_said(self, agreed):
        hooks, made = agreed.extension_point("Webhooks"), agreed.submitted()
        engineer = signed_in(agreed.cast.engineering)
        path = f"/p/skylark/escalations/{made.pk}/size/"
        shown = engineer.get(path)
        assert "Webhooks (missing)" in words(shown)
        # Nobody keeps a partner, so nobody is asked for one.
        assert "By which partner?" not in words(shown)

        sent = {**form_of(shown), **WEEKS, "note": "A driver."}
        sent |= {"approach": "extension_point", "extension_point": str(hooks.pk)}
        assert engineer.post(path, sent).status_code == 302

        assert form_of(engineer.get(path))["extension_point"] == [str(hooks.pk)]


class TestRedirecting:
    def test_it_goes_to_the_partner_named(self, agreed):
        ferrymen, made = agreed.partner("Ferrymen"), agreed.submitted(title="Term times")

        redirect(agreed, made, partner=ferrymen)

        assert Decision.objects.get().partner == ferrymen
        assert "To Ferrymen" in page_of(agreed, made)
        (row,) = build_report(agreed.product, NOVEMBER).decisions.rows
        assert (row.title, row.redirected_to, row.partner) == ("Term times", "partner", "Ferrymen")
        report = signed_in(agreed.cast.observer).get("/p/skylark/report/2026-11/")
        assert "Redirected to Ferrymen" in words(report)
        agreed.proven()

    def test_or_to_whom_the_sizing_named(self, agreed):
        ferrymen = agreed.partner("Ferrymen")
        made = agreed.size(agreed.submitted(), "2.00", approach="partner", partner=ferrymen)
        form = form_of(
            signed_in(agreed.cast.sales_vp).get(f"/p/skylark/escalations/{made.pk}/redirect/")
        )

        redirect(agreed, made)

        assert (form["to"], form["partner"]) == (["partner"], [str(ferrymen.pk)])
        assert Decision.objects.get().partner == ferrymen

    def test_services_take_no_partner(self, agreed):
        made, ferrymen = agreed.submitted(), agreed.partner()

        with raises_and_changes_nothing(Malformed) as caught:
            redirect(agreed, made, to="services", partner=ferrymen)

        assert list(caught.value.errors) == ["partner"]

    def test_nobody_need_be_named(self, agreed):
        redirect(agreed, agreed.submitted())

        assert Decision.objects.get().partner is None
        assert Escalation.objects.get().state == "redirected"

    def test_by_api(self, agreed):
        made, ferrymen = agreed.submitted(), agreed.partner("Ferrymen")
        client = token_client(agreed.cast.sales_vp)
        path = f"/api/v1/escalations/{made.pk}/redirect/"

        answer = client.post(
            path, {"to": "partner", "reason": "Theirs.", "partner": ferrymen.pk}, format="json"
        )

        assert answer.status_code == 200
        (decision,) = client.get(f"/api/v1/escalations/{made.pk}/decisions/").json()
        assert (decision["redirected_to"], decision["partner"]) == ("partner", ferrymen.pk)

    def test_a_month_names_the_partner_as_it_was_called_then(self, agreed):
        ferrymen = agreed.partner("Ferrymen")
        redirect(agreed, agreed.submitted(), partner=ferrymen)

        with noon(2026, 12, 10):
            keep_partner(ferrymen.pk, {"name": "Ferry AB"}, actor=agreed.cast.sales_vp)
            (row,) = build_report(agreed.product, NOVEMBER).decisions.rows

        assert row.partner == "Ferrymen"
