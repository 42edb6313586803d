"""Displacement: what a special takes from which line, where it lands, how it comes back."""

import datetime as dt
from decimal import Decimal as D

import pytest

from company.refusals import Malformed
from escalations.models import Displacement, Escalation, ProposedRow
from escalations.warnings import sentences_of_warning
from portfolio.models import Customer, Movement
from portfolio.plan.actions import LineInput
from tests.conftest import make_item, make_product, make_waiting, rewrite
from tests.makers import LATER, NEXT, Q4
from tests.snapshots import raises_and_changes_nothing, refuses


def rows(escalation) -> list[tuple]:
    """Each displacement: what, weeks, outcome, where to, landed, below."""
    found = Displacement.objects.filter(escalation=escalation).order_by("pk")
    return [
        (
            str(d.named),
            str(d.weeks),
            d.outcome,
            str(d.to_quarter or ""),
            str(d.landed_weeks),
            str(d.below_weeks),
        )
        for d in found
    ]


# --- A proposal: kept incomplete, with warnings ---


def test_an_incomplete_proposal_is_kept_with_a_warning(agreed):
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.a, "1.00")])

    assert made.state == "proposed"
    fresh = Escalation.objects.get(pk=made.pk)
    assert sentences_of_warning(fresh) == [
        "Q4 2026: the lines named give 1.00 wk of 3.00 wk asked."
    ]


def test_an_empty_proposal_is_kept_too(agreed):
    made = agreed.proposed("3.00", rows=[])

    fresh = Escalation.objects.get(pk=made.pk)
    assert sentences_of_warning(fresh) == [
        "Q4 2026: the lines named give 0.00 wk of 3.00 wk asked."
    ]


def test_more_than_a_line_has_left_is_kept_with_a_warning(agreed):
    agreed.spend(agreed.c, "8.50")
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.c, "3.00")])

    fresh = Escalation.objects.get(pk=made.pk)
    assert sentences_of_warning(fresh) == [
        "Q4 2026: the lines named have only 1.50 wk left of the 3.00 wk taken from them."
    ]


def test_a_complete_proposal_warns_of_nothing(agreed):
    made = agreed.proposed("3.00")

    assert sentences_of_warning(Escalation.objects.get(pk=made.pk)) == []


def test_each_part_is_warned_of_by_itself(agreed):
    agreed.plan(NEXT, lines=agreed.lines())
    made = agreed.proposed(
        parts={Q4: D("2.00"), NEXT: D("1.00")}, rows=[agreed.take(agreed.a, "2.00", quarter=Q4)]
    )

    fresh = Escalation.objects.get(pk=made.pk)
    assert sentences_of_warning(fresh) == [
        "Q1 2027: the lines named give 0.00 wk of 1.00 wk asked."
    ]


def test_the_quarter_may_be_left_out_where_there_is_one(agreed):
    made = agreed.sized("3.00")

    agreed.propose(made, agreed.take(agreed.a, "3.00"))
    assert ProposedRow.objects.get().quarter == Q4

    agreed.plan(NEXT, lines=agreed.lines())
    two = agreed.sized(parts={Q4: D("1.00"), NEXT: D("1.00")}, title="Labels")
    with raises_and_changes_nothing(Malformed):
        agreed.propose(two, agreed.take(agreed.a, "1.00"))


@pytest.mark.parametrize("outcome", ["slips", "postponed"])
def test_weeks_go_to_the_next_quarter_unless_the_row_says_another(agreed, outcome):
    made = agreed.sized("2.00")

    agreed.propose(
        made,
        agreed.take(agreed.a, "1.00", outcome),
        agreed.take(agreed.b, "1.00", outcome, to_quarter=LATER),
    )

    assert list(ProposedRow.objects.values_list("to_quarter", flat=True)) == [NEXT, LATER]


def test_dropped_weeks_go_nowhere(agreed):
    made = agreed.sized("2.00")

    agreed.propose(made, agreed.take(agreed.a, "2.00", "dropped", to_quarter=LATER))

    assert ProposedRow.objects.get().to_quarter is None


