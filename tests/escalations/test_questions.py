"""Sent back with a question, answered; and who has an escalation, by name."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from company.actions import add_member
from company.models import Membership
from company.refusals import Malformed
from escalations import actions
from escalations.assignees import assignee_of
from escalations.messages import assignee_sentence
from escalations.models import Escalation
from tests.conftest import token_client
from tests.makers import noon
from tests.portfolio.pages import signed_in, words
from tests.snapshots import raises_and_changes_nothing, refuses


def has_it(escalation) -> tuple[str, str] | None:
    found = assignee_of(Escalation.objects.get(pk=escalation.pk))
    return (found.role, found.name) if found else None


def by_role(world, role):
    return (role, str(world.cast.of(role)))


def asked(world, escalation, question="Which doors?"):
    return actions.send_back(
        escalation=escalation, question=question, actor=world.cast.product_manager
    )


def answered(world, escalation, actor=None):
    return actions.answer(
        escalation=escalation, text="The two at the back.", actor=actor or world.cast.sales
    )


class TestAnswering:
    def test_a_question_is_with_whoever_filed_it_until_it_is_answered(self, agreed):
        made = agreed.submitted(actor=agreed.cast.sales_vp)
        assert has_it(made) == by_role(agreed, "engineering")

        with noon(2026, 11, 12):
            made = asked(agreed, made)
        assert has_it(made) == by_role(agreed, "sales_vp")
        assert (made.state, made.answer_due) == ("submitted", dt.date(2026, 11, 19))

        with noon(2026, 11, 13):
            made = answered(agreed, made, agreed.cast.sales_vp)
        assert has_it(made) == by_role(agreed, "product_manager")
        assert (made.state, made.answer_due) == ("submitted", dt.date(2026, 11, 20))
        assert [(e.kind, e.text) for e in made.events.order_by("pk")][-2:] == [
            ("send_back", "Which doors?"),
            ("answer", "The two at the back."),
        ]
        agreed.proven()

    @pytest.mark.parametrize("state", ["submitted", "sized", "proposed"])
    def test_it_goes_back_to_submitted_and_on_from_there(self, agreed, state):
        made = getattr(agreed, state)()

        made = answered(agreed, asked(agreed, made))
        made = agreed.size(made, "2.00")

        assert (made.state, made.questioner, made.answered_at) == ("sized", None, None)
        assert has_it(made) == by_role(agreed, "product_manager")

    def test_asking_again_takes_the_next_answer(self, agreed):
        made = asked(agreed, answered(agreed, asked(agreed, agreed.submitted())), "How many?")

        assert made.is_sent_back
        assert made.question == "How many?"
        assert has_it(made) == by_role(agreed, "sales")

    def test_nothing_is_answered_that_nobody_asked(self, agreed):
        made = agreed.submitted()
        with refuses("wrong-state"):
            answered(agreed, made)
        done = answered(agreed, asked(agreed, made))
        with refuses("wrong-state"):
            answered(agreed, done)

    def test_an_answer_says_something(self, agreed):
        made = asked(agreed, agreed.submitted())

        with raises_and_changes_nothing(Malformed):
            actions.answer(escalation=made, text=" \u2060", actor=agreed.cast.sales)

    def test_sales_and_whoever_filed_it_answer_and_nobody_else(self, agreed):
        made = asked(agreed, agreed.submitted(actor=agreed.cast.engineering))
        for role in ("product_manager", "executive", "observer"):
            with raises_and_changes_nothing(PermissionDenied):
                answered(agreed, made, agreed.cast.of(role))

        assert answered(agreed, made, agreed.cast.engineering).answered_at

    def test_it_may_be_sized_or_decided_without_an_answer(self, agreed):
        made = agreed.size(asked(agreed, agreed.submitted()), "2.00")

        assert (made.state, made.is_sent_back) == ("sized", False)


class TestWhoHasIt:
    def test_of_several_the_one_who_acted_last_has_it(self, agreed):
        eva = {"email": "eva@skylark.example", "name": "Eva", "roles": ["engineering"]}
        add_member(product=agreed.product, **eva)
        made = agreed.submitted()
        assert has_it(made) == ("engineering", "engineering@skylark.example or Eva")

        made = agreed.size(made, "3.00")
        made = agreed.approve(agreed.propose(agreed.confirm(made), agreed.take(agreed.a, "3.00")))
        assert has_it(made) == by_role(agreed, "engineering")

    def test_of_many_it_says_how_many_others(self, agreed):
        for n in range(3):
            add_member(email=f"e{n}@skylark.example", product=agreed.product, roles=["engineering"])

        assert has_it(agreed.submitted()) == (
            "engineering",
            "engineering@skylark.example or 3 others",
        )

    def test_whoever_left_has_nothing(self, agreed):
        made = asked(agreed, agreed.submitted())
        Membership.objects.filter(person=agreed.cast.sales).delete()
        assert has_it(made) == ("sales", "")
        made.refresh_from_db()
        assert assignee_sentence(made) == "Sales has it, to answer the question by 17 Nov."

    def test_nobody_has_what_is_over(self, agreed):
        made = agreed.submitted()

        gone = actions.withdraw(escalation=made, reason="No.", actor=agreed.cast.sales)

        assert has_it(gone) is None
        assert assignee_sentence(gone) == "It is withdrawn; nobody owes an answer."

    def test_api_and_page_name_the_same_person(self, agreed):
        made = asked(agreed, agreed.submitted())
        client = token_client(agreed.cast.observer)

        said = client.get(f"/api/v1/escalations/{made.pk}/").json()["has_it"]

        assert said == {"role": "sales", "name": "sales@skylark.example"}
        page = signed_in(agreed.cast.observer).get(f"/p/skylark/escalations/{made.pk}/")
        assert "sales@skylark.example (Sales) has it, to answer the question by 17 Nov." in words(
            page
        )
