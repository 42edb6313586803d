"""On the first working day of each month: was anything promised that is not listed?

10 November 2026 is a Tuesday; 1 November a Sunday, so that the question stands from the 2nd.
"""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from company.actions import add_member
from company.refusals import Refused
from escalations.deals import keep_commitment
from escalations.models import PromiseAnswer
from escalations.promise_answers import answer_promises, is_asked
from governance.report.sections import build_report
from tests.conftest import token_client
from tests.makers import noon
from tests.portfolio.pages import signed_in, words
from tests.snapshots import raises_and_changes_nothing

QUESTION = "Did you or your people promise anything not listed here?"
ANSWER = "/p/skylark/commitments/answer/"
NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)


def answer(world, role="executive", nothing_else=True):
    actor = world.cast.of(role)
    return answer_promises(product=world.product, nothing_else=nothing_else, actor=actor)


def section(world, month=NOVEMBER):
    return build_report(world.product, month).commitments


@pytest.mark.parametrize(("month", "day", "asked"), [(11, 1, False), (11, 2, True), (12, 1, True)])
def test_it_is_asked_from_the_first_working_day_on(world, month, day, asked):
    with noon(2026, month, day):
        assert is_asked(world.product, world.cast.executive) == asked


@pytest.mark.parametrize("role", ["sales", "product_manager", "engineering", "observer"])
def test_nobody_else_is_asked_or_answers(world, role):
    assert not is_asked(world.product, world.cast.of(role))
    with raises_and_changes_nothing(PermissionDenied):
        answer(world, role)


def test_an_answer_is_kept_of_its_month_and_sealed(agreed):
    made = answer(agreed)

    assert (made.month, made.nothing_else, made.person) == (NOVEMBER, True, agreed.cast.executive)
    assert agreed.kinds()[-1] == "promises_answered"
    assert not is_asked(agreed.product, agreed.cast.executive)
    assert is_asked(agreed.product, agreed.cast.sales_vp)
    with noon(2026, 12, 1):
        assert is_asked(agreed.product, agreed.cast.executive)
    agreed.proven()


def test_saying_it_again_changes_nothing_and_otherwise_is_refused(agreed):
    first = answer(agreed)
    count = len(agreed.kinds())

    assert answer(agreed) == first
    assert len(agreed.kinds()) == count
    with raises_and_changes_nothing(Refused) as caught:
        answer(agreed, nothing_else=False)
    assert caught.value.name == "wrong-state"


def test_home_asks_and_each_button_leads_on(agreed):
    boss, vp = (signed_in(agreed.cast.of(role)) for role in ("executive", "sales_vp"))
    assert QUESTION in words(boss.get("/"))
    assert "No promise is listed as open." in words(boss.get("/"))
    assert QUESTION not in words(signed_in(agreed.cast.sales).get("/"))

    nothing = boss.post(ANSWER, {"nothing_else": "yes"}, follow=True)
    something = vp.post(ANSWER, {"nothing_else": "no"})

    assert "Thank you: the report says that you were asked" in words(nothing)
    assert something.url == "/p/skylark/commitments/new/"
    assert QUESTION not in words(boss.get("/"))
    said = PromiseAnswer.objects.order_by("pk").values_list("person__email", "nothing_else")
    assert list(said) == [("executive@skylark.example", True), ("sales_vp@skylark.example", False)]


def test_home_counts_what_is_neither_kept_nor_broken(agreed):
    given = {"product": agreed.product, "customer": agreed.customer(), "due": dt.date(2026, 11, 2)}
    for ended in ({}, {"kept_on": dt.date(2026, 11, 3)}, {"broken_on": dt.date(2026, 11, 3)}):
        keep_commitment(None, {**given, "what": "A kiosk", **ended}, actor=agreed.cast.sales)

    home = words(signed_in(agreed.cast.executive).get("/"))

    assert "1 promise is listed that is not kept yet." in home


def test_by_api(agreed):
    api, path = token_client(agreed.cast.sales_vp), "/api/v1/products/skylark/promise-answers/"
    assert api.post(path, {}, format="json").status_code == 400

    made = api.post(path, {"nothing_else": False}, format="json")
    again = api.post(path, {"nothing_else": True}, format="json")

    assert (made.status_code, made.json()["month"], made.json()["nothing_else"]) == (
        201,
        "2026-11-01",
        False,
    )
    assert (again.status_code, again.json()["type"].split("/")[-1]) == (409, "wrong-state")


class TestReport:
    def test_it_names_who_answered_and_who_has_not(self, agreed):
        answer(agreed, "sales_vp", nothing_else=False)
        said = words(signed_in(agreed.cast.observer).get("/p/skylark/report/2026-11/"))

        found = section(agreed)

        assert [(row.person, row.nothing_else, row.on) for row in found.answers] == [
            (str(agreed.cast.sales_vp), False, dt.date(2026, 11, 10))
        ]
        assert found.not_answered == [str(agreed.cast.executive)]
        assert (
            f"Asked whether anything else was promised: {agreed.cast.sales_vp} added to it"
            f" (10 Nov); no answer from {agreed.cast.executive}." in said
        )

    def test_each_month_has_its_own_answers(self, agreed):
        answer(agreed)
        with noon(2026, 12, 3):
            answer(agreed, "sales_vp")
            before, now = section(agreed), section(agreed, DECEMBER)

        assert [row.person for row in before.answers] == [str(agreed.cast.executive)]
        assert [row.person for row in now.answers] == [str(agreed.cast.sales_vp)]

    def test_whoever_came_later_was_not_asked(self, agreed):
        with noon(2026, 12, 3):
            add_member(email="new@skylark.example", product=agreed.product, roles=["executive"])
            before, now = section(agreed), section(agreed, DECEMBER)

        assert len(before.not_answered) == 2
        assert len(now.not_answered) == 3

    def test_before_the_first_working_day_nobody_owes_an_answer(self, agreed):
        with noon(2027, 5, 2):
            assert section(agreed, dt.date(2027, 5, 1)).not_answered == []
        with noon(2027, 5, 3):
            assert len(section(agreed, dt.date(2027, 5, 1)).not_answered) == 2
