import json
import re
from decimal import Decimal as D

import pytest

from portfolio.models import Movement, Plan
from portfolio.plan.actions import LineInput
from portfolio.plan.forms import scaled_to_fit
from tests.conftest import make_item, make_waiting
from tests.makers import LONG_REASON, Q4, TARGETS
from tests.portfolio.pages import queries, signed_in, words

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

PLAN = "/p/skylark/plan/2026Q4/"
EDIT = f"{PLAN}edit/"


@pytest.fixture
def pm(world):
    return signed_in(world.cast.product_manager)


def sent(world, **changes) -> dict[str, str]:
    """The planning form as it comes, with some fields typed over."""
    targets = {f"target_{key}": str(percent) for key, percent in TARGETS.items()}
    lines = {
        "item_0": "SSO audit log",
        "weeks_0": "30.00",
        "item_1": "Kernel upgrade",
        "weeks_1": "20.00",
        "item_2": "Flaky tests",
        "weeks_2": "10.00",
    }
    whole = {"capacity_weeks": "83.20", "reserve_weeks": "8.00", "kept_0": "Dark mode"}
    return {**whole, **targets, **lines, **changes}


class TestReading:
    def test_the_running_quarter_is_where_plan_leads(self, pm):
        assert pm.get("/p/skylark/plan/").url == PLAN

    def test_the_page_says_what_the_plan_says(self, pm):
        said = words(pm.get(PLAN))

        assert "68.00 wk of 83.20 wk are planned; 15.20 wk slack." in said
        assert "Customer-visible features 50 30.00 36.1% 0.00 -" in said
        assert "Specials 10 8.00 9.6% 0.00 -" in said
        assert "Slack 15.20 18.3% Lines together 100 68.00 0.00" in said

    def test_lines_say_what_is_spent_what_is_left_and_who_waits(self, world, pm):
        make_waiting(world.customer("Skyhook", arr="120000.00"), world.a)
        world.spend(world.a, "4.25")
        world.spend(world.kept_out, "0.50")

        said = words(pm.get(PLAN))

        assert "SSO audit log 30.00 4.25 25.75 Skyhook, EUR 120k" in said
        assert "Worked on, but in no line 0.50" in said
        assert "Reserve kept out Dark mode 8.00 8.00" in said
        assert "Slack absorbs uncertainty; never pays for a special 15.20" in said

    def test_effort_in_no_slice_shows_as_uncategorised(self, world, pm):
        world.c.slice = None
        world.c.save()
        world.spend(world.c, "1.00")

        assert "Uncategorised - 10.00 12.0% 1.00 100.0%" in words(pm.get(PLAN))

    def test_the_pie_starts_with_specials_and_ends_with_slack(self, pm):
        page = pm.get(PLAN).content.decode()
        figure = json.loads(re.search(r'id="plan-pie"[^>]*>(.*?)</script>', page)[1])
        pie = figure["data"][0]

        assert pie["labels"][0] == "Specials"
        assert pie["labels"][-1] == "Slack"
        assert pie["sort"] is False
        assert sum(pie["values"]) == pytest.approx(83.20)

    def test_drift_stands_with_its_reason(self, world, pm):
        world.baseline()
        assert "Nothing has moved since the baseline." in words(pm.get(PLAN))

        world.plan(lines=world.lines(b="17.50"), reason="The kernel waits for its vendor.")

        said = words(pm.get(PLAN))
        assert "1 line has moved since the baseline." in said
        assert "Kernel upgrade 20.00 17.50 -2.50 The kernel waits for its vendor." in said

    def test_over_commitment_is_in_the_first_sentence(self, world, pm):
        world.baseline()
        world.plan(capacity="60.00", reason="Two people left.", lines=world.lines())

        assert "Over-committed by 8.00 wk: the lines take 68.00 wk of 60.00 wk." in words(
            pm.get(PLAN)
        )

    def test_what_was_approved_without_displacement_says_so(self, world, pm):
        world.baseline()
        world.override(world.proposed("2.00", rows=[]), LONG_REASON)

        assert "2.00 wk unfunded: approved without displacement" in words(pm.get(PLAN))

    def test_an_unplanned_quarter_offers_the_first_step(self, world, pm):
        said = words(pm.get("/p/skylark/plan/2027Q3/"))

        assert "Nobody has planned Q3 2027 yet." in said
        assert "The core teams propose 104.00 wk of capacity. Plan Q3 2027" in said

    def test_only_the_product_manager_is_offered_to_change_it(self, world, pm):
        assert "Change the plan" in words(pm.get(PLAN))
        assert "Change the plan" not in words(signed_in(world.cast.executive).get(PLAN))

    def test_queries_do_not_depend_on_the_lines(self, world, pm):
        few = queries(pm, PLAN)
        more = [make_item(world.product, f"Item {n}", "quality") for n in range(300)]
        for item in more:
            make_waiting(world.customer(), item)
        world.plan(lines=[*world.lines(), *(LineInput(item, D("0.01")) for item in more)])

        assert queries(pm, PLAN) == few


