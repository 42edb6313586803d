"""What is always true of policy, caps and decisions."""

import pytest

from governance.models import (
    Cap,
    Commentary,
    Decision,
    Policy,
    Publication,
    ReportSettings,
    WriteOff,
)
from portfolio.models import Partner
from tests.constraints import again, meets

BREAKS = {
    "policy_cap_is_a_percent": again(Policy, cap_percent="100.01"),
    "policy_bands_rise": again(Policy, straining_above="20.01"),
    "policy_slot_not_negative": again(Policy, slot_weeks="-0.01"),
    "policy_support_years_in_bounds": again(Policy, support_years=0),
    "policy_relief_in_bounds": again(Policy, quota_relief_percent="-50.01"),
    "policy_support_has_a_fee": again(Policy, support_fee="0.00"),
    "policy_return_not_negative": again(Policy, minimum_return="-0.01"),
    "policy_licence_has_a_price": again(Policy, licence_price="0.00"),
    "cap_not_negative": again(Cap, weeks="-0.01"),
    "cap_percent_is_a_percent": again(Cap, percent="100.01"),
    "decision_has_a_reason": again(Decision, reason=""),
    "override_reason_is_long_enough": again(
        Decision, is_override=True, is_slot=False, reason="nineteen characters"
    ),
    "a_slot_is_no_override": again(
        Decision, is_override=True, is_slot=True, reason="Quite long enough, this reason."
    ),
    "write_off_has_weeks": again(WriteOff, weeks="0.00"),
    "write_off_has_a_reason": again(WriteOff, reason=""),
    "decision_kind_known": again(Decision, kind="shrug"),
    "decision_names_a_partner_who_gets_it": again(
        Decision, redirected_to="services", partner_id=lambda: Partner.objects.first().pk
    ),
    "one_comment_a_side_and_month": again(Commentary, text="Once more."),
    "commentary_side_known": again(Commentary, side="press"),
    "publication_version_once": again(Publication, reason="Once more."),
    "publication_versions_start_at_one": again(Publication, version=0),
    "publication_correction_is_signed": again(Publication, version=2, by=None),
    "report_days_are_of_the_first_weeks": again(ReportSettings, freeze_on=16),
    "report_is_reminded_of_before_it_goes_out": again(ReportSettings, remind_on=4, freeze_on=3),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(everything, name):
    meets(name, BREAKS[name])


@pytest.mark.parametrize(
    ("name", "breaker"),
    [
        ("policy_cap_is_a_percent", again(Policy, cap_percent="-0.01")),
        ("policy_bands_rise", again(Policy, struggling_from="30.01")),
        ("policy_support_years_in_bounds", again(Policy, support_years=51)),
        ("cap_percent_is_a_percent", again(Cap, percent="-0.01")),
    ],
)
def test_the_database_refuses_the_other_side(everything, name, breaker):
    meets(name, breaker)


def test_an_override_reason_of_twenty_characters_is_kept(everything):
    again(Decision, is_override=True, is_slot=False, reason="exactly twenty chars")()

    assert Decision.objects.filter(reason="exactly twenty chars").count() == 1
