"""The page of a team's week: two clicks as last week, percent, pasting, two at once."""

import datetime as dt

import pytest

from portfolio.models import Effort, Team, TeamWeek
from tests.browserforms import form_of
from tests.conftest import make_item, make_team, rewrite
from tests.makers import Q4, noon
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database

LOG = "/p/skylark/effort/new/"
THURSDAY = dt.date(2026, 11, 12)


@pytest.fixture
def engineer(world):
    rewrite(Team.objects.all(), people=3, availability="0.80")
    return signed_in(world.cast.engineering)


@pytest.fixture
def path(world):
    return f"/p/skylark/teams/{world.team.pk}/week/2026-W46/"


def kept() -> list[tuple[str, int, int]]:
    rows = Effort.objects.order_by("-minutes").values_list("item__title", "minutes", "people")
    return list(rows)


def names(answer) -> list[str]:
    return [row.item.value() for row in answer.context["form"].rows() if row.item.value()]


class TestLogging:
    def test_last_week_takes_two_clicks(self, world, engineer, path):
        with noon(2026, 11, 5):
            world.spend(world.a, "1.20")
            world.spend(world.kept_out, minutes=1991, people=2)

        page = engineer.get(LOG, follow=True)
        answer = engineer.post(path, form_of(page))

        assert page.redirect_chain == [(path, 302)]
        said = words(page)
        assert "Nothing is logged of 2.40 wk yet." in said
        assert "These are the weeks of 5 Nov, as a suggestion" in said
        assert "2.03 of 2.40 wk." in said
        assert names(page)[:2] == ["SSO audit log", "Dark mode"]
        # What was suggested is exact, although the page shows hundredths.
        assert sorted(Effort.objects.filter(date=THURSDAY).values_list("minutes", "people")) == [
            (1991, 2),
            (2880, 1),
        ]
        assert "Core: 2.03 of 2.40 wk in the week of 9 Nov." in words(engineer.get(answer.url))

    def test_the_items_of_the_plan_stand_in_the_form_specials_first(self, world, engineer, path):
        world.baseline()
        world.approved("3.00")

        plan = ["Badge printing", "SSO audit log", "Kernel upgrade", "Flaky tests"]
        assert names(engineer.get(path)) == plan

    def test_percent_and_weeks_and_an_item_of_its_own(self, world, engineer, path):
        page = engineer.get(f"{path}?item={world.kept_out.pk}")
        typed = form_of(page, weeks_0="50%", weeks_1="0,40", people_1="2")

        engineer.post(path, typed)

        assert names(page)[:2] == ["Dark mode", "SSO audit log"]
        assert kept() == [("Dark mode", 2880, 1), ("SSO audit log", 960, 2)]

    def test_the_item_goes_along_to_the_week(self, world, engineer, path):
        last = path.replace("W46", "W45")
        assert engineer.get(f"{LOG}?item=7").url == f"{last}?item=7"
        world.spend(world.a, "0.10", dt.date(2026, 11, 5))
        assert engineer.get(f"{LOG}?item=7").url == f"{path}?item=7"
        make_team(world.product, "Field", "services")

        several = engineer.get(f"{LOG}?item=7").content.decode()

        assert several.split("<main")[1].split("</main")[0].count("?item=7") == 2

    def test_sending_it_twice_counts_once(self, world, engineer, path):
        typed = form_of(engineer.get(path), weeks_0="1.00")

        answers = [engineer.post(path, typed).status_code for _ in range(2)]

        assert answers == [302, 302]
        assert kept() == [("SSO audit log", 2400, 1)]
        assert TeamWeek.objects.count() == 1

    def test_what_is_logged_stands_in_its_row_and_is_corrected(self, world, engineer, path):
        world.spend(world.b, "0.75", dt.date(2026, 11, 9))
        page = engineer.get(path)

        engineer.post(path, form_of(page, weeks_0="0.50"))

        assert (names(page)[0], form_of(page)["weeks_0"]) == ("Kernel upgrade", ["0.75"])
        assert kept() == [("Kernel upgrade", 1200, 1)]
        assert "Kernel upgrade 0.75 → 0.50 wk" in words(engineer.get(path))
        # Emptied, it goes; a week of nothing stays said.
        engineer.post(path, form_of(engineer.get(path), weeks_0=""))
        assert kept() == []
        assert "No work was logged; confirmed by engineering@skylark.example" in words(
            engineer.get(path)
        )

    def test_two_at_once_see_both(self, world, engineer, path):
        early = form_of(engineer.get(path), weeks_0="1.00")
        engineer.post(path, form_of(engineer.get(path), weeks_0="0.40", weeks_1="0.30"))
        with nothing_changes():
            late = engineer.post(path, early)

        assert late.status_code == 412
        said = words(late)
        assert "changed this week while you were writing" in said
        assert "0.40 wk stands now" in said
        # What was typed goes on from what stands: the other row is there, and may be left out.
        typed = form_of(late)
        assert (typed["weeks_0"], typed["weeks_1"]) == (["1.00"], [""])
        engineer.post(path, typed)
        assert kept() == [("SSO audit log", 2400, 1)]

    def test_pasted_rows_fill_the_form_and_save_nothing(self, world, engineer, path):
        typed = form_of(
            engineer.get(path), paste="1", pasted="Kernel upgrade\t40%\nDark mode;0,25\nnonsense"
        )
        with nothing_changes():
            page = engineer.post(path, typed)

        assert "These rows could not be read." in words(page)
        assert form_of(page)["pasted"] == ["nonsense"]
        engineer.post(path, form_of(page))
        assert kept() == [("Kernel upgrade", 2304, 1), ("Dark mode", 600, 1)]

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ({"item_0": "Nowhere", "weeks_0": "1"}, "There is no item called “Nowhere”"),
            ({"weeks_7": "1.00"}, "Say which item they worked on."),
            ({"item_7": "Dark mode"}, "How many weeks went into Dark mode?"),
            ({"weeks_0": "0.005"}, "Write weeks like 0.50, or percent"),
            ({"weeks_1": ""}, "Fill in the weeks of at least one row."),
        ],
    )
    def test_all_rows_or_none(self, world, engineer, path, rows, said):
        typed = form_of(engineer.get(path), **{"weeks_1": "0.75", **rows})
        with nothing_changes():
            answer = engineer.post(path, typed)

        assert (answer.status_code, said in words(answer)) == (422, True)
        assert form_of(answer)["weeks_1"] == [typed["weeks_1"]]

    def test_nothing_was_done(self, world, engineer, path):
        engineer.post(path, {**form_of(engineer.get(path)), "nothing": "1"})

        assert (TeamWeek.objects.get().minutes, kept()) == (0, [])


