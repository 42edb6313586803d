"""What a policy would have done to the quarters before it, and the way down to the default."""

import datetime as dt
from decimal import Decimal as D

import pytest

from company.calendar import Quarter
from governance.models import Policy
from governance.policies import set_policy
from governance.policy_past import past_of, path_down, would_have_done
from portfolio.sorting.actions import sort_item
from tests.portfolio.pages import queries, signed_in, words

HERE = "/p/skylark/policy/"
Q2, Q3 = dt.date(2026, 5, 11), dt.date(2026, 8, 10)


@pytest.fixture
def spent(world):
    """Q2: 10.00 of 50.00 on one special; Q3: 1.50 and 4.00 of 40.00; no plan, so the cap is of
    what was logged."""
    one, other = world.draft(title="Badges"), world.draft(title="Doors")
    for what, weeks, day in (
        (world.a, "40.00", Q2),
        (one, "10.00", Q2),
        (world.a, "34.50", Q3),
        (one, "1.50", Q3),
        (other, "4.00", Q3),
    ):
        world.spend(what, weeks, day=day)
    return world


def said(world, **rules) -> dict[str, str]:
    return would_have_done(past_of(world.product), Policy(product=world.product, **rules))


def test_each_field_says_what_it_would_have_done(spent):
    assert said(spent) == {
        "cap_percent": "Q2 2026 over by 5.00 wk; Q3 2026 over by 1.50 wk.",
        "straining_above": "1 of 2 quarters: Q2 2026 (20%).",
        "struggling_from": "1 of 2 quarters: Q2 2026 (20%).",
        "off_the_road_from": "None of 2 quarters.",
        "slots": "0 of 2 quarters had more small specials than 2.",
        "slot_weeks": "1 of 3 times a special took at most 2.00 wk of a quarter.",
        "overdraft": "Carried: 5.00 wk out of Q2 2026, 6.50 wk out of Q3 2026.",
    }


def test_other_values_would_have_done_otherwise(spent):
    other = said(
        spent,
        cap_percent=D(15),
        straining_above=D("13.75"),
        slots=0,
        slot_weeks=D("4.00"),
        overdraft=False,
    )

    assert other["cap_percent"] == "Q2 2026 over by 2.50 wk; Q3 2026 within, 0.50 wk left."
    # 5.50 of 40.00 is 13.75%, which is not above it.
    assert other["straining_above"] == "1 of 2 quarters: Q2 2026 (20%)."
    assert other["slots"] == "1 of 2 quarters had more small specials than 0."
    assert other["slot_weeks"] == "2 of 3 times a special took at most 4.00 wk of a quarter."
    assert other["overdraft"] == "Ended with its quarter: 2.50 wk out of Q2 2026."
    assert said(spent, cap_percent=D(20))["overdraft"] == "Nothing went beyond the cap."


def test_what_specials_cost_follows_the_assumptions(agreed):
    special = agreed.approved()
    agreed.spend(special, "1.00")
    # 8,000.00 to build, 4.17 wk a year to carry.
    agreed.costs(special, payment_once=D("100000.00"))

    by_default = said(agreed)
    shorter = said(agreed, support_years=1, minimum_return=D("2.00"), licence_price=D("41333.33"))

    money = "1 special with what it takes to carry them"
    assert by_default["support_years"] == f"{money}: EUR 241k in all."
    assert by_default["minimum_return"] == "1 of 1 special would return less."
    assert shorter["support_years"] == f"{money}: EUR 41k in all."
    assert shorter["minimum_return"] == "0 of 1 special would return less."
    assert shorter["licence_price"] == "They cost 1.0 licences in all."


@pytest.mark.parametrize(
    ("special", "percents"),
    [("24.90", [24, 20, 15, 10]), ("11.00", [11, 11, 11, 10]), ("10.99", [])],
)
def test_the_way_down_begins_with_what_is(world, special, percents):
    world.spend(world.draft(title="Badges"), special)
    world.spend(world.a, D(100) - D(special))

    share, steps = path_down(world.product, D(10))

    assert (share, [step.percent for step in steps]) == (D(special), percents)
    assert [step.quarter for step in steps] == [
        Quarter(2026, 4).plus(n) for n in range(len(percents))
    ]


def test_core_work_for_one_customer_counts_and_an_agreed_quarter_stays(agreed):
    agreed.spend(agreed.a, "3.00")
    agreed.spend(agreed.b, "7.00")
    who = agreed.cast.product_manager
    sort_item(item=agreed.a, answer="customer", customer="Skyhook", actor=who)

    share, steps = path_down(agreed.product, D(10))

    assert (share, str(steps[0].quarter), steps[0].percent) == (D(30), "2027Q1", 30)


class TestThePages:
    def test_one_click_fills_the_form_and_the_way_ends_at_the_default(self, spent):
        executive = signed_in(spent.cast.executive)
        assert "A way down to 10%" in words(executive.get(HERE))

        form = executive.get(f"{HERE}set/?from_quarter=2027Q1&cap_percent=14")

        shown = form.context["form"]
        assert (str(shown["from_quarter"].value()), shown["cap_percent"].value()) == ("2027Q1", 14)
        assert "Q2 2026 over by 3.00 wk; Q3 2026 within, 0.10 wk left." in words(form)
        set_policy(policy=Policy(product=spent.product), actor=spent.cast.executive)
        assert "A way down" not in words(executive.get(HERE))

    @pytest.mark.parametrize("asked", ["from_quarter=soon&cap_percent=lots", "cap_percent=101"])
    def test_a_link_that_fills_in_nonsense_fills_in_nothing(self, spent, asked):
        shown = signed_in(spent.cast.executive).get(f"{HERE}set/?{asked}").context["form"]

        assert (str(shown["from_quarter"].value()), str(shown["cap_percent"].value())) == (
            "2026Q4",
            "10.00",
        )

    def test_looking_sets_nothing(self, spent):
        executive = signed_in(spent.cast.executive)
        body = {"from_quarter": "2026Q4", "cap_percent": "15", "slots": "x", "preview": "1"}

        looked = executive.post(f"{HERE}set/", body)

        assert "Q2 2026 over by 2.50 wk; Q3 2026 within, 0.50 wk left." in words(looked)
        assert not Policy.objects.exists()

    def test_queries_do_not_depend_on_the_specials(self, spent):
        observer = signed_in(spent.cast.observer)
        few = queries(observer, HERE)
        for n in range(4):
            made = spent.draft(title=f"Special {n}")
            spent.spend(made, "1.00", day=Q3)
            spent.costs(made)

        assert queries(observer, HERE) == few
