"""What is always true of escalations, their sizing, displacement, deals and commitments."""

import pytest

from escalations.models import (
    Claim,
    Commitment,
    Confirmation,
    Deal,
    DisplacedCustomer,
    Displacement,
    Escalation,
    Part,
    ProposedRow,
    Review,
    SizedPart,
    Sizing,
)
from tests.constraints import again, change, meets

BREAKS = {
    "deal_import_key_once": again(Deal),
    "deal_amount_not_negative": change(Deal, amount="-0.01"),
    "deal_outcome_known": change(Deal, outcome="maybe"),
    "commitment_weeks_not_negative": change(Commitment, weeks="-0.01"),
    "proposed_row_takes_weeks": change(ProposedRow, weeks="0.00"),
    "proposed_row_names_something": change(ProposedRow, item=None, kept_out=None),
    "displacement_takes_weeks": change(Displacement, weeks="0.00", returned_weeks="0.00"),
    "displacement_returns_what_it_took": change(Displacement, weeks="1.00", returned_weeks="1.01"),
    "displacement_names_something": change(Displacement, item=None, kept_out=None),
    "displaced_customer_once": again(DisplacedCustomer),
    "escalation_state_known": change(Escalation, state="limbo"),
    "submitted_says_who_what_why_when": change(Escalation, customer=None),
    "closed_says_when": change(Escalation, closed_at=None),
    "claim_judged_says_when": change(Claim, verdict=True, judged_at=None),
    "claim_kind_known": change(Claim, kind="trust_me"),
    "one_part_per_quarter": again(Part),
    "part_weeks_not_negative": change(Part, weeks="-0.01"),
    "retired_by_a_date": change(Review, verdict="retire", retire_on=None),
    "sizing_low_likely_high": change(Sizing, low_weeks="3.01", likely_weeks="3.00"),
    "sizing_approach_known": change(Sizing, approach="magic"),
    "one_sized_part_per_quarter": again(SizedPart),
    "sized_part_not_negative": change(SizedPart, weeks="-0.01"),
    "each_side_confirms_once": again(Confirmation),
    "confirmation_side_known": change(Confirmation, side="sales"),
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
        ("sizing_low_likely_high", change(Sizing, high_weeks="0.01")),
        ("sizing_low_likely_high", change(Sizing, low_weeks="-0.01")),
        ("displacement_returns_what_it_took", change(Displacement, returned_weeks="-0.01")),
        ("proposed_row_takes_weeks", change(ProposedRow, weeks="-1.00")),
    ],
)
def test_the_database_refuses_the_other_side(everything, name, breaker):
    meets(name, breaker)
