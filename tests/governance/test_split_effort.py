"""Effort that nobody logged is told wherever effort is shown."""

import datetime as dt
import json

import pytest
from django.core.management import call_command

from portfolio.models import Effort
from tests.conftest import make_item, make_team, token_client
from tests.makers import noon
from tests.portfolio.pages import signed_in, words

SAID = "1.00 wk of it nobody logged: each team's available weeks were split over its issues"


@pytest.fixture
def halves(product):
    """Two weeks of one item this month, of which nobody logged one."""
    item, team = make_item(product, "SSO audit log"), make_team(product)
    for is_split in (True, False):
        Effort.objects.create(
            product=product,
            team=team,
            item=item,
            minutes=2400,
            date=dt.date(2026, 11, 5),
            is_split=is_split,
        )
    return item


@pytest.mark.parametrize("path", ["effort/", "teams/", "lookback/", "items/{item}/"])
def test_pages_say_what_nobody_logged(product, cast, halves, path):
    with noon(2026, 11, 10):
        page = signed_in(cast.observer).get(f"/p/skylark/{path.format(item=halves.pk)}")

        assert SAID in words(page)
        Effort.objects.filter(is_split=True).update(is_split=False)
        page = signed_in(cast.observer).get(f"/p/skylark/{path.format(item=halves.pk)}")

    assert "nobody logged" not in words(page)


def test_report_look_back_and_api_say_it(product, cast, halves, capsys):
    with noon(2026, 11, 10):
        call_command("monthly_report", product="skylark", month="2026-11", format="json")
        report = json.loads(capsys.readouterr().out)
        call_command("lookback", product="skylark", quarters=1, format="json")
        out, err = capsys.readouterr()
        client = signed_in(cast.observer)
        page = client.get("/p/skylark/report/2026-11/", follow=True)
        rows = token_client(cast.observer).get("/api/v1/effort/").json()["results"]

    assert report["notes"] == [
        "1.00 wk of this month's effort nobody logged: each team's available weeks were split"
        " over its issues in progress."
    ]
    assert report["notes"][0] in words(page)
    (quarter,) = json.loads(out)["quarters"]
    assert (quarter["total_weeks"], quarter["split_weeks"]) == ("2.00", "1.00")
    assert "1.00 wk nobody logged" in err
    assert sorted(row["is_split"] for row in rows) == [False, True]
