"""What comes back at delivery and cancellation: unspent weeks, last taken first."""

import pytest
from django.core.exceptions import PermissionDenied

from escalations import actions
from governance.hold_list import held_of
from tests.escalations.test_actions import story
from tests.makers import NEXT, noon
from tests.snapshots import raises_and_changes_nothing, refuses


@pytest.fixture
def underway(agreed):
    """3.00 weeks: 2.00 of A, then 1.00 of B, all of which slip; 1.75 spent."""
    made = agreed.approved(
        "3.00",
        rows=[
            agreed.take(agreed.a, "2.00", "slips"),
            agreed.take(agreed.b, "1.00"),
        ],
    )
    agreed.spend(made, "1.75")
    return agreed.start(made)


@pytest.mark.parametrize("end", ["deliver", "cancel"])
def test_unspent_weeks_go_back_last_taken_first(agreed, underway, end):
    getattr(agreed, end)(underway)
    if end == "cancel":
        agreed.confirm_total(underway)

    # 1.25 unspent: all 1.00 of B, and 0.25 of A, which lands so much less in the next quarter.
    assert agreed.weeks() == {
        "SSO audit log": "28.25",
        "Kernel upgrade": "20.00",
        "Flaky tests": "10.00",
        "Reserve": "8.00",
        "Badge printing": "1.75",
    }
    assert agreed.weeks(NEXT) == {"SSO audit log": "1.75"}
    back = [str(row.returned_weeks) for row in underway.displacements.order_by("pk")]
    assert back == ["0.25", "1.00"]
    assert agreed.headroom() == "6.57"
    agreed.proven()


def test_unfunded_weeks_are_released_before_anything_goes_back(agreed):
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.a, "1.00")])
    agreed.override(made)
    agreed.spend(made, "0.50")

    agreed.deliver(agreed.start(made))

    # 2.50 unspent: the 2.00 that nobody paid for, and 0.50 of A.
    line = agreed.line(made.item)
    assert (str(line.weeks), str(line.unfunded_weeks)) == ("0.50", "0.00")
    assert agreed.weeks()["SSO audit log"] == "29.50"
    agreed.proven()


def test_what_overran_has_nothing_to_give_back(agreed, underway):
    agreed.spend(underway, "1.50")

    agreed.deliver(underway)

    assert agreed.weeks()["SSO audit log"] == "28.00"
    assert agreed.weeks()["Badge printing"] == "3.00"
    assert agreed.headroom() == "5.07"
    agreed.proven()


def test_a_special_nothing_was_spent_on_gives_everything_back(agreed):
    before = agreed.weeks()
    made = agreed.approved("3.00", rows=[agreed.take(agreed.a, "3.00", "slips")])

    agreed.cancel(made)

    assert agreed.weeks() == {**before, "Badge printing": "0.00"}
    assert agreed.weeks(NEXT) == {}
    assert agreed.headroom() == "8.32"
    agreed.proven()


def test_delivered_it_holds_as_if_open_until_its_total_is_confirmed(agreed, underway):
    agreed.deliver(underway, total_confirmed=False)
    assert agreed.headroom() == "5.32"

    agreed.confirm_total(underway)

    assert agreed.headroom() == "6.57"
    assert story(underway)[-2:] == ["deliver", "confirm_total"]
    assert agreed.kinds()[-2:] == ["delivered", "total_confirmed"]
    with refuses("wrong-state"):
        agreed.confirm_total(underway)
    agreed.proven()


def test_cancelled_once_begun_it_holds_until_engineering_says_what_was_spent(agreed):
    made = agreed.start(agreed.approved("3.00"))

    agreed.cancel(made)
    assert agreed.headroom() == "5.32"
    for role in ("sales", "sales_vp", "product_manager", "executive", "observer"):
        with raises_and_changes_nothing(PermissionDenied):
            actions.confirm_total(escalation=made, actor=agreed.cast.of(role))
    agreed.confirm_total(made)

    # Nothing is an answer, too.
    assert agreed.headroom() == "8.32"
    agreed.proven()


def test_cancelled_before_it_began_it_frees_what_it_held(agreed):
    agreed.cancel(agreed.approved("3.00"))

    assert agreed.headroom() == "8.32"


def test_a_total_that_nobody_confirmed_goes_on_holding_in_the_next_quarter(agreed):
    made = agreed.start(agreed.approved("3.00"))
    agreed.spend(made, "1.00")
    agreed.deliver(made, total_confirmed=False)
    agreed.plan(NEXT, lines=agreed.lines())

    with noon(2027, 1, 4):
        assert [str(hold.weeks) for hold in held_of(agreed.product, NEXT).holds] == ["2.00"]
        agreed.confirm_total(made)
        assert held_of(agreed.product, NEXT).holds == []