def test_what_a_row_may_not_say(agreed):
    foreign = make_item(make_product("kite"))
    special = agreed.approved("1.00", title="Other").item
    made, take, a = agreed.sized("3.00"), agreed.take, agreed.a
    wrong = [
        [take(a, "0.00")],
        [take(a, "-1.00")],
        [take(a, "1.001")],
        [take(a, "1.00", quarter=NEXT)],
        [take(a, "1.00", "slips", to_quarter=Q4)],
        [take(a, "1.00", "slips", to_quarter=Q4.previous)],
        [take(agreed.kept_out, "1.00")],
        [take(foreign, "1.00")],
        [take(special, "1.00")],
        [take(a, "1.00"), take(a, "2.00")],
    ]

    for given in wrong:
        with raises_and_changes_nothing(Malformed) as caught:
            agreed.propose(made, *given)
        assert list(caught.value.errors) == ["displacements"]


# --- Carried out at approval ---


def test_named_lines_shrink_and_the_specials_own_line_grows_by_as_much(agreed):
    made = agreed.proposed(
        "3.00", rows=[agreed.take(agreed.a, "1.25"), agreed.take(agreed.b, "1.75")]
    )

    agreed.approve(made)

    assert agreed.weeks() == {
        "SSO audit log": "28.75",
        "Kernel upgrade": "18.25",
        "Flaky tests": "10.00",
        "Reserve": "8.00",
        "Badge printing": "3.00",
    }
    moves = Movement.objects.filter(kind="displaced").order_by("pk")
    assert [(m.item_id, str(m.weeks), m.special_id) for m in moves] == [
        (agreed.a.pk, "-1.25", made.item_id),
        (made.item_id, "1.25", made.item_id),
        (agreed.b.pk, "-1.75", made.item_id),
        (made.item_id, "1.75", made.item_id),
    ]
    agreed.proven()


def test_slipped_and_postponed_weeks_land_on_a_line_that_has_room(agreed):
    agreed.plan(NEXT, capacity="26.00", lines=[LineInput(agreed.a, D("5.00"))])
    made = agreed.proposed(
        "3.00",
        rows=[
            agreed.take(agreed.a, "1.00", "slips"),
            agreed.take(agreed.b, "2.00", "postponed"),
        ],
    )

    agreed.approve(made)

    assert rows(made) == [
        ("SSO audit log", "1.00", "slips", "2027Q1", "1.00", "0.00"),
        ("Kernel upgrade", "2.00", "postponed", "2027Q1", "20.00", "0.00"),
    ]
    assert agreed.weeks(NEXT) == {"SSO audit log": "6.00", "Kernel upgrade": "20.00"}
    agreed.proven()


def test_weeks_that_do_not_fit_land_below_the_line_and_say_so(agreed):
    agreed.plan(NEXT, capacity="6.00", lines=[LineInput(agreed.c, D("5.00"))])

    made = agreed.approved("3.00", rows=[agreed.take(agreed.a, "3.00", "slips")])

    assert rows(made) == [("SSO audit log", "3.00", "slips", "2027Q1", "0.00", "3.00")]
    assert agreed.weeks(NEXT) == {"Flaky tests": "5.00", "SSO audit log": "0.00"}
    assert str(agreed.line(agreed.a, NEXT).below_weeks) == "3.00"
    agreed.proven()


def test_dropped_weeks_land_nowhere(agreed):
    made = agreed.approved("3.00", rows=[agreed.take(agreed.a, "3.00", "dropped")])

    assert rows(made) == [("SSO audit log", "3.00", "dropped", "", "0.00", "0.00")]
    assert agreed.weeks(NEXT) == {}


def test_landing_in_a_quarter_nobody_planned_makes_its_plan_and_the_ledger_knows(agreed):
    agreed.approved("3.00", rows=[agreed.take(agreed.a, "3.00", "slips")])

    # The one core team proposes 8 people x 13 weeks.
    assert agreed.weeks(NEXT) == {"SSO audit log": "3.00"}
    assert agreed.kinds()[-2:] == ["capacity_set", "approved"]
    agreed.proven()


