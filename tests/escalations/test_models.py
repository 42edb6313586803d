"""What is always true of escalations, their sizing, displacement, deals and commitments."""

import datetime as dt

import pytest
from django.db.models import F, Subquery

from escalations.models import (
    Claim,
    Commitment,
    Confirmation,
    Costing,
    Deal,
    Direction,
    DisplacedCustomer,
    Displacement,
    DisplacementReturn,
    Escalation,
    Forecast,
    Join,
    Judgement,
    LaterAnswer,
    Part,
    PromiseAnswer,
    ProposedRow,
    Review,
    SizedPart,
    Sizing,
    TakenIntoPlan,
)
from portfolio.models import ExtensionPoint, Item, Partner
from tests.constraints import again, change, meets
from tests.makers import NEXT, NOW

# An escalation and an item that nothing was taken from yet: each is taken once.
ANOTHER = {
    "escalation": lambda: Escalation.objects.filter(taken_into_plan__isnull=True).first(),
    "item": lambda: Item.objects.filter(taken_from__isnull=True).first(),
}
BREAKS = {
    "deal_import_key_once": again(Deal),
    "deal_amount_not_negative": change(Deal, amount="-0.01"),
    "deal_outcome_known": change(Deal, outcome="maybe"),
    "deal_signed_when_won": change(Deal, outcome="lost"),
    "commitment_kept_or_broken": again(
        Commitment, kept_on=dt.date(2026, 11, 3), broken_on=dt.date(2026, 11, 4)
    ),
    "commitment_weeks_not_negative": change(Commitment, weeks="-0.01"),
    "costing_updates_not_negative": change(Costing, updates_per_year="-0.01"),
    "costing_weeks_not_negative": change(Costing, retest_weeks_per_year="-0.01"),
    "costing_run_cost_not_negative": change(Costing, run_cost_per_year="-0.01"),
    "costing_payments_not_negative": change(Costing, payment_once="-0.01"),
    "costing_installs_in_bounds": change(Costing, installs=10_000_001),
    "proposed_row_takes_weeks": again(ProposedRow, weeks="0.00"),
    "proposed_row_names_something": again(ProposedRow, item=None, kept_out=None),
    "displacement_takes_weeks": again(Displacement, weeks="0.00"),
    "displacement_return_has_weeks": again(DisplacementReturn, weeks="0.00"),
    "displacement_names_something": again(Displacement, item=None, kept_out=None),
    "displaced_customer_once": again(DisplacedCustomer),
    "taken_into_plan_takes_weeks": again(TakenIntoPlan, weeks="0.00", **ANOTHER),
    "taken_into_plan_has_a_reason": again(TakenIntoPlan, reason="", **ANOTHER),
    "taken_into_plan_for_several_or_as_a_fault": again(TakenIntoPlan, documented="", **ANOTHER),
    "later_question_answered_once": again(LaterAnswer),
    "later_answer_fits_its_question": again(LaterAnswer, question="deal"),
    "direction_kind_known": again(Direction, kind="neither"),
    "direction_has_a_reason": again(Direction, reason=""),
    "forecast_not_negative": again(Forecast, left_weeks="-0.01"),
    "escalation_state_known": change(Escalation, state="limbo"),
    "submitted_says_who_what_why_when": change(Escalation, customer=None),
    "closed_says_when": change(Escalation, closed_at=None, total_confirmed_at=None),
    "total_confirmed_once_closed": change(Escalation, {"closed_at": None}, total_confirmed_at=NOW),
    "answered_says_whom": change(Escalation, answered_at=NOW),
    "sent_back_is_submitted": change(Escalation, questioner=F("filed_by")),
    "judgement_of_one_thing": again(Judgement, claim=None, proposal=None),
    "judgement_side_known": again(Judgement, side="both"),
    "each_side_judges_a_claim_once": again(Judgement),
    "each_side_judges_a_position_once": change(
        Judgement,
        {"claim__isnull": False},
        claim=None,
        side="sales",
        proposal=Subquery(Judgement.objects.filter(claim=None).values("proposal")[:1]),
    ),
    "claim_kind_known": change(Claim, kind="trust_me"),
    "part_weeks_with_those_before": again(Part, weeks="1.00", before_weeks="1.01"),
    "part_weeks_not_negative": again(Part, weeks="-0.01"),
    "promises_answered_once_a_month": again(PromiseAnswer),
    "promises_answered_of_a_month": again(PromiseAnswer, month=dt.date(2026, 12, 2)),
    "retired_by_a_date": change(Review, verdict="retire", retire_on=None),
    "sizing_low_likely_high": again(Sizing, low_weeks="3.01", likely_weeks="3.00"),
    "sizing_approach_known": again(Sizing, approach="magic"),
    "sizing_names_an_extension_point_it_goes_through": again(
        Sizing, approach="core", extension_point_id=lambda: ExtensionPoint.objects.first().pk
    ),
    "sizing_names_a_partner_who_does_it": again(
        Sizing, approach="core", partner_id=lambda: Partner.objects.first().pk
    ),
    "joins_once_per_customer": again(Join),
    "one_sized_part_per_quarter": again(SizedPart),
    "sized_part_not_negative": again(SizedPart, quarter=NEXT, weeks="-0.01"),
    "each_side_confirms_once": again(Confirmation),
    "confirmation_side_known": again(Confirmation, side="sales"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(everything, name):
    meets(name, BREAKS[name])


@pytest.mark.parametrize(
    "missing", [{"title": ""}, {"problem": ""}, {"needed_by": None}, {"customer": None}]
)
def test_what_was_submitted_says_who_what_why_and_when(everything, missing):
    meets("submitted_says_who_what_why_when", change(Escalation, **missing))


@pytest.mark.parametrize(
    ("name", "breaker"),
    [
        ("sizing_low_likely_high", again(Sizing, high_weeks="0.01")),
        ("sizing_low_likely_high", again(Sizing, low_weeks="-0.01")),
        ("displacement_return_has_weeks", again(DisplacementReturn, weeks="-0.01")),
        ("proposed_row_takes_weeks", again(ProposedRow, weeks="-1.00")),
        ("costing_updates_not_negative", change(Costing, minutes_per_update="-0.01")),
        ("costing_weeks_not_negative", change(Costing, support_weeks_per_year="-0.01")),
        ("costing_payments_not_negative", change(Costing, payment_per_year="-0.01")),
    ],
)
def test_the_database_refuses_the_other_side(everything, name, breaker):
    meets(name, breaker)
