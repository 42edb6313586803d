"""Joining a request: who may, what it counts for, and that nobody counts twice."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from company.refusals import Malformed
from escalations.claims import ClaimInput
from escalations.demand import who_wants
from escalations.evidence import Evidence
from escalations.joining import leave
from escalations.models import Escalation, Join
from governance.approvals.actions import decline
from portfolio.models import Waiting
from tests.browserforms import form_of
from tests.conftest import make_customer, make_product, token_client
from tests.makers import NEXT
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes, raises_and_changes_nothing, refuses, taken_back


def wanting(escalation) -> list[tuple[str, str]]:
    return [(one.customer.name, one.known_by) for one in who_wants(escalation)]


@pytest.fixture
def asked(agreed):
    """Skyhook's own request for badges."""
    skyhook = agreed.customer("Skyhook", arr="100000")
    everyone = [ClaimInput("everyone_wants_this")]
    return agreed.submitted(title="Badge printing for visitors", customer=skyhook, claims=everyone)


def test_all_but_observers_may(agreed, asked):
    borealis = agreed.customer("Borealis")

    with raises_and_changes_nothing(PermissionDenied):
        agreed.join(asked, borealis, actor=agreed.cast.observer)
    for role in ("sales", "sales_vp", "product_manager", "engineering", "executive"):
        with taken_back():
            agreed.join(asked, borealis, actor=agreed.cast.of(role))
            assert Join.objects.get().customer == borealis


def test_it_stands_with_the_request_and_in_its_story(agreed, asked):
    borealis = agreed.customer("Borealis")
    deal = agreed.deal(borealis, "90000.00", name="Borealis: desks")

    agreed.join(asked, borealis, deal=deal, note="They print in two colours.")

    said = words(signed_in(agreed.cast.observer).get(f"/p/skylark/escalations/{asked.pk}/"))
    assert "Also asked by Borealis, for Borealis: desks, EUR 90k sales@skylark" in said
    assert "Joined by another customer" in said
    assert "Borealis asks for it too. They print in two colours." in said
    theirs = words(signed_in(agreed.cast.observer).get(f"/p/skylark/customers/{borealis.pk}/"))
    assert "Badge printing for visitors" in theirs
    agreed.proven()


def test_everyone_wants_this_counts_each_customer_once(agreed, asked):
    borealis = agreed.customer("Borealis", arr="300000")
    agreed.join(asked, borealis)
    # The same customer asks the same once more, in a request of their own.
    agreed.submitted(title="Badge printing for visitors", customer=borealis)

    assert wanting(asked) == [("Skyhook", "asks for it"), ("Borealis", "asks for it too")]
    (evidence,) = Evidence(asked).claims
    assert evidence.said == (
        "2 customers wait for it or asked for the same: 2 of the 2 who pay and 100% of the revenue."
    )


def test_who_joined_a_request_for_the_same_counts_too(agreed, asked):
    other = agreed.submitted(title="Badge printing for visitors", customer=agreed.customer("Lumen"))
    agreed.join(other, agreed.customer("Borealis"))
    agreed.join(other, asked.customer)

    assert wanting(asked) == [
        ("Skyhook", "asks for it"),
        ("Borealis", "asks for “Badge printing for visitors” too"),
        ("Lumen", "asked for “Badge printing for visitors”"),
    ]


def test_a_planned_item_counts_who_joined_and_lets_them_wait(agreed):
    skyhook, borealis = agreed.customer("Skyhook"), agreed.customer("Borealis")
    made = agreed.asked_as("planned_item", "3.00", NEXT, customer=skyhook)
    agreed.plan(NEXT, lines=[])

    with refuses("one-customer"):
        agreed.take_into_plan(made)
    agreed.join(made, borealis)
    agreed.take_into_plan(made)

    planned = Escalation.objects.get().taken_into_plan
    assert planned.customers == 2
    waiting = Waiting.objects.filter(item=planned.item)
    assert sorted(wait.customer.name for wait in waiting) == ["Borealis", "Skyhook"]
    # Whoever joins what is planned already waits for it from then on, and once.
    agreed.join(made, agreed.customer("Lumen"))
    assert waiting.all().count() == 3
    assert waiting.get(customer__name="Lumen").since == dt.date(2026, 11, 10)
    agreed.proven()


