"""From the draft to the review: what each step needs, keeps and voids."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from company.refusals import Malformed
from escalations import actions
from escalations.assignees import OWING_ROLES
from escalations.claims import ClaimInput
from escalations.messages import assignee_sentence, lateness
from escalations.models import Confirmation, Escalation, Event, Part
from escalations.queries import current_proposal, current_sizing, is_confirmed
from escalations.states import OPEN
from ledger.models import Entry
from portfolio.models import Movement
from tests.conftest import make_customer, make_product
from tests.makers import NEXT, Q4, noon
from tests.snapshots import raises_and_changes_nothing

WHOLE = {"title": "Badges", "problem": "Queues.", "needed_by": dt.date(2027, 3, 1)}


def story(escalation) -> list[str]:
    return list(Event.objects.filter(escalation=escalation).values_list("kind", flat=True))


# --- Filing and submitting ---


@pytest.mark.parametrize(
    "role", ["sales", "sales_vp", "product_manager", "engineering", "executive"]
)
def test_anyone_but_an_observer_may_file(world, role):
    made = world.draft(actor=world.cast.of(role))

    assert (made.state, made.filed_by) == ("draft", world.cast.of(role))
    assert story(made) == ["file"]


def test_an_observer_files_nothing_and_an_outsider_finds_nothing(world):
    customer = world.customer()
    for role, error in [("observer", PermissionDenied), ("outsider", Http404)]:
        with raises_and_changes_nothing(error):
            world.draft(actor=world.cast.of(role), customer=customer)


@pytest.mark.parametrize("missing", ["customer", "title", "problem", "needed_by"])
def test_to_submit_it_needs_customer_title_problem_and_date(world, missing):
    fields = {**WHOLE, "customer": world.customer()}
    empty = "" if missing in ("title", "problem") else None
    made = actions.file_escalation(
        product=world.product, actor=world.cast.sales, **{**fields, missing: empty}
    )

    with raises_and_changes_nothing(Malformed) as caught:
        actions.submit(escalation=made, actor=world.cast.sales)
    assert list(caught.value.errors) == [missing]

    actions.amend_escalation(made.pk, {missing: fields[missing]}, actor=world.cast.sales)
    assert actions.submit(escalation=made, actor=world.cast.sales).state == "submitted"


def test_the_rest_of_a_request_may_follow(world):
    made = world.submitted()

    assert (made.deal, made.item, made.claims.count()) == (None, None, 0)


def test_customer_and_deal_are_of_one_product_and_of_each_other(world):
    other = make_product("kite")
    mine, yours = world.customer(), world.customer()
    deal = world.deal(yours)
    for fields in [
        {"customer": make_customer(other)},
        {"customer": mine, "deal": deal},
        {"customer": mine, "deal": type(deal)(product=other, name="X", pk=deal.pk)},
    ]:
        with raises_and_changes_nothing(Malformed):
            actions.file_escalation(
                product=world.product, actor=world.cast.sales, **{**WHOLE, **fields}
            )


CLAIMS = [ClaimInput("few_lines", "Ten."), ClaimInput("everyone_wants_this")]


def claims(escalation) -> list[tuple]:
    return list(escalation.claims.order_by("pk").values_list("kind", "note", "judgements__is_true"))


def test_claims_made_are_kept_and_others_are_added_once(world):
    made = world.submitted(claims=CLAIMS)

    again = [CLAIMS[0], ClaimInput("few_lines", "Five.")]
    actions.amend_escalation(made.pk, {"claims": again}, actor=world.cast.sales)

    assert claims(made) == [
        ("few_lines", "Ten.", None),
        ("everyone_wants_this", "", None),
        ("few_lines", "Five.", None),
    ]


def test_claims_of_a_draft_are_replaced(world):
    made = world.draft(claims=CLAIMS)

    actions.amend_escalation(made.pk, {"claims": CLAIMS[1:]}, actor=world.cast.sales)

    assert claims(made) == [("everyone_wants_this", "", None)]


def test_whoever_filed_keeps_it_and_others_do_not(world):
    made = world.draft(actor=world.cast.engineering)

    with raises_and_changes_nothing(PermissionDenied):
        actions.submit(escalation=made, actor=world.cast.product_manager)
    assert actions.submit(escalation=made, actor=world.cast.engineering).state == "submitted"


# --- Sizing and confirming ---


def test_the_first_sizing_gives_it_an_item_in_the_specials_slice_and_confirms_nothing(world):
    made = world.size(world.submitted(), "3.00")

    assert (made.item.title, made.item.slice.key) == ("Badge printing", "specials")
    assert made.item.customer == made.customer
    assert Confirmation.objects.count() == 0
    assert not is_confirmed(current_sizing(made))


def test_a_special_keeps_one_item_for_life(world):
    first = world.size(world.submitted(), "3.00").item
    made = world.size(Escalation.objects.get(), "2.00")

    assert made.item == first


def test_both_sides_confirm_each_by_its_own_role(world):
    made = world.size(world.submitted(), "3.00")
    cast = world.cast
    for side, person in [
        ("product", cast.engineering),
        ("engineering", cast.product_manager),
        ("product", cast.executive),
        ("engineering", cast.sales_vp),
    ]:
        with raises_and_changes_nothing(PermissionDenied):
            actions.confirm(escalation=made, side=side, actor=person)

    made = world.confirm(made, "product")
    assert not is_confirmed(current_sizing(made))
    made = world.confirm(made, "engineering", "engineering")
    assert is_confirmed(current_sizing(made))
    assert Confirmation.objects.count() == 2


def test_sizing_again_voids_confirmations_and_proposal(agreed):
    made = agreed.proposed("3.00")
    assert is_confirmed(current_sizing(made))

    made = agreed.size(Escalation.objects.get(pk=made.pk), "3.00")

    assert made.state == "sized"
    fresh = Escalation.objects.get(pk=made.pk)
    assert not is_confirmed(current_sizing(fresh))
    assert current_proposal(current_sizing(fresh)) is None
    assert fresh.sizings.count() == 2


@pytest.mark.parametrize(
    ("low", "likely", "high"), [("3.01", "3.00", "4.00"), ("1.00", "3.00", "2.99")]
)
def test_low_is_at_most_likely_and_likely_at_most_high(world, low, likely, high):
    made = world.submitted()

    with raises_and_changes_nothing(ValidationError):
        actions.size(
            escalation=made,
            parts={Q4: D(likely)},
            low_weeks=D(low),
            likely_weeks=D(likely),
            high_weeks=D(high),
            approach="core",
            actor=world.cast.engineering,
        )


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {Q4: D("2.99")},
        {Q4: D("2.00"), NEXT: D("1.01")},
        {Q4: D("-1"), NEXT: D("4")},
        {Q4: D("2.995"), NEXT: D("0.005")},
    ],
)
def test_the_parts_come_to_the_likely_weeks(world, parts):
    made = world.submitted()

    with raises_and_changes_nothing(Malformed):
        actions.size(
            escalation=made,
            parts=parts,
            low_weeks=D("1.00"),
            likely_weeks=D("3.00"),
            high_weeks=D("4.00"),
            approach="core",
            actor=world.cast.engineering,
        )


# --- Proposing reserves nothing ---


def test_a_proposal_reserves_nothing(agreed):
    moves, weeks = Movement.objects.count(), agreed.weeks()

    agreed.proposed("3.00")

    assert (Movement.objects.count(), agreed.weeks()) == (moves, weeks)
    assert agreed.headroom() == "8.32"
    assert Part.objects.count() == 0
    assert agreed.kinds()[-1] == "proposed"


def test_a_new_proposal_takes_the_place_of_the_last(agreed):
    made = agreed.proposed("3.00")

    made = agreed.propose(made, agreed.take(agreed.b, "1.00"))

    rows = current_proposal(current_sizing(made)).rows.values_list("item", "weeks")
    assert list(rows) == [(agreed.b.pk, D("1.00"))]


# --- Sending back, who has it, and when an answer is due ---


def test_sent_back_with_a_question_it_returns_to_submitted(agreed):
    made = agreed.proposed("3.00")
    with raises_and_changes_nothing(PermissionDenied):
        actions.send_back(escalation=made, question="Which doors?", actor=agreed.cast.sales_vp)

    made = actions.send_back(
        escalation=made, question="Which doors?", actor=agreed.cast.product_manager
    )

    assert made.state == "submitted"
    assert made.events.last().text == "Which doors?"


def test_every_open_state_has_a_holder():
    assert set(OWING_ROLES) == set(OPEN)


class TestDue:
    """10 November 2026 is a Tuesday."""

    def test_an_answer_is_due_in_five_working_days_and_never_where_nothing_is_owed(self, agreed):
        made = agreed.draft()
        assert made.answer_due is None
        made = actions.submit(escalation=made, actor=agreed.cast.sales)
        assert made.answer_due == dt.date(2026, 11, 17)
        with noon(2026, 11, 21):  # a Saturday
            made = agreed.size(made, "1.00")
        assert made.answer_due == dt.date(2026, 11, 27)
        made = actions.withdraw(escalation=made, reason="No.", actor=agreed.cast.sales)
        assert made.answer_due is None

    def test_days_are_those_of_the_products_zone(self, agreed):
        agreed.product.time_zone = "Pacific/Auckland"
        agreed.product.save()

        with noon(2026, 11, 12):  # there it is Friday
            made = agreed.submitted()

        assert made.answer_due == dt.date(2026, 11, 20)

    def test_delivery_is_due_by_the_day_it_is_needed(self, agreed):
        made = agreed.approved("3.00", needed_by=dt.date(2026, 12, 24))
        assert made.answer_due == dt.date(2026, 12, 24)
        made = agreed.start(made)
        assert made.answer_due == dt.date(2026, 12, 24)
        assert agreed.deliver(made).answer_due == dt.date(2026, 11, 17)  # then the review

    def test_confirming_and_proposing_again_win_no_time(self, agreed):
        made = agreed.size(agreed.submitted(), "3.00")
        with noon(2026, 11, 13):
            assert agreed.confirm(made).answer_due == dt.date(2026, 11, 17)
            made = agreed.propose(made, agreed.take(agreed.a, "3.00"))
            assert made.answer_due == dt.date(2026, 11, 20)
        with noon(2026, 11, 16):
            assert agreed.propose(made).answer_due == dt.date(2026, 11, 20)
            assert agreed.size(made, "2.00").answer_due == dt.date(2026, 11, 23)

    @pytest.mark.parametrize(
        ("day", "said"),
        [
            (16, ""),
            (17, ""),  # the day it is due
            (18, "1 working day late"),
            (20, "3 working days late"),
            (22, "3 working days late"),  # a Sunday
        ],
    )
    def test_late_is_said_in_words(self, agreed, day, said):
        made = agreed.submitted()
        today = dt.date(2026, 11, day)

        assert made.is_late(today) == bool(said)
        assert lateness(made, today) == said
        with noon(2026, 11, day):
            late = f"; it is {said}" if said else ""
            assert assignee_sentence(made) == (
                f"engineering@skylark.example (Engineering) has it, to size it by 17 Nov{late}."
            )

    def test_nothing_is_late_that_nobody_owes(self, agreed):
        assert lateness(agreed.draft(), dt.date(2030, 1, 1)) == ""

    def test_due_on_a_friday_it_is_late_on_saturday(self, agreed):
        with noon(2026, 11, 13):
            made = agreed.submitted()

        assert lateness(made, dt.date(2026, 11, 20)) == ""
        assert lateness(made, dt.date(2026, 11, 21)) == "late"


def test_the_story_tells_every_step(agreed):
    made = agreed.deliver(agreed.start(agreed.approved("3.00")))

    assert story(made) == [
        "file",
        "submit",
        "size",
        "confirm",
        "confirm",
        "propose",
        "approve",
        "start",
        "deliver",
    ]
    assert agreed.kinds()[-3:] == ["approved", "started", "delivered"]


def test_what_is_sized_confirmed_and_proposed_is_sealed_and_no_other_step_before_a_decision(agreed):
    before = Entry.objects.count()

    made = agreed.proposed("3.00")
    agreed.confirm(made)
    actions.send_back(escalation=made, question="?", actor=agreed.cast.product_manager)
    actions.withdraw(escalation=made, reason="No.", actor=agreed.cast.sales)

    assert agreed.kinds()[before:] == ["sized", "confirmed", "confirmed", "proposed"]
    agreed.proven()
