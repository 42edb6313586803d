"""What a special costs in all, on its page, on the page that fills it in, and when deciding."""

from decimal import Decimal as D

import pytest

from escalations.models import Costing
from escalations.models.costing import NUMBERS
from governance.models import Policy
from governance.policies import set_policy
from tests.browserforms import form_of
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

# Pages, forms and their refusals go the same way on every database.
pytestmark = pytest.mark.any_database

DEVICES = {"installs": "1000", "minutes_per_update": "10", "updates_per_year": "1"}
ALL = "What it costs in all"


def here(escalation, rest="") -> str:
    return f"/p/skylark/escalations/{escalation.pk}/{rest}"


def test_it_is_filled_in_from_its_page_and_then_shown_to_everybody(agreed):
    it = agreed.sized("3.00")
    engineer = signed_in(agreed.cast.engineering)
    page = engineer.get(here(it))
    assert "Nobody has said yet what carrying it costs each year" in words(page)
    assert here(it, "costing/") in page.content.decode()

    given = {**form_of(engineer.get(here(it, "costing/"))), **DEVICES, "payment_once": "90000"}
    answer = engineer.post(here(it, "costing/"), given)

    assert (answer.status_code, answer["Location"]) == (302, here(it))
    made = Costing.objects.get()
    assert (made.installs, made.minutes_per_update, made.payment_once) == (
        1000,
        D("10.00"),
        D("90000.00"),
    )
    said = words(signed_in(agreed.cast.observer).get(here(it)))
    assert "Building it EUR 24k3.00 wk likely" in said
    assert "4.17 wk, of it 4.17 wk (166.67 hours) for updates" in said
    assert "In all EUR 257k7 years of carrying it" in said
    assert "It returns 0.35times what it costs in all" in said
    assert "It returns 0.35 times its full cost, below the 3.00 times that policy expects." in said
    assert "Change what is said of it" not in said


def test_computing_shows_what_it_comes_to_and_keeps_nothing(agreed):
    it = agreed.sized("3.00")
    engineer = signed_in(agreed.cast.engineering)
    given = {**form_of(engineer.get(here(it, "costing/"))), **DEVICES, "preview": "1"}

    with nothing_changes():
        answer = engineer.post(here(it, "costing/"), given)

    assert answer.status_code == 200
    assert "In all EUR 257k" in words(answer)
    assert answer.context["form"]["installs"].value() == "1000"


def test_what_is_left_out_counts_as_nothing(agreed):
    it = agreed.sized("3.00")
    agreed.costs(it, payment_once=D("9000.00"))
    engineer = signed_in(agreed.cast.engineering)
    given = {**form_of(engineer.get(here(it, "costing/"))), **dict.fromkeys(NUMBERS, "")}

    assert "In all EUR 24k" in words(engineer.post(here(it, "costing/"), {**given, "preview": "1"}))
    assert engineer.post(here(it, "costing/"), given).status_code == 302

    now = Costing.objects.get()
    assert {getattr(now, name) for name in NUMBERS} == {0}


@pytest.mark.parametrize(
    ("field", "typed"),
    [("installs", "-1"), ("installs", "1.5"), ("payment_once", "x"), ("updates_per_year", "1000")],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(agreed, field, typed):
    it = agreed.sized("3.00")
    engineer = signed_in(agreed.cast.engineering)
    given = {**form_of(engineer.get(here(it, "costing/"))), **DEVICES, field: typed}

    with nothing_changes():
        answer = engineer.post(here(it, "costing/"), given)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_whoever_comes_later_sees_both(agreed):
    it = agreed.sized("3.00")
    sales = signed_in(agreed.cast.sales)
    late = {**form_of(sales.get(here(it, "costing/"))), "installs": "5"}
    agreed.costs(it)

    with nothing_changes():
        answer = sales.post(here(it, "costing/"), late)

    assert answer.status_code == 412
    assert 'name="take-installs"' in answer.content.decode()
    mine = {**late, "seen": answer.context["form"].seen, "take-installs": "mine"}
    assert sales.post(here(it, "costing/"), mine).status_code == 302
    assert Costing.objects.get().installs == 5


def test_whoever_decides_sees_it_among_what_it_costs(agreed):
    it = agreed.proposed("3.00")
    agreed.costs(it, payment_once=D(600000), payment_per_year=D(100000))
    boss = signed_in(agreed.cast.executive)

    said = words(boss.get(here(it, "approve/")))

    assert said.index("What you lose") < said.index("Is it worth it?") < said.index(ALL)
    assert "They pay for it EUR 1.3mover 7 years; 53.9% of it renews" in said
    assert "It returns 5.05times what it costs in all" in said
    assert "below the" not in said
    assert boss.post(here(it, "approve/"), {"reason": "Worth it."}).status_code == 302


def test_too_little_warns_and_never_blocks(agreed):
    it = agreed.proposed("3.00")
    agreed.costs(it)
    boss = signed_in(agreed.cast.executive)

    assert (
        "Nothing is paid for the work itself, and policy expects 3.00 times its full cost."
        " That warns, and never blocks." in words(boss.get(here(it, "approve/")))
    )
    assert boss.post(here(it, "approve/"), {"reason": "Worth it."}).status_code == 302
    it.refresh_from_db()
    assert it.state == "approved"


def test_what_policy_assumes_stands_beside_the_result(agreed):
    it = agreed.sized("3.00")
    agreed.costs(it)
    rules = {"support_years": 5, "minimum_return": D("2.50"), "licence_price": D("50000.00")}
    policy = Policy(product=agreed.product, **rules)
    set_policy(policy=policy, actor=agreed.cast.executive)

    said = words(signed_in(agreed.cast.sales).get(here(it)))

    # 24,000 + 5 x 33,333.33 = 190,666.67, which 3.81 licences pay for.
    assert "In all EUR 191k5 years of carrying it; takes 3.81 standard licences" in said
    assert "Assumed: 5 years of support, a return of 2.50 times, EUR 50k a licence" in said


def test_an_extension_point_does_not_warn(agreed):
    it = agreed.asked_as("extension_point")
    agreed.costs(it)

    said = words(signed_in(agreed.cast.sales).get(here(it)))

    assert ALL in said
    assert "That warns" not in said


def test_engineering_finds_it_beside_the_sizing(agreed):
    it = agreed.submitted()
    page = signed_in(agreed.cast.engineering).get(here(it, "size/"))

    assert here(it, "costing/") in page.content.decode()
