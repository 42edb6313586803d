"""What is always true of the roadmap, its plans, effort and customers."""

import datetime as dt

import pytest

from portfolio.models import (
    Customer,
    Effort,
    EffortMonth,
    EffortQuarter,
    EffortReceipt,
    ExtensionPoint,
    Item,
    Line,
    NonGoal,
    Partner,
    Plan,
    Renewal,
    Slice,
    SortedItem,
    Stance,
    Target,
    Team,
    TeamWeek,
    Usage,
    Waiting,
)
from tests.constraints import again, change, meets

SPECIAL = {"slice__is_specials": True}
OF_ITEM, RESERVE = {"is_reserve": False}, {"is_reserve": True}


def of_a_slice() -> int:
    """A slice that a sum of the same month and team is kept of."""
    return EffortMonth.objects.filter(slice__isnull=False).earliest("pk").slice_id


BREAKS = {
    "customer_name_once": again(Customer, name="CUSTOMER 1", import_key=""),
    "customer_import_key_once": again(Customer, name="Another"),
    "customer_arr_not_negative": change(Customer, arr="-0.01"),
    "customer_has_a_name": change(Customer, name=""),
    "waits_once_per_item": again(Waiting),
    "waiting_weight_known": change(Waiting, weight="desperate"),
    "waiting_ends_after_it_began": change(Waiting, until=dt.date(2025, 12, 31)),
    "renewal_said_once": again(Renewal),
    "renewal_outcome_fits_its_revenue": change(Renewal, outcome="renewed", arr="0.01"),
    "uses_once_per_item": again(Usage),
    "extension_point_name_once": again(ExtensionPoint, name="WEBHOOKS"),
    "extension_point_has_a_name": change(ExtensionPoint, name=""),
    "extension_point_kind_known": change(ExtensionPoint, kind="fax"),
    "extension_point_layer_known": change(ExtensionPoint, layer="basement"),
    "extension_point_state_known": change(ExtensionPoint, state="rumoured"),
    "non_goal_title_once": again(NonGoal, title="NO PAYROLL"),
    "non_goal_has_a_title": change(NonGoal, title=""),
    "non_goal_has_a_reason": change(NonGoal, because=""),
    "non_goal_ends_after_it_began": change(NonGoal, ended_on=dt.date(2024, 12, 31)),
    "partner_name_once": again(Partner, name="FERRYMEN"),
    "partner_has_a_name": change(Partner, name=""),
    "stance_known": change(Stance, customisation="anything"),
    "stance_readiness_known": change(Stance, support_state="maybe"),
    "one_plan_per_quarter": again(Plan),
    "plan_capacity_not_negative": change(Plan, capacity_weeks="-0.01"),
    "one_target_per_slice": again(Target),
    "target_is_a_percent": change(Target, percent="100.5"),
    "one_line_per_item": again(Line),
    "one_reserve_per_plan": again(Line, is_reserve=True, item=None),
    "line_is_an_item_or_the_reserve": change(Line, OF_ITEM, item=None),
    "line_weeks_not_negative": change(Line, below_weeks="-0.01"),
    "line_unfunded_within_its_weeks": change(Line, weeks="1.00", unfunded_weeks="1.01"),
    "slice_key_once": again(Slice),
    "one_specials_slice": change(Slice, {"is_specials": False}, is_specials=True),
    "item_import_key_once": again(Item),
    "item_starts_before_it_finishes": change(
        Item, started_on=dt.date(2026, 11, 2), finished_on=dt.date(2026, 11, 1)
    ),
    "item_has_a_title": change(Item, title=""),
    "team_name_once": again(Team),
    "team_people_not_negative": change(Team, people="-0.01"),
    "team_availability_is_a_share": change(Team, availability="1.01"),
    "team_week_is_dated_its_thursday": again(TeamWeek, week=dt.date(2026, 11, 13)),
    "team_kind_known": change(Team, kind="partner"),
    "effort_import_key_once": again(Effort),
    "effort_takes_time": change(Effort, minutes=0),
    "effort_needs_people": change(Effort, people=0),
    "effort_sum_takes_time": change(EffortMonth, minutes=0),
    "one_effort_sum_per_slice": again(EffortMonth, slice_id=of_a_slice),
    "one_effort_sum_uncategorised": again(EffortMonth, slice=None),
    "one_effort_sum_per_item": again(EffortQuarter),
    "effort_sum_of_item_takes_time": change(EffortQuarter, minutes=0, split_minutes=0),
    "sorted_item_answer_known": change(SortedItem, answer="later"),
    "sorted_item_names_its_customer": change(SortedItem, answer="customer"),
    "idempotency_key_once": again(EffortReceipt),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(everything, name):
    meets(name, BREAKS[name])


@pytest.mark.parametrize(
    ("name", "breaker"),
    [
        ("target_is_a_percent", change(Target, percent="-0.5")),
        ("effort_sum_of_item_takes_time", change(EffortQuarter, split_minutes=1_000_000)),
        ("line_is_an_item_or_the_reserve", change(Line, OF_ITEM, is_reserve=True)),
        # Fewer than no weeks break both constraints; PostgreSQL names this one first.
        ("line_", change(Line, weeks="-0.01")),
        ("line_unfunded_within_its_weeks", change(Line, unfunded_weeks="-0.01")),
        ("team_availability_is_a_share", change(Team, availability="-0.01")),
    ],
)
def test_the_database_refuses_the_other_side(everything, name, breaker):
    meets(name, breaker)