def test_what_cannot_be_says_why(agreed, asked):
    borealis, kite = agreed.customer("Borealis"), make_product("kite")
    foreign, theirs = make_customer(kite), agreed.deal(asked.customer)

    for given_, said in [
        ({"customer": asked.customer}, "It is Skyhook's own request: they ask for it already."),
        ({"customer": foreign}, "That customer belongs to another product."),
        (
            {"customer": borealis, "deal": theirs},
            "Badges is a deal with Skyhook, not with Borealis.",
        ),
    ]:
        with raises_and_changes_nothing(Malformed) as caught:
            agreed.join(asked, given_.pop("customer"), **given_)
        assert [said] in caught.value.errors.values()
    agreed.join(asked, borealis)
    with raises_and_changes_nothing(ValidationError) as twice:
        agreed.join(asked, borealis)
    assert twice.value.messages == ["This customer asks for it already."]


def test_who_asks_no_more_counts_no_more_and_may_come_again(agreed, asked):
    borealis = agreed.customer("Borealis")
    agreed.join(asked, borealis)

    leave(
        escalation=asked, customer=borealis, note="They bought printers.", actor=agreed.cast.sales
    )

    assert wanting(asked) == [("Skyhook", "asks for it")]
    with raises_and_changes_nothing(Malformed):
        leave(escalation=asked, customer=borealis, actor=agreed.cast.sales)
    agreed.join(asked, borealis)
    assert (Join.objects.count(), len(wanting(asked))) == (2, 2)
    agreed.proven()


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(steps=st.lists(st.tuples(st.sampled_from(["join", "leave", "ask"]), st.integers(0, 3))))
def test_however_they_join_and_leave_nobody_counts_twice(agreed, steps):
    with taken_back():
        cast = [agreed.customer(f"Cast {n}") for n in range(4)]
        made = agreed.submitted(title="Badge printing for visitors", customer=cast[0])
        joined, filed = set(), set()
        for verb, n in steps:
            if verb == "ask":
                agreed.submitted(title="Badge printing for visitors", customer=cast[n])
                filed.add(n)
                continue
            try:
                if verb == "join":
                    agreed.join(made, cast[n])
                    joined.add(n)
                else:
                    leave(escalation=made, customer=cast[n], actor=agreed.cast.sales)
                    joined.discard(n)
            except (Malformed, ValidationError):
                assert (n in joined) == (verb == "join") or n == 0

        names = [name for name, _ in wanting(made)]
        # Of those who file for themselves at least the most similar five are known.
        assert sorted(names) == sorted(set(names))
        assert {f"Cast {n}" for n in joined | {0}} <= set(names)
        assert set(names) <= {f"Cast {n}" for n in joined | filed | {0}}