def test_a_row_on_the_reserve_names_what_the_reserve_kept_out(agreed):
    made = agreed.approved("3.00", rows=[agreed.take(None, "3.00", "postponed")])

    assert rows(made) == [("Dark mode", "3.00", "postponed", "2027Q1", "0.00", "0.00")]
    assert agreed.weeks()["Reserve"] == "5.00"
    agreed.proven()


def test_a_reserve_that_kept_out_several_items_needs_the_row_to_name_one(agreed):
    agreed.line(None).kept_out.add(agreed.b)
    made = agreed.sized("3.00")

    with raises_and_changes_nothing(Malformed):
        agreed.propose(made, agreed.take(None, "3.00"))
    agreed.propose(
        made,
        agreed.take(None, "1.00", kept_out=agreed.b),
        agreed.take(None, "2.00", kept_out=agreed.kept_out),
    )

    agreed.approve(made)
    assert [row[:2] for row in rows(made)] == [("Kernel upgrade", "1.00"), ("Dark mode", "2.00")]
    assert agreed.weeks()["Reserve"] == "5.00"


def test_two_rows_on_the_reserve_cannot_take_more_than_it_has_together(agreed):
    agreed.line(None).kept_out.add(agreed.b)
    made = agreed.sized("8.30")
    made = agreed.propose(
        made,
        agreed.take(None, "4.15", kept_out=agreed.b),
        agreed.take(None, "4.15", kept_out=agreed.kept_out),
    )

    with refuses("displacement-incomplete") as caught:
        agreed.approve(made)

    assert caught.value.facts["displaced_weeks"] == D("8.00")


def test_what_is_left_is_judged_again_at_approval(agreed):
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.c, "3.00")])
    agreed.spend(agreed.c, "7.01")

    with refuses("displacement-incomplete") as caught:
        agreed.approve(made)
    assert caught.value.facts["displaced_weeks"] == D("2.99")

    other = agreed.proposed("2.99", rows=[agreed.take(agreed.c, "2.99")], title="Labels")
    agreed.approve(other)
    assert agreed.weeks()["Flaky tests"] == "7.01"


def test_what_was_displaced_before_is_gone_from_the_line(agreed):
    agreed.approved("3.00", rows=[agreed.take(agreed.c, "3.00")])
    made = agreed.proposed("5.00", rows=[agreed.take(agreed.c, "5.00")], title="Labels")
    agreed.plan(lines=agreed.lines(c="4.00"), reason="Less.")

    with refuses("displacement-incomplete"):
        agreed.approve(made)


def test_customers_deal_and_dates_are_copied_when_it_is_decided(agreed):
    skyhook = agreed.customer("Skyhook")
    make_waiting(skyhook, agreed.a)
    asking = agreed.customer("Acme")
    made = agreed.approved("3.00", customer=asking, deal=agreed.deal(asking))
    renewal = skyhook.renewal_date
    rewrite(Customer.objects.all(), arr=D("1.00"), renewal_date=dt.date(2030, 1, 1))

    (displacement,) = made.displacements.all()
    (copy,) = displacement.customers.all()

    assert (copy.customer, str(copy.arr), copy.renewal_date) == (skyhook, "120000.00", renewal)
    assert str(displacement.deal_amount) == "400000.00"


def test_what_an_override_did_not_displace_stands_unfunded_in_its_line(agreed):
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.a, "1.00")])

    agreed.override(made)

    line = agreed.line(made.item)
    assert (str(line.weeks), str(line.unfunded_weeks)) == ("3.00", "2.00")
    assert agreed.weeks()["SSO audit log"] == "29.00"
    agreed.proven()


def test_an_override_takes_only_what_lines_have_left(agreed):
    agreed.spend(agreed.c, "9.00")
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.c, "3.00")])

    agreed.override(made)

    assert agreed.weeks()["Flaky tests"] == "9.00"
    assert str(agreed.line(made.item).unfunded_weeks) == "2.00"
    agreed.proven()
