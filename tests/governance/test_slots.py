"""Slots: the few small specials that the sales VP may choose alone; and the swap."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from company.refusals import Malformed
from escalations.models import Escalation
from governance.models import Decision, Policy
from governance.policies import set_policy
from tests.conftest import make_cast, make_product
from tests.makers import NEXT, Q4
from tests.snapshots import raises_and_changes_nothing, refuses


@pytest.fixture
def vp(agreed):
    return agreed.cast.sales_vp


def slot(world, weeks="2.00", **options):
    return world.approve(world.proposed(weeks, **options), actor=world.cast.sales_vp)


def test_the_sales_vp_approves_into_a_slot(agreed, vp):
    made = slot(agreed)

    found = Decision.objects.get(escalation=made)
    assert (found.by, found.is_slot, found.used_slot_weeks) == (vp, True, False)
    assert agreed.budget().slots_used == 1
    assert agreed.headroom() == "6.32"
    agreed.proven()


def test_a_slot_holds_two_weeks_and_not_a_hundredth_more(agreed, vp):
    made = agreed.proposed("2.01")

    with refuses("slot-too-large") as caught:
        agreed.approve(made, actor=vp)

    assert caught.value.facts == {"slot_weeks": D("2.00"), "asked_weeks": D("2.01")}
    assert agreed.approve(made).state == "approved"


def test_a_special_over_two_quarters_fits_one_slot_as_a_whole(agreed, vp):
    agreed.plan(NEXT, lines=agreed.lines())
    made = agreed.proposed(parts={Q4: D("1.50"), NEXT: D("0.51")})

    with refuses("slot-too-large"):
        agreed.approve(made, actor=vp)


def test_a_quarter_has_two_slots(agreed, vp):
    slot(agreed, title="One")
    slot(agreed, title="Two")
    made = agreed.proposed("0.01", title="Three")

    with refuses("no-slot"):
        agreed.approve(made, actor=vp)

    assert agreed.budget().slots_used == 2
    assert agreed.approve(made).state == "approved"
    assert agreed.budget().slots_used == 2


def test_another_quarter_has_its_own_slots(agreed, vp):
    agreed.plan(NEXT, lines=agreed.lines())
    for title in ("One", "Two"):
        slot(agreed, title=title)

    slot(agreed, quarter=NEXT, title="Next")

    assert agreed.budget(NEXT).slots_used == 1


def test_all_of_one_customers_slots_together_fit_one(agreed, vp):
    customer = agreed.customer()
    slot(agreed, "1.25", customer=customer, title="One")
    made = agreed.proposed("0.76", customer=customer, title="Two")

    with refuses("slot-too-large") as caught:
        agreed.approve(made, actor=vp)
    assert caught.value.facts["asked_weeks"] == D("2.01")

    slot(agreed, "0.75", customer=customer, title="Small")
    assert agreed.budget().slots_used == 2


def test_what_an_executive_approved_for_the_customer_takes_nothing_of_a_slot(agreed, vp):
    customer = agreed.customer()
    agreed.approved("3.00", customer=customer, title="Large")

    assert slot(agreed, "2.00", customer=customer, title="Small").state == "approved"


def test_a_cancelled_slot_is_free_again_and_a_delivered_one_is_not(agreed, vp):
    one, two = slot(agreed, title="One"), slot(agreed, title="Two")
    agreed.deliver(agreed.start(one))
    assert agreed.budget().slots_used == 2

    agreed.cancel(two)

    assert agreed.budget().slots_used == 1
    assert slot(agreed, title="Three").state == "approved"


def test_policy_says_how_many_and_how_large(agreed, vp):
    set_policy(
        policy=Policy(product=agreed.product, slots=1, slot_weeks=D("0.50")),
        actor=agreed.cast.executive,
    )
    large = agreed.proposed("0.51", title="Large")

    with refuses("slot-too-large"):
        agreed.approve(large, actor=vp)
    slot(agreed, "0.50", title="One")
    two = agreed.proposed("0.50", title="Two")
    with refuses("no-slot"):
        agreed.approve(two, actor=vp)


def test_a_slot_waives_neither_cap_nor_displacement(agreed, vp):
    agreed.approved("7.00", title="Large")
    over = agreed.proposed("1.33", title="Over")
    bare = agreed.proposed("1.00", rows=[], title="Bare")

    with refuses("over-cap"):
        agreed.approve(over, actor=vp)
    with refuses("displacement-incomplete"):
        agreed.approve(bare, actor=vp)


# --- Raising within a slot ---


def test_the_sales_vp_raises_a_slot_special_within_its_slot(agreed, vp):
    made = slot(agreed, "1.00")
    slot(agreed, "1.00", title="Two")

    agreed.reestimate(made, "2.00", agreed.take(agreed.b, "1.00"), actor=vp)

    assert agreed.budget().slots_used == 2
    with refuses("slot-too-large"):
        agreed.reestimate(made, "2.01", agreed.take(agreed.b, "0.01"), actor=vp)


def test_a_special_the_sales_vp_raised_holds_one_slot_however_often(agreed, vp):
    made = agreed.approved("0.50")
    agreed.reestimate(made, "1.00", agreed.take(agreed.b, "0.50"), actor=vp)
    slot(agreed, "1.00", title="Two")

    agreed.reestimate(made, "1.50", agreed.take(agreed.b, "0.50"), actor=vp)

    assert agreed.budget().slots_used == 2


# --- The swap ---


def test_a_swap_cancels_one_and_approves_another(agreed, vp):
    one, two = slot(agreed, title="One"), slot(agreed, title="Two")
    new = agreed.proposed("2.00", title="New")

    agreed.approve(new, actor=vp, swap_for=two)

    states = Escalation.objects.values_list("title", "state")
    assert dict(states) == {"One": "approved", "Two": "cancelled", "New": "approved"}
    assert (agreed.budget().slots_used, agreed.headroom()) == (2, "4.32")
    assert agreed.weeks()["SSO audit log"] == "26.00"
    assert agreed.kinds()[-2:] == ["cancelled", "approved"]
    assert one.state == "approved"
    agreed.proven()


def test_a_slot_on_which_weeks_were_spent_stays_used_when_its_special_goes(agreed, vp):
    slot(agreed, title="One")
    two = slot(agreed, title="Two")
    agreed.spend(two, "0.50")
    new = agreed.proposed("1.00", title="New")

    with refuses("no-slot"):
        agreed.approve(new, actor=vp, swap_for=two)
    agreed.cancel(two)

    assert agreed.budget().slots_used == 2
    agreed.proven()


def test_a_sales_vp_swaps_only_what_stands_in_a_slot_of_the_same_quarter(agreed, vp):
    agreed.plan(NEXT, lines=agreed.lines())
    large = agreed.approved("1.00", title="Chosen by an executive")
    later = agreed.approve(agreed.proposed("1.00", quarter=NEXT, title="Later"), actor=vp)
    new = agreed.proposed("2.00", title="New")

    for other in (large, later):
        with raises_and_changes_nothing(PermissionDenied):
            agreed.approve(new, actor=vp, swap_for=other)
    agreed.approve(new, swap_for=large)

    assert Escalation.objects.get(pk=large.pk).state == "cancelled"


def test_a_swap_that_is_refused_cancels_nothing(agreed, vp):
    slot(agreed, title="One")
    two = slot(agreed, title="Two")
    new = agreed.proposed("2.01", title="New")

    with refuses("slot-too-large"):
        agreed.approve(new, actor=vp, swap_for=two)


def test_what_is_not_underway_cannot_be_swapped(agreed, vp):
    waiting, new = agreed.proposed("1.00", title="Waiting"), agreed.proposed("2.00", title="New")

    with refuses("wrong-state"):
        agreed.approve(new, actor=vp, swap_for=waiting)


def test_a_swap_is_for_another_special_of_the_same_product(agreed, vp):
    new = agreed.proposed("2.00")
    foreign = Escalation(pk=new.pk + 1, product=make_product("kite"))

    for other in (new, foreign):
        with raises_and_changes_nothing(Malformed):
            agreed.approve(new, actor=vp, swap_for=other)


def test_another_products_sales_vp_finds_nothing(agreed):
    made = agreed.proposed("1.00")
    stranger = make_cast(make_product("kite")).sales_vp

    with raises_and_changes_nothing(Http404):
        agreed.approve(made, actor=stranger)