class TestPlanning:
    def test_what_was_typed_becomes_the_plan(self, world, pm):
        answer = pm.post(EDIT, sent(world, weeks_0="31.25", capacity_weeks="90"))

        assert answer.url == PLAN
        assert world.weeks() == {
            "SSO audit log": "31.25",
            "Kernel upgrade": "20.00",
            "Flaky tests": "10.00",
            "Reserve": "8.00",
        }
        assert Plan.objects.get(quarter=Q4).capacity_weeks == D("90.00")
        assert "Q4 2026 is planned as you wrote it." in words(pm.get(PLAN))

    def test_a_row_without_weeks_takes_its_item_out(self, world, pm):
        pm.post(EDIT, sent(world, weeks_2=""))

        assert "Flaky tests" not in world.weeks()

    def test_no_reserve_takes_the_reserve_out(self, world, pm):
        pm.post(EDIT, sent(world, reserve_weeks="", kept_0=""))

        assert "Reserve" not in world.weeks()

    def test_two_items_of_one_name_are_told_apart_by_number(self, world, pm):
        twin = make_item(world.product, "Flaky tests", "infrastructure")

        refused = pm.post(EDIT, sent(world))
        passed = pm.post(EDIT, sent(world, item_2=f"Flaky tests #{twin.pk}"))

        assert refused.status_code == 422
        assert f"Write Flaky tests #{world.c.pk} or Flaky tests #{twin.pk}." in words(refused)
        assert passed.status_code == 302
        assert world.line(twin).weeks == D("10.00")

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"weeks_0": "60"}, "take 14.55 wk out, or plan more capacity."),
            ({"item_3": "No such thing", "weeks_3": "1"}, "no item called “No such thing”"),
            ({"weeks_3": "1.00"}, "Say which item takes these weeks."),
            ({"item_3": "Dark mode"}, "Say how many weeks Dark mode takes, or empty the row."),
            ({"target_features": "33.3"}, "33.3 is not a whole or half percent"),
            ({"item_3": "Flaky tests", "weeks_3": "1"}, "Give each item one line."),
            ({"capacity_weeks": "many"}, "Enter a number."),
        ],
    )
    def test_what_is_refused_keeps_what_was_typed(self, world, pm, changes, said):
        before, moved = world.weeks(), Movement.objects.count()

        answer = pm.post(EDIT, sent(world, reserve_weeks="7.75", **changes))

        assert answer.status_code == 422
        assert said in words(answer)
        assert 'value="7.75"' in answer.content.decode()
        for typed in changes.values():
            assert f'value="{typed}"' in answer.content.decode()
        assert world.weeks() == before
        assert Movement.objects.count() == moved

    def test_after_the_baseline_the_reason_is_asked_for_at_its_field(self, agreed, pm):
        answer = pm.post(EDIT, sent(agreed, weeks_2="9.00"))

        assert answer.status_code == 422
        assert '<a href="#id_reason">' in answer.content.decode()
        assert agreed.weeks()["Flaky tests"] == "10.00"

        assert pm.post(EDIT, sent(agreed, weeks_2="9.00", reason="Fewer.")).status_code == 302
        assert agreed.weeks()["Flaky tests"] == "9.00"

    def test_decided_specials_stand_apart_and_stay(self, agreed, pm):
        agreed.approved("3.00")

        page = pm.get(EDIT)
        pm.post(EDIT, sent(agreed, weeks_0="27.00", weeks_2="9.00", reason="Fewer."))

        assert "a decision changes them, not this form Weeks Badge printing 3.00" in words(page)
        assert agreed.weeks()["Badge printing"] == "3.00"

    def test_the_proposal_of_the_teams_is_one_click_away(self, world, pm):
        answer = pm.post(EDIT, sent(world, take="1", weeks_0="31.25"))

        page = answer.content.decode()
        assert answer.status_code == 200
        assert 'name="capacity_weeks" value="104.00"' in page
        assert 'value="31.25"' in page
        assert world.weeks()["SSO audit log"] == "30.00"

    def test_wishes_that_do_not_fit_are_scaled_and_nothing_is_kept(self, world, pm):
        wishes = {
            "target_features": "50",
            "target_infrastructure": "25",
            "target_quality": "22.5",
            "target_discovery": "10",
        }

        over = pm.post(EDIT, sent(world, weeks_9="x", rows="12", **wishes))
        scaled = pm.post(EDIT, sent(world, scale="1", item_5="half typed", **wishes))

        assert "Together 117.5%: the wishes are 17.5% more than fits." in words(over)
        assert scaled.status_code == 200
        assert "Together 100%: they fit." in words(scaled)
        assert 'value="half typed"' in scaled.content.decode()
        assert "Nothing was changed" not in words(scaled)

    def test_more_rows_keep_what_was_typed(self, world, pm):
        answer = pm.post(EDIT, sent(world, more="1", rows="7", item_6="half typed"))

        page = answer.content.decode()
        assert 'name="item_11"' in page
        assert 'value="half typed"' in page

    def test_an_endless_number_of_rows_is_not_believed(self, world, pm):
        assert pm.post(EDIT, sent(world, more="1", rows="9" * 5000)).status_code == 200

    def test_nobody_else_may_plan(self, world):
        other = signed_in(world.cast.executive)

        assert other.get(EDIT).status_code == 403
        assert other.post(EDIT, sent(world, weeks_0="1.00")).status_code == 403
        assert world.weeks()["SSO audit log"] == "30.00"

    def test_queries_do_not_depend_on_the_items(self, world, pm):
        few = queries(pm, EDIT)
        more = [make_item(world.product, f"Item {n}", "quality") for n in range(300)]
        world.plan(lines=[*world.lines(), *(LineInput(item, D("0.01")) for item in more)])

        assert queries(pm, EDIT) == few


class TestScaling:
    def test_the_classic_wish_list(self):
        wishes = {
            "features": D(50),
            "infrastructure": D(25),
            "quality": D("22.5"),
            "discovery": D(10),
            "specials": D("7.5"),
        }

        fitted = scaled_to_fit(wishes)

        assert sum(fitted.values()) == 100
        assert fitted == {
            "features": D("43.5"),
            "infrastructure": D("22"),
            "quality": D("19.5"),
            "discovery": D("8.5"),
            "specials": D("6.5"),
        }

    def test_what_fits_stays(self):
        assert scaled_to_fit(dict(TARGETS)) == TARGETS

    def test_no_wish_stays_no_wish(self):
        assert scaled_to_fit({"features": D(0), "quality": D(0)}) == {
            "features": D(0),
            "quality": D(0),
        }
