import datetime as dt

import pytest

from portfolio.models import Effort, Team
from tests.conftest import make_item, make_team, rewrite
from tests.makers import Q4
from tests.portfolio.pages import queries, signed_in, words

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

TEAMS = "/p/skylark/teams/"
LOG = "/p/skylark/effort/new/"


@pytest.fixture
def engineer(world):
    return signed_in(world.cast.engineering)


def week(world, **rows) -> dict[str, object]:
    return {"team": world.team.pk, "week": "2026-11-11", **rows}


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


class TestLogging:
    def test_the_items_of_the_plan_stand_in_the_form_specials_first(self, world, engineer):
        world.baseline()
        world.approved("3.00")

        form = engineer.get(LOG).context["form"]

        names = [item.value() for item, _, _, planned in form.rows() if planned]
        assert names == ["Badge printing", "SSO audit log", "Kernel upgrade", "Flaky tests"]

    def test_a_week_is_dated_its_thursday_and_kept_in_minutes(self, world, engineer):
        first = {"item_0": "sso AUDIT log", "weeks_0": "1.25", "people_0": "3"}
        rest = {"item_1": "Kernel upgrade", "item_4": "Dark mode", "weeks_4": "0.05"}
        typed = week(world, **first, **rest)

        answer = engineer.post(LOG, typed)

        kept = Effort.objects.order_by("-minutes").values_list("item", "date", "minutes", "people")
        thursday = dt.date(2026, 11, 12)
        assert list(kept) == [
            (world.a.pk, thursday, 3000, 3),
            (world.kept_out.pk, thursday, 120, 1),
        ]
        said = words(engineer.get(answer.url))
        assert "Core: 1.30 wk on 2 items in the week of 11 Nov." in said

    def test_effort_on_an_escalation_goes_to_its_item(self, world, engineer):
        special = world.size(world.submitted(), "3.00")

        page = engineer.get(f"{LOG}?item={special.item_id}")
        engineer.post(LOG, week(world, item_0="Badge printing", weeks_0="0.50"))

        assert page.context["form"]["item_0"].value() == "Badge printing"
        assert Effort.objects.get().item == special.item

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ({"item_0": "Nowhere", "weeks_0": "1"}, "There is no item called “Nowhere”"),
            ({"weeks_9": "1.00", "rows": "12"}, "Say which item they worked on."),
            ({"item_8": "Dark mode", "rows": "12"}, "How many weeks went into Dark mode?"),
            ({"item_0": "SSO audit log", "weeks_0": "0.005"}, "no more than 2 decimal places"),
            ({"item_0": "SSO audit log"}, "Fill in the weeks of at least one row."),
        ],
    )
    def test_all_rows_or_none(self, world, engineer, rows, said):
        typed = week(world, item_1="Kernel upgrade", weeks_1="0.75", **rows)
        if "Fill in" in said:
            typed["weeks_1"] = ""

        answer = engineer.post(LOG, typed)

        assert answer.status_code == 422
        assert said in words(answer)
        assert f'value="{typed["weeks_1"] or "Kernel upgrade"}"' in answer.content.decode()
        assert not Effort.objects.exists()

    def test_only_engineering_may(self, world):
        pm = signed_in(world.cast.product_manager)
        typed = week(world, item_0="SSO audit log", weeks_0="1.00")

        assert pm.get(LOG).status_code == 403
        assert pm.post(LOG, typed).status_code == 403
        assert not Effort.objects.exists()

    def test_queries_do_not_depend_on_the_items(self, world, engineer):
        few = queries(engineer, LOG)
        for n in range(300):
            item = make_item(world.product, f"Item {n}", "quality")
            world.product.plans.get(quarter=Q4).lines.create(item=item)

        assert queries(engineer, LOG) == few


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
