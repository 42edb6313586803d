"""At the quarter's end: parts close at what was spent, and the rest carries, not paid for."""

from decimal import Decimal as D

import pytest

from governance.hold_list import held_of
from tests.makers import LATER, NEXT, Q4, noon
from tests.snapshots import refuses


@pytest.fixture
def special(agreed):
    """3.00 weeks in 2026Q4, of which 1.00 is spent; both quarters are planned."""
    agreed.plan(NEXT, lines=agreed.lines())
    made = agreed.start(agreed.approved("3.00"))
    agreed.spend(made, "1.00")
    return made


@pytest.fixture
def january(special):
    with noon(2027, 1, 12):
        yield special


def hold(world, quarter=NEXT) -> tuple[str, ...]:
    (found,) = held_of(world.product, quarter).holds
    return tuple(str(x) for x in (found.approved, found.carried, found.unpaid, found.weeks))


def test_before_the_end_nothing_carries(agreed, special):
    assert (agreed.headroom(), agreed.headroom(NEXT)) == ("5.32", "8.32")
    assert hold(agreed, Q4) == ("3.00", "0.00", "0.00", "3.00")
    assert held_of(agreed.product, NEXT).holds == []


def test_at_the_end_it_closes_at_what_was_spent_and_the_rest_holds_in_the_next(agreed, january):
    assert (agreed.headroom(), agreed.headroom(NEXT)) == ("7.32", "6.32")
    assert hold(agreed, Q4) == ("3.00", "0.00", "0.00", "1.00")
    assert hold(agreed) == ("0.00", "2.00", "2.00", "2.00")
    agreed.proven()


def test_the_books_do_not_move_by_themselves(agreed, january):
    assert "Badge printing" not in agreed.weeks(NEXT)
    assert agreed.weeks()["Badge printing"] == "3.00"


def test_carried_weeks_are_not_paid_for_until_displacement_is_proposed(agreed, january):
    agreed.reestimate(january, "3.00", agreed.take(agreed.b, "1.50"), reason="Pay for the rest.")
    assert hold(agreed) == ("0.00", "2.00", "0.50", "2.00")

    agreed.reestimate(january, "3.00", agreed.take(agreed.c, "0.50"), reason="And the rest.")

    assert hold(agreed) == ("0.00", "2.00", "0.00", "2.00")
    assert agreed.weeks(NEXT)["Badge printing"] == "2.00"
    assert agreed.weeks(NEXT)["Kernel upgrade"] == "18.50"
    assert agreed.headroom(NEXT) == "6.32"
    agreed.proven()


def test_more_than_is_unpaid_is_not_taken(agreed, january):
    with refuses("displacement-incomplete"):
        agreed.reestimate(january, "3.00", agreed.take(agreed.b, "2.01"))


def test_raising_and_paying_for_the_carried_at_once(agreed, january):
    agreed.reestimate(january, "4.00", agreed.take(agreed.b, "3.00"))

    assert hold(agreed) == ("1.00", "2.00", "0.00", "3.00")
    assert agreed.headroom(NEXT) == "5.32"
    agreed.proven()


def test_raising_without_paying_for_the_carried_leaves_it_unpaid(agreed, january):
    agreed.reestimate(january, "4.00", agreed.take(agreed.b, "1.00"))

    assert hold(agreed) == ("1.00", "2.00", "2.00", "3.00")
    agreed.proven()


def test_lowering_what_was_carried_and_paid_for_gives_it_back(agreed, january):
    agreed.reestimate(january, "3.00", agreed.take(agreed.b, "2.00"))

    agreed.reestimate(january, "1.50")

    assert hold(agreed) == ("0.00", "0.50", "0.00", "0.50")
    assert agreed.weeks(NEXT)["Badge printing"] == "0.50"
    assert agreed.weeks(NEXT)["Kernel upgrade"] == "19.50"
    agreed.proven()


def test_what_is_spent_in_the_next_quarter_is_spent_of_the_carried(agreed, january):
    agreed.spend(january, "0.75")
    assert agreed.headroom(NEXT) == "6.32"

    agreed.spend(january, "2.00")

    assert agreed.headroom(NEXT) == "5.57"
    (found,) = held_of(agreed.product, NEXT).holds
    assert str(found.overrun) == "0.75"


def test_it_carries_once_more_at_the_next_end(agreed, january):
    agreed.spend(january, "0.50")
    agreed.plan(LATER, lines=[])

    with noon(2027, 4, 2):
        assert hold(agreed, LATER) == ("0.00", "1.50", "1.50", "1.50")
        assert (agreed.headroom(NEXT), agreed.headroom(LATER)) == ("7.82", "6.82")
        agreed.proven()


def test_delivered_in_the_next_quarter_it_holds_what_it_spent_in_each(agreed, january):
    agreed.reestimate(january, "3.00", agreed.take(agreed.b, "2.00"))
    agreed.spend(january, "0.50")

    agreed.deliver(january)

    assert (agreed.headroom(), agreed.headroom(NEXT)) == ("7.32", "7.82")
    # 1.50 of B comes back; the quarter that ended stays as it was.
    assert agreed.weeks(NEXT)["Kernel upgrade"] == "19.50"
    assert agreed.weeks()["SSO audit log"] == "27.00"
    agreed.proven()


def test_effort_found_later_for_the_ended_quarter_lowers_what_carries(agreed, january):
    with noon(2026, 12, 28):
        agreed.spend(january, "0.80")

    assert hold(agreed) == ("0.00", "1.20", "1.20", "1.20")
    assert agreed.headroom() == "6.52"


def test_the_carried_takes_headroom_from_who_comes_next(agreed, january):
    made = agreed.proposed(str(D("6.33")), quarter=NEXT, title="Labels")

    with refuses("over-cap") as caught:
        agreed.approve(made)

    assert caught.value.facts["headroom_weeks"] == D("6.32")
