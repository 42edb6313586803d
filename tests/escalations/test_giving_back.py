"""What comes back at delivery and cancellation: unspent weeks, last taken first."""

import pytest

from tests.makers import NEXT


@pytest.fixture
def underway(agreed):
    """3.00 weeks: 2.00 of A that slip, then 1.00 of B that is dropped; 1.75 spent."""
    made = agreed.approved("3.00", rows=[
        agreed.take(agreed.a, "2.00", "slips"), agreed.take(agreed.b, "1.00"),
    ])  # fmt: skip
    agreed.spend(made, "1.75")
    return agreed.start(made)


@pytest.mark.parametrize("end", ["deliver", "cancel"])
def test_unspent_weeks_go_back_last_taken_first(agreed, underway, end):
    getattr(agreed, end)(underway)

    # 1.25 unspent: all 1.00 of B, and 0.25 of A, which lands so much less in the next quarter.
    assert agreed.weeks() == {
        "SSO audit log": "28.25", "Kernel upgrade": "20.00", "Flaky tests": "10.00",
        "Reserve": "8.00", "Badge printing": "1.75",
    }  # fmt: skip
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
