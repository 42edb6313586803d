"""Cap, holds, overdraft, headroom, shares and slots of a quarter."""

import datetime as dt
from decimal import Decimal as D

import pytest

from governance.budget import budget_of
from governance.hold_list import held_of
from governance.models import Policy
from governance.policies import set_policy
from portfolio.models import Team
from tests.conftest import make_team
from tests.makers import NEXT, Q4, noon


def policy(world, **values):
    set_policy(policy=Policy(product=world.product, **values), actor=world.cast.executive)


def three_specials(world):
    """A 3.00 (spent 1.00), B 2.00 (spent 2.75), C 1.50 delivered having spent 0.75."""
    a = world.approved("3.00", title="A")
    b = world.approved("2.00", title="B")
    c = world.start(world.approved("1.50", title="C"))
    for special, spent in ((a, "1.00"), (b, "2.75"), (c, "0.75")):
        world.spend(special, spent)
    world.deliver(c)
    return a, b, c


# --- The worked example ---


def test_83_20_weeks_at_ten_percent_hold_6_50_and_leave_1_82(agreed):
    three_specials(agreed)

    found = agreed.budget()

    assert (str(found.capacity_weeks), str(found.cap_weeks)) == ("83.20", "8.32")
    assert (str(found.held_weeks), str(found.headroom_weeks)) == ("6.50", "1.82")
    assert [(str(h.escalation), str(h.weeks)) for h in held_of(agreed.product, Q4).holds] == [
        ("A", "3.00"),
        ("B", "2.75"),
        ("C", "0.75"),
    ]
    assert [str(h.overrun) for h in held_of(agreed.product, Q4).holds] == ["0.00", "0.75", "0.00"]
    agreed.proven()


def test_an_overdraft_of_0_50_carried_in_leaves_1_32(agreed_before):
    agreed, before = agreed_before, Q4.previous
    stray = agreed.draft(title="Stray")
    agreed.spend(stray, "1.50", day=dt.date(2026, 9, 1))
    assert str(agreed.budget(before).overdraft_out_weeks) == "0.50"

    three_specials(agreed)

    found = agreed.budget()
    assert (str(found.overdraft_weeks), str(found.headroom_weeks)) == ("0.50", "1.32")
    agreed.proven()


# --- Overdraft from quarter to quarter ---


@pytest.fixture
def agreed_before(world):
    """Two agreed quarters: 2026Q3 with a cap of 1.00, and 2026Q4 with 8.32."""
    with noon(2026, 7, 3):
        world.plan(Q4.previous, capacity="10.00", lines=[])
        world.baseline(Q4.previous)
    world.baseline()
    return world


@pytest.fixture
def chain(world):
    """Caps of 1.00 in each quarter of 2026; 3.00, 0.50, 1.25 wk spent in the first three."""
    stray = world.draft(title="Stray")
    with noon(2026, 1, 5):
        for n in range(-3, 1):
            world.plan(Q4.plus(n), capacity="10.00", lines=[])
        world.baseline(Q4.plus(-3))
    for month, spent in ((2, "3.00"), (5, "0.50"), (8, "1.25")):
        world.spend(stray, spent, day=dt.date(2026, month, 1))
    return world


def test_overdraft_is_what_came_in_and_was_held_less_the_cap(chain):
    found = [chain.budget(Q4.plus(n)) for n in range(-3, 2)]

    # Out of Q1: 3 - 1 = 2. Of Q2: 2 + 0.5 - 1 = 1.5. Of Q3: 1.5 + 1.25 - 1 = 1.75.
    assert [str(b.overdraft_weeks) for b in found] == ["0.00", "2.00", "1.50", "1.75", "0.75"]
    assert [str(b.headroom_weeks) for b in found][:4] == ["-2.00", "-1.50", "-1.75", "-0.75"]


def test_unused_headroom_never_carries(world):
    for n in (-1, 0):
        world.plan(Q4.plus(n), capacity="10.00", lines=[])

    assert [world.headroom(Q4.plus(n)) for n in (-1, 0)] == ["1.00", "1.00"]


def test_the_running_quarters_overdraft_is_provisional(agreed):
    agreed.plan(NEXT, capacity="50.00", lines=[])
    stray = agreed.draft(title="Stray")

    agreed.spend(stray, "9.00")
    assert str(agreed.budget(NEXT).overdraft_weeks) == "0.68"

    agreed.cap(weeks=D("9.50"))
    assert str(agreed.budget(NEXT).overdraft_weeks) == "0.00"


def test_a_policy_may_switch_the_overdraft_off(chain):
    policy(chain, overdraft=False)

    carried = [str(chain.budget(Q4.plus(n)).overdraft_weeks) for n in range(-3, 2)]
    assert carried == ["0.00", "2.00", "1.50", "0.00", "0.00"]
    chain.proven()