class TestWhileWriting:
    """The panel beside the form: what was asked before, and joining it."""

    def beside(self, world, **typed) -> str:
        client = signed_in(world.cast.sales)
        return client.post("/p/skylark/escalations/similar/", typed).content.decode()

    def test_an_open_request_is_joined_for_the_customer_chosen(self, agreed, asked):
        borealis = agreed.customer("Borealis")

        text = self.beside(agreed, title="Badge printing", customer=borealis.pk)

        path = f"/p/skylark/escalations/{asked.pk}/join/?customer={borealis.pk}"
        assert f'<a href="{path}">Join this one for Borealis</a>' in text
        client = signed_in(agreed.cast.sales)
        sent = form_of(client.get(path))
        assert sent["customer"] == [str(borealis.pk)]
        assert client.post(path, sent).status_code == 302
        assert Join.objects.get().by == agreed.cast.sales

    def test_nobody_joins_their_own_nor_what_was_turned_down(self, agreed, asked):
        assert "Join this one" not in self.beside(
            agreed, title="Badge printing", customer=asked.customer_id
        )
        decline(escalation=asked, reason="One door in two years.", actor=agreed.cast.executive)

        text = self.beside(agreed, title="Badge printing", customer=agreed.customer().pk)

        assert "Join this one" not in text
        assert "Declined by executive@skylark.example, 10 Nov: One door in two years." in text

    def test_non_goals_and_extension_points_it_resembles_are_shown(self, agreed):
        agreed.non_goal("Payroll", "Payroll is law in 30 countries.")
        agreed.extension_point("Print webhook", "documented", link="https://docs.example.com/p")
        agreed.extension_point("Report interface", "missing")

        text = self.beside(agreed, title="Send it to their payroll", problem="Print by webhook.")

        assert "We decided not to do this" in text
        assert "Payroll is law in 30 countries." in text
        assert '<a href="https://docs.example.com/p">Print webhook</a>' in text
        assert "Report interface" not in text
        assert "We decided not" not in self.beside(agreed, title="Another colour of badge")

    def test_whoever_decides_sees_them_and_the_stance(self, agreed):
        agreed.stance("extension_points", support_state="yes")
        agreed.non_goal("Badge printing", "Printers are not ours.")
        agreed.submitted(title="Badge printing twice")
        made = agreed.proposed("3.00")
        path = f"/p/skylark/escalations/{made.pk}/approve/"

        said = words(signed_in(agreed.cast.executive).get(path))

        assert "We decided not to do this Badge printing since 7 Jan 2025Printers" in said
        assert "What it resembles 1 decided against; 1 earlier request" in said
        assert "Asked before Badge printing twice" in said
        assert (
            "Change the product for this one customer. Customisation stance: Through extension"
            " points; ready in 1 of 7." in said
        )
        assert "Join this one" not in said


class TestByApi:
    def test_the_verb_answers_with_who_asks(self, agreed, asked):
        borealis = agreed.customer("Borealis")
        client = token_client(agreed.cast.sales)
        path = f"/api/v1/escalations/{asked.pk}"

        answer = client.post(
            f"{path}/join/", {"customer": borealis.pk, "note": "Two colours."}, format="json"
        )
        with nothing_changes():
            twice = client.post(f"{path}/join/", {"customer": borealis.pk}, format="json")
            unknown = client.post(f"{path}/join/", {"customer": 999}, format="json")

        assert answer.status_code == 200
        (said,) = answer.json()["also_asked_by"]
        assert (said["customer"], said["name"], said["deal"], said["note"]) == (
            borealis.pk,
            "Borealis",
            None,
            "Two colours.",
        )
        assert (twice.status_code, unknown.status_code) == (400, 400)
        assert "No customer of number 999 is in this product." in unknown.content.decode()
        left = client.post(f"{path}/leave/", {"customer": borealis.pk}, format="json")
        assert left.json()["also_asked_by"] == []


class TestWhatWouldHaveDoneIt:
    def test_a_product_manager_says_it_and_says_otherwise(self, agreed):
        made, missing = agreed.approved("3.00"), agreed.extension_point("Report interface")
        path = f"/p/skylark/escalations/{made.pk}/"
        manager = signed_in(agreed.cast.product_manager)
        sent = {**form_of(manager.get(f"{path}offload/")), "extension_point": str(missing.pk)}

        assert manager.post(f"{path}offload/", {**sent, "note": "All of it."}).status_code == 302

        said = "What would have done it Report interface (missing). All of it."
        assert said in words(signed_in(agreed.cast.observer).get(path))
        agreed.offload(made, None)
        assert "No extension point would have." in words(manager.get(path))
        made.refresh_from_db()
        assert made.offload.history.count() == 2
        agreed.proven()

    def test_only_a_change_of_the_core_and_only_by_product(self, agreed):
        hooks = agreed.extension_point("Webhooks")
        through = agreed.confirm(agreed.asked_as("extension_point", "1.00"))
        rows = [agreed.take(agreed.a, D("1.00"))]
        agreed.approve(agreed.propose(through, *rows))

        with refuses("wrong-approach"), nothing_changes():
            agreed.offload(through, hooks)
        proposed = agreed.proposed("1.00")
        with refuses("wrong-state"), nothing_changes():
            agreed.offload(proposed, hooks)
