"""The team-weeks nobody confirmed, named where under 80% of the quarter is logged."""

import datetime as dt

import pytest
from django.urls import reverse

from governance.report.facts import OpenWeeks
from governance.report.sections import build_report
from portfolio.effort.week_actions import confirm_week
from tests.conftest import make_team
from tests.makers import noon
from tests.portfolio.pages import signed_in, words

NOVEMBER = dt.date(2026, 11, 1)


@pytest.fixture
def known(db):
    """Known since September: Core logged the weeks of 5 and 12 October."""
    from tests.makers import World  # noqa: PLC0415 (made in the past)

    with noon(2026, 9, 1):
        world = World()
        make_team(world.product, "Field", "services")
        world.plan()
    for day in (8, 14):
        world.spend(world.a, "1.00", dt.date(2026, 10, day))
    return world


def open_weeks(world, month=NOVEMBER):
    return build_report(world.product, month).headline.open_weeks


def test_they_are_named_until_somebody_says_what_they_were(known):
    with noon(2026, 11, 10):
        # The weeks of 1, 22 and 29 October and of 5 November; services teams are none of it.
        assert open_weeks(known) == [OpenWeeks("Core", 4, dt.date(2026, 10, 1))]
        path = reverse("governance:report_detail", args=["skylark", NOVEMBER])
        said = words(signed_in(known.cast.executive).get(path))
        assert "Nobody has said what these weeks were: Core, 4 weeks since 1 Oct." in said

        for week in (dt.date(2026, 10, 1), dt.date(2026, 11, 5)):
            confirm_week(team=known.team, week=week, rows=[], actor=known.cast.engineering)
        assert open_weeks(known) == [OpenWeeks("Core", 2, dt.date(2026, 10, 22))]
        # A past month stays as it was known: it was said later.
        assert open_weeks(known, dt.date(2026, 10, 1)) == [
            OpenWeeks("Core", 2, dt.date(2026, 10, 1))
        ]


def test_a_quarter_that_is_logged_names_none_and_a_new_team_owes_nothing_before_it(known):
    with noon(2026, 11, 3):
        make_team(known.product, "New")
    with noon(2026, 11, 16):
        assert open_weeks(known) == [
            OpenWeeks("Core", 5, dt.date(2026, 10, 1)),
            OpenWeeks("New", 2, dt.date(2026, 11, 5)),
        ]
        known.spend(known.a, "50.00", dt.date(2026, 10, 14))
        assert open_weeks(known) == []