def test_overdraft_begins_with_the_first_quarter_that_was_agreed(chain):
    with noon(2026, 1, 5):
        earlier = Q4.plus(-4)
        chain.plan(earlier, capacity="10.00", lines=[])
    chain.spend(chain.draft(title="Older"), "9.00", day=dt.date(2025, 11, 1))

    assert str(chain.budget(earlier).headroom_weeks) == "-8.00"
    assert str(chain.budget(earlier.next).overdraft_weeks) == "0.00"
    assert str(chain.budget().overdraft_weeks) == "1.75"


def test_a_quarter_nobody_planned_overdraws_nothing_and_passes_on(world):
    with noon(2026, 1, 5):
        world.plan(Q4.plus(-3), capacity="10.00", lines=[])
        world.baseline(Q4.plus(-3))
    world.plan(capacity="10.00", lines=[])
    stray = world.draft(title="Stray")
    for month, spent in ((2, "1.25"), (5, "7.00")):
        world.spend(stray, spent, day=dt.date(2026, month, 1))

    assert str(world.budget().overdraft_weeks) == "0.25"


# --- What holds ---


def test_effort_nobody_approved_holds_what_it_spent(agreed):
    stray = agreed.submitted(title="Stray")

    agreed.spend(stray, "1.11")

    assert agreed.headroom() == "7.21"
    (hold,) = held_of(agreed.product, Q4).holds
    assert (hold.escalation, str(hold.approved), str(hold.weeks)) == (stray, "0.00", "1.11")


def test_care_of_a_delivered_special_is_held_where_it_is_spent(agreed):
    made = agreed.approved("3.00")
    agreed.spend(made, "2.00")
    agreed.deliver(agreed.start(made))
    agreed.plan(NEXT, lines=[])

    with noon(2027, 2, 1):
        agreed.spend(made, "0.40")

        assert (agreed.headroom(), agreed.headroom(NEXT)) == ("6.32", "7.92")


def test_services_teams_hold_nothing_and_are_no_share(agreed):
    services = make_team(agreed.product, "Services", Team.Kind.SERVICES)
    made = agreed.approved("3.00")

    agreed.spend(made, "9.00", team=services)

    assert agreed.headroom() == "5.32"
    assert agreed.budget().share_to_date is None


def test_a_special_over_two_quarters_holds_its_part_in_each(agreed):
    agreed.plan(NEXT, lines=agreed.lines())

    agreed.approved(parts={Q4: D("2.00"), NEXT: D("1.50")})

    assert (agreed.headroom(), agreed.headroom(NEXT)) == ("6.32", "6.82")
    assert agreed.weeks()["Badge printing"] == "2.00"
    assert agreed.weeks(NEXT)["Badge printing"] == "1.50"
    agreed.proven()


def test_minutes_are_summed_before_they_are_rounded(agreed):
    stray = agreed.draft()
    for _ in range(3):
        agreed.spend(stray, minutes=11)

    # 33 minutes are 0.01375 wk; each by itself would round to nothing.
    assert agreed.headroom() == "8.31"


# --- Shares and bands ---


def test_share_to_date_committed_share_and_how_much_is_logged(agreed):
    made = agreed.approved("4.16")
    agreed.spend(made, "1.16")
    agreed.spend(agreed.a, "8.84")

    found = agreed.budget()

    assert found.share_to_date == D("11.6")
    assert found.committed_share == D(5)
    assert found.logged_share == D(1000) / D("83.20")
    assert found.band == "juggling"
    assert str(found.logged_weeks) == "10.00"


def test_where_nothing_was_logged_there_is_no_share_and_no_band(agreed):
    found = agreed.budget()

    assert (found.share_to_date, found.band) == (None, None)
    assert found.committed_share == 0


def test_the_cap_of_the_quarter_is_the_first_edge(agreed):
    stray = agreed.draft()
    agreed.spend(stray, "1.00")
    agreed.spend(agreed.a, "9.00")
    assert agreed.budget().band == "within_cap"

    agreed.cap(weeks=D("8.31"))

    assert agreed.budget().band == "juggling"


def test_a_quarter_without_a_plan_has_nothing(world):
    found = budget_of(world.product, NEXT)

    assert (str(found.capacity_weeks), str(found.cap_weeks)) == ("0.00", "0.00")
    assert found.committed_share is None


# --- Slots set apart ---


def test_headroom_shows_unused_slots_set_apart(agreed):
    assert str(agreed.budget().apart_weeks) == "4.00"

    agreed.approve(agreed.proposed("1.50"), actor=agreed.cast.sales_vp)
    assert (agreed.budget().slots_used, str(agreed.budget().apart_weeks)) == (1, "2.00")

    agreed.approved("6.00", title="Large")
    assert (agreed.headroom(), str(agreed.budget().apart_weeks)) == ("0.82", "0.82")
