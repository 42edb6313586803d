"""Approving: what it needs, in which order it is refused, and what an override waives."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from company.refusals import Malformed
from escalations.models import Escalation
from governance.approvals.check_data import check_of
from governance.models import Decision
from ledger import chain
from ledger.models import Entry
from tests.conftest import make_member
from tests.makers import LONG_REASON, NEXT, Q4, noon
from tests.snapshots import raises_and_changes_nothing, refuses


def decision(escalation) -> Decision:
    return Decision.objects.get(escalation=escalation)


def test_an_executive_approves_what_is_displaced_and_within_headroom(agreed):
    made = agreed.approve(agreed.proposed("8.32"))

    assert made.state == "approved"
    assert [(p.quarter, str(p.weeks)) for p in made.parts.all()] == [(Q4, "8.32")]
    assert agreed.headroom() == "0.00"
    found = decision(made)
    assert (found.by, found.reason, str(found.weeks)) == (
        agreed.cast.executive,
        "Worth it.",
        "8.32",
    )
    assert (found.is_override, found.is_slot, found.is_own_request) == (False, False, False)
    agreed.proven()


def test_no_specials_line_and_no_reserve_are_needed(agreed):
    agreed.plan(lines=agreed.lines(reserve=None), reason="No reserve.")

    assert agreed.approved("3.00").state == "approved"


def test_an_approval_is_one_entry_that_says_everything(agreed):
    made = agreed.approved("3.00")

    entry = Entry.objects.order_by("number").last()
    assert entry.kind == "approved"
    assert chain.data_of(entry) == {
        "escalation": made.pk,
        "parts": {"2026Q4": "3.00"},
        "reason": "Worth it.",
        "override": False,
        "slot": False,
        "judged": decision(made).judged,
        "displacements": [
            {
                "quarter": "2026Q4",
                "item": agreed.a.pk,
                "kept_out": None,
                "weeks": "3.00",
                "outcome": "slips",
            }
        ],
    }


def test_what_deal_and_customer_were_worth_is_copied(agreed):
    customer = agreed.customer(arr="77000.00")
    made = agreed.approved("3.00", customer=customer, deal=agreed.deal(customer))

    found = decision(made)
    assert (str(found.deal_amount), str(found.customer_arr)) == ("400000.00", "77000.00")
    assert found.customer_renewal_date == customer.renewal_date


def test_deciding_ones_own_request_is_possible_and_shows(agreed):
    made = agreed.approve(agreed.proposed("3.00", actor=agreed.cast.executive))

    assert decision(made).is_own_request


@pytest.mark.parametrize(
    ("role", "error"),
    [
        ("sales", PermissionDenied),
        ("product_manager", PermissionDenied),
        ("engineering", PermissionDenied),
        ("observer", PermissionDenied),
        ("outsider", Http404),
    ],
)
def test_nobody_else_approves(agreed, role, error):
    made = agreed.proposed("1.00")

    with raises_and_changes_nothing(error):
        agreed.approve(made, actor=agreed.cast.of(role))


def test_a_site_administrator_may_not_approve_for_being_one(agreed):
    made = agreed.proposed("1.00")
    admin = agreed.cast.observer
    admin.is_staff = admin.is_superuser = True
    admin.save()

    with raises_and_changes_nothing(PermissionDenied):
        agreed.approve(made, actor=admin)


# --- Each refusal, beside its success ---


@pytest.mark.parametrize("sides", [(), ("product",), ("engineering",)])
def test_both_must_have_confirmed(agreed, sides):
    made = agreed.size(agreed.submitted(), "3.00")
    if sides:
        made = agreed.confirm(made, *sides)
    made = agreed.propose(made, agreed.take(agreed.a, "3.00"))

    with refuses("not-confirmed"):
        agreed.approve(made)
    with refuses("not-confirmed"):
        agreed.override(made)
    assert agreed.approve(agreed.confirm(made)).state == "approved"


@pytest.mark.parametrize("displaced", ["2.99", "3.01"])
def test_displacement_equals_the_weeks_asked_to_the_hundredth(agreed, displaced):
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.a, displaced)])

    with refuses("displacement-incomplete") as caught:
        agreed.approve(made)

    assert caught.value.facts["asked_weeks"] == D("3.00")
    made = agreed.propose(made, agreed.take(agreed.a, "3.00"))
    assert agreed.approve(made).state == "approved"


def test_each_part_pays_in_its_own_quarter(agreed):
    agreed.plan(NEXT, lines=agreed.lines())
    parts = {Q4: D("2.00"), NEXT: D("1.00")}
    made = agreed.proposed(parts=parts, rows=[agreed.take(agreed.a, "3.00", quarter=Q4)])

    with refuses("displacement-incomplete"):
        agreed.approve(made)


def test_a_hundredth_over_the_headroom_is_refused(agreed):
    agreed.approved("5.00", title="First")
    made = agreed.proposed("3.33")

    with refuses("over-cap") as caught:
        agreed.approve(made)

    assert caught.value.facts == {
        "quarter": "2026Q4",
        "headroom_weeks": D("3.32"),
        "asked_weeks": D("3.33"),
    }
    made = agreed.propose(agreed.confirm(agreed.size(made, "3.32")), agreed.take(agreed.a, "3.32"))
    assert agreed.approve(made).state == "approved"
    assert agreed.headroom() == "0.00"


def test_each_part_is_judged_in_its_own_quarter(agreed):
    agreed.plan(
        NEXT, capacity="20.00", lines=agreed.lines(a="10.00", b="5.00", c="2.00", reserve="1.00")
    )
    made = agreed.proposed(parts={Q4: D("1.00"), NEXT: D("2.01")})

    with refuses("over-cap") as caught:
        agreed.approve(made)

    assert caught.value.facts["quarter"] == "2027Q1"


def test_weeks_before_the_decision_are_approved_with_those_still_to_come(agreed):
    """DESIGN 4.4: 0.90 spent, sized 1.40, approved 2.30 in all, 1.40 displaced."""
    made = agreed.submitted()
    agreed.spend(made, "0.90")
    assert agreed.headroom() == "7.42"
    made = agreed.propose(agreed.confirm(agreed.size(made, "1.40")), agreed.take(agreed.a, "1.40"))

    made = agreed.approve(made)

    part = made.parts.get()
    assert (str(part.weeks), str(part.before_weeks)) == ("2.30", "0.90")
    assert (agreed.headroom(), str(decision(made).weeks)) == ("6.02", "2.30")
    assert agreed.weeks()["Badge printing"] == "1.40"
    assert agreed.weeks()["SSO audit log"] == "28.60"
    judged = decision(made).judged["2026Q4"]
    assert (judged["asked"], judged["before"], judged["displaced"]) == ("1.40", "0.90", "1.40")
    agreed.proven()


def test_no_line_gives_back_what_was_spent_before_the_decision(agreed):
    made = agreed.submitted()
    agreed.spend(made, "0.90")
    made = agreed.propose(agreed.confirm(agreed.size(made, "1.40")), agreed.take(agreed.a, "1.40"))
    made = agreed.start(agreed.approve(made))
    agreed.spend(made, "0.40")

    agreed.deliver(made)

    assert agreed.weeks()["Badge printing"] == "0.40"
    assert agreed.weeks()["SSO audit log"] == "29.60"
    assert agreed.headroom() == "7.02"
    agreed.proven()


def test_effort_between_sizing_and_decision_lowers_nothing_asked_and_is_warned_of(agreed):
    made = agreed.proposed("8.32")
    agreed.spend(made, "2.00")
    assert agreed.headroom() == "6.32"

    check = check_of(Escalation.objects.get(pk=made.pk))

    assert (str(check.weeks), str(check.weeks_in_all)) == ("8.32", "10.32")
    assert check.warnings(is_proposed=True) == [
        "2.00 wk were logged since it was sized, which asks for the weeks still to come:"
        " size it again if fewer are left.",
        "Q4 2026: 8.32 wk asked, 6.32 wk left for one-offs.",
    ]
    with refuses("over-cap"):
        agreed.approve(made)


@pytest.mark.parametrize(
    ("approach", "way"),
    [
        ("services", "Redirect it to services."),
        ("partner", "Redirect it to the partner."),
        ("not_viable", "Decline it."),
        ("planned_item", "Take it into the plan."),
        ("fault", "Take it into the plan, as a fault."),
    ],
)
def test_the_approach_binds_and_the_refusal_names_the_way_that_is_open(agreed, approach, way):
    made = agreed.submitted()
    made = agreed.confirm(agreed.size(made, "3.00", approach=approach))
    made = agreed.propose(made, agreed.take(agreed.a, "3.00"))

    for override in (False, True):
        with refuses("wrong-approach") as caught:
            agreed.approve(made, LONG_REASON, override=override)
    assert caught.value.detail.endswith(way)


def test_an_extension_point_is_approved_like_core(agreed):
    made = agreed.confirm(agreed.size(agreed.submitted(), "3.00", approach="extension_point"))

    made = agreed.approve(agreed.propose(made, agreed.take(agreed.a, "3.00")))

    assert made.state == "approved"


def test_whoever_decides_may_name_other_lines_and_both_proposals_stand(agreed):
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.a, "1.00")])

    agreed.approve(made, rows=[agreed.take(agreed.b, "3.00")])

    assert agreed.weeks()["Kernel upgrade"] == "17.00"
    assert agreed.weeks()["SSO audit log"] == "30.00"
    rows = [
        (p.at_decision, p.by, p.position, [(r.item, str(r.weeks)) for r in p.rows.all()])
        for p in made.latest_sizing.proposals.order_by("pk")
    ]
    position = "Two customers wait for it."
    assert rows == [
        (False, agreed.cast.product_manager, position, [(agreed.a, "1.00")]),
        (True, agreed.cast.executive, position, [(agreed.b, "3.00")]),
    ]
    agreed.proven()


def test_odd_minutes_never_let_an_approval_past_the_cap(agreed):
    other, made = agreed.draft(title="Stray"), agreed.proposed("8.31")
    agreed.spend(other, minutes=12)
    agreed.spend(made, minutes=13)
    before = agreed.budget().headroom_weeks

    approved = agreed.approve(made)

    judged = decision(approved).judged["2026Q4"]
    assert str(before) == "8.31"
    assert judged["headroom_after"] == agreed.headroom() == "0.00"


def test_a_quarter_that_ended_is_sized_again(agreed):
    made = agreed.proposed("3.00")

    with noon(2027, 1, 4), refuses("wrong-state") as caught:
        agreed.approve(made)

    assert caught.value.facts == {"quarter": "2026Q4"}


def test_an_approval_needs_a_reason(agreed):
    made = agreed.proposed("3.00")

    for override in (False, True):
        with raises_and_changes_nothing(Malformed) as caught:
            agreed.approve(made, " ", override=override)
        assert list(caught.value.errors) == ["reason"]


# --- The order of refusals ---


def test_refusals_are_judged_in_their_order(agreed):
    """One proposal with every fault, mended one by one."""
    vp = agreed.cast.sales_vp
    for n in (1, 2):
        agreed.approve(agreed.proposed("1.00", title=f"Slot {n}"), actor=vp)
    made = agreed.size(agreed.submitted(), "9.00")

    with refuses("wrong-state"):
        agreed.approve(made, actor=vp)
    made = agreed.propose(made, agreed.take(agreed.a, "1.00"))
    with refuses("not-confirmed"):
        agreed.approve(made, actor=vp)
    made = agreed.confirm(made)
    with refuses("displacement-incomplete"):
        agreed.approve(made, actor=vp)
    made = agreed.propose(made, agreed.take(agreed.a, "9.00"))
    with refuses("over-cap"):
        agreed.approve(made, actor=vp)
    agreed.cap(weeks=D("30.00"))
    with refuses("slot-too-large"):
        agreed.approve(made, actor=vp)
    made = agreed.propose(agreed.confirm(agreed.size(made, "2.00")), agreed.take(agreed.a, "2.00"))
    with refuses("no-slot"):
        agreed.approve(made, actor=vp)
    assert agreed.approve(made).state == "approved"


# --- Using weeks set apart for slots ---


@pytest.mark.parametrize(("weeks", "used"), [("4.32", False), ("4.33", True), ("8.32", True)])
def test_an_executive_who_uses_slot_weeks_says_so(agreed, weeks, used):
    made = agreed.approved(weeks)

    assert decision(made).used_slot_weeks is used


def test_a_person_with_both_hats_decides_as_an_executive(agreed):
    both = make_member(agreed.product, "executive", agreed.cast.sales_vp.email)

    made = agreed.approve(agreed.proposed("5.00"), actor=both)

    assert not decision(made).is_slot
