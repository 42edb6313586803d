import datetime as dt

import pytest

from portfolio.models import Team
from tests.browserforms import form_of
from tests.conftest import make_item, make_team, rewrite
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

TEAMS = "/p/skylark/teams/"


@pytest.fixture
def engineer(world):
    return signed_in(world.cast.engineering)


class TestTheList:
    def test_the_arithmetic_of_the_capacity_is_shown(self, world, engineer):
        rewrite(Team.objects.all(), availability="0.80")
        make_team(world.product, "Field", "services")

        said = words(engineer.get(TEAMS))

        assert "The core teams propose 83.20 wk a quarter." in said
        assert "Core 8 13 0.80 83.20" in said
        assert "Field services: counted apart, never in the capacity 8 13 1.00 104.00" in said
        assert "Core teams together 83.20" in said

    def test_effort_stands_by_team_and_week_with_the_specials_in_it(self, world, engineer):
        field = make_team(world.product, "Field", "services")
        special = world.submitted()
        world.size(special, "3.00")
        world.spend(world.a, "2.00", dt.date(2026, 11, 5))
        world.spend(world.a, "1.00", dt.date(2026, 11, 10))
        world.spend(special, "0.25", dt.date(2026, 11, 12))
        world.spend(special, "0.50", dt.date(2026, 11, 12), team=field)

        said = words(engineer.get(TEAMS))

        assert "9 Nov 1.25 0.50 1.75 0.25 2 Nov 2.00 - 2.00 -" in said

    def test_queries_do_not_depend_on_teams_and_effort(self, world, engineer):
        world.spend(world.a, "0.01")
        few = queries(engineer, TEAMS)
        for n in range(30):
            team = make_team(world.product, f"Team {n}")
            for day in range(1, 11):
                world.spend(world.a, "0.01", dt.date(2026, 11, day), team=team)

        assert queries(engineer, TEAMS) == few


class TestTeams:
    def test_the_product_manager_changes_one(self, world):
        pm = signed_in(world.cast.product_manager)
        form = {"name": "Core", "kind": "core", "people": "6", "availability": "0.75"}

        answer = pm.post(f"{TEAMS}{world.team.pk}/edit/", form)

        world.team.refresh_from_db()
        assert answer.url == TEAMS
        assert (world.team.people, str(world.team.availability)) == (6, "0.75")

    def test_a_change_says_what_it_does_to_plan_and_cap_before_and_after(self, world):
        pm = signed_in(world.cast.product_manager)
        world.plan(capacity="104.00")
        world.approved("9.80", rows=[world.take(world.a, "9.80")])
        path = f"{TEAMS}{world.team.pk}/edit/"
        typed = form_of(pm.get(path), people="7")

        with nothing_changes():
            said = words(pm.post(path, {**typed, "look": "1"}))

        assert "The teams would propose 91.00 wk a quarter, 104.00 wk now." in said
        cap = "its cap goes from 10.40 wk to 9.10 wk, 0.70 wk less than is held."
        planned = f"Q4 2026 is planned with 104.00 wk. With 91.00 wk, {cap}"
        assert planned in said
        assert pm.post(path, typed).url == TEAMS
        said = words(pm.get(TEAMS))
        assert "Core is kept. The teams propose 91.00 wk a quarter now, 104.00 wk before." in said
        assert planned in said

        # A cap that was agreed stays.
        world.baseline()
        typed = form_of(pm.get(path), people="5")
        said = words(pm.post(path, {**typed, "look": "1"}))
        stays = "With 65.00 wk, its cap stays 10.40 wk; its lines take 3.00 wk more than fits."
        assert stays in said

    def test_an_availability_beyond_one_is_refused(self, world):
        pm = signed_in(world.cast.product_manager)
        form = {"name": "Second", "kind": "core", "people": "6", "availability": "1.5"}

        answer = pm.post(f"{TEAMS}new/", form)

        assert answer.status_code == 422
        assert "Availability lies between 0 and 1." in words(answer)
        assert 'value="Second"' in answer.content.decode()
        assert Team.objects.count() == 1

    def test_engineering_may_not(self, world, engineer):
        assert engineer.get(f"{TEAMS}new/").status_code == 403
        assert engineer.get(f"{TEAMS}{world.team.pk}/edit/").status_code == 403


class TestEffortByItem:
    URL = "/p/skylark/effort/"

    @pytest.fixture
    def worked(self, world):
        """This quarter 2.00 and 1.00 on core items and 1.00 on a special; 5.00 last quarter."""
        field = make_team(world.product, "Field", "services")
        special = world.submitted()
        world.size(special, "3.00")
        special.refresh_from_db()
        world.spend(world.a, "2.00", dt.date(2026, 11, 5))
        world.spend(world.b, "1.00", dt.date(2026, 11, 20))
        world.spend(special.item, "1.00", dt.date(2026, 11, 10))
        world.spend(world.a, "5.00", dt.date(2026, 9, 30))
        world.spend(world.a, "9.00", dt.date(2026, 11, 5), team=field)
        return special

    def test_it_lists_the_running_quarter_most_first(self, worked, engineer):
        said = words(engineer.get(self.URL))

        assert "Effort from 1 Oct to 31 Dec" in said
        assert "The core teams logged 4.00 wk; it cost EUR 32k." in said
        rows = [said.index(text) for text in ("SSO audit log Cust", "Kernel upgrade Infra")]
        assert rows == sorted(rows)
        assert "Together, 3 items 4.00" in said

    def test_a_slice_says_its_share_of_all(self, worked, engineer):
        said = words(engineer.get(self.URL, {"slice": "specials"}))

        assert "1.00 wk of the 4.00 wk that the core teams logged, 25.0%; it cost" in said
        assert "EUR 8,000." in said
        assert "Together, 1 item 1.00" in said

    def test_both_days_of_the_period_count(self, worked, engineer):
        said = words(engineer.get(self.URL, {"from": "2026-11-05", "to": "2026-11-10"}))

        assert "Together, 2 items 3.00" in said

    def test_an_empty_period_says_what_to_do(self, worked, engineer):
        said = words(engineer.get(self.URL, {"from": "2020-01-01", "to": "2020-02-01"}))

        assert "No effort of the core teams is logged here." in said

    def test_a_day_that_is_none_is_the_quarter_s(self, worked, engineer):
        said = words(engineer.get(self.URL, {"from": "2026-02-31", "to": "soon"}))

        assert "Effort from 1 Oct to 31 Dec" in said

    def test_queries_do_not_grow_with_the_rows(self, world, engineer):
        world.spend(world.a, "1.00", dt.date(2026, 11, 5))
        one = queries(engineer, self.URL)
        for n in range(5):
            world.spend(make_item(world.product, f"Item {n}"), "1.00", dt.date(2026, 11, 5))

        assert queries(engineer, self.URL) == one