class TestAccess:
    def test_everybody_reads_and_only_engineering_says(self, world, engineer, path):
        world.spend(world.a, "0.50")
        pm = signed_in(world.cast.product_manager)

        said = words(pm.get(path))

        assert "0.50 of 2.40 wk logged" in said
        assert "<form" not in pm.get(path).content.decode().split("<main")[1].split("</main")[0]
        with nothing_changes():
            assert pm.post(path, {"weeks_0": "1"}).status_code == 403
            assert pm.get(LOG).status_code == 403
        later = f"/p/skylark/teams/{world.team.pk}/week/2026-W47/"
        assert engineer.get(later).status_code == 404
        assert engineer.get("/p/skylark/teams/999999/week/2026-W46/").status_code == 404

    def test_queries_do_not_depend_on_rows(self, world, engineer, path):
        world.spend(world.a, "0.10")
        few = queries(engineer, path)
        for n in range(30):
            item = make_item(world.product, f"Item {n}", "quality")
            world.product.plans.get(quarter=Q4).lines.create(item=item)
            world.spend(item, "0.01")

        assert queries(engineer, path) == few


class TestLeads:
    def test_a_lead_is_of_engineering(self, world):
        pm = signed_in(world.cast.product_manager)
        path = f"/p/skylark/teams/{world.team.pk}/edit/"

        engineer = world.cast.engineering
        answer = pm.post(path, form_of(pm.get(path), lead=engineer.pk))
        assert answer.status_code == 302
        assert Team.objects.get().lead == engineer
        with nothing_changes():
            refused = pm.post(path, form_of(pm.get(path), lead=world.cast.sales.pk))
        assert refused.status_code == 422
