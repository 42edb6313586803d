"""One line changed, moved on and put back: by the actions, and where it stands on the page."""

from decimal import Decimal as D

import pytest

from company.refusals import Malformed, Refused
from portfolio.models import Line, Movement
from portfolio.plan.line_states import Change, LineState
from portfolio.plan.one_line import change_line, move_line, put_back
from tests.browserforms import form_of
from tests.makers import NEXT, Q4
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

PLAN = "/p/skylark/plan/2026Q4/"
WHY = "The vendor ships later."


@pytest.fixture
def pm(world):
    return signed_in(world.cast.product_manager)


def given(world, **more):
    actor = world.cast.product_manager
    return {"product": world.product, "quarter": Q4, "item": world.a, "actor": actor, **more}


def below(world, item, quarter=NEXT):
    return Line.objects.get(plan__quarter=quarter, item=item).below_weeks


class TestChanging:
    def test_one_line_changes_and_the_others_stay(self, world):
        made = change_line(**given(world, weeks=D("12.50"), seen=D("30.00")))

        assert world.weeks() == {
            "SSO audit log": "12.50",
            "Kernel upgrade": "20.00",
            "Flaky tests": "10.00",
            "Reserve": "8.00",
        }
        was, now = D("30.00"), D("12.50")
        key = world.a.pk
        assert made == Change([LineState(Q4, key, was, D(0))], [LineState(Q4, key, now, D(0))])
        world.proven()

    def test_no_weeks_take_it_out_with_what_waits_below(self, world):
        Line.objects.filter(item=world.a).update(below_weeks="2.00")

        change_line(**given(world, weeks=D(0)))

        assert "SSO audit log" not in world.weeks()
        world.proven()

    def test_what_it_grows_by_comes_from_below_the_line(self, world):
        Line.objects.filter(item=world.a).update(below_weeks="2.00")

        change_line(**given(world, weeks=D("31.50")))

        assert below(world, world.a, Q4) == D("0.50")

    def test_other_weeks_than_were_shown_are_said(self, world):
        with pytest.raises(Malformed, match=r"It had 29\.00 wk .* and has 30\.00 wk now"):
            change_line(**given(world, weeks=D(1), seen=D("29.00")))

        assert world.weeks()["SSO audit log"] == "30.00"

    def test_after_the_baseline_it_needs_a_reason(self, world):
        world.baseline()

        with pytest.raises(Refused) as refused, nothing_changes():
            change_line(**given(world, weeks=D(1)))

        assert refused.value.name == "reason-missing"
        change_line(**given(world, weeks=D(1), reason=WHY))
        assert Movement.objects.last().reason == WHY
        world.proven()


class TestMoving:
    def test_what_is_left_moves_and_what_was_spent_stays(self, world):
        world.spend(world.a, "4.25")

        move_line(**given(world, to=NEXT))

        assert world.weeks()["SSO audit log"] == "4.25"
        assert world.weeks(NEXT) == {"SSO audit log": "25.75"}
        world.proven()

    def test_what_does_not_fit_waits_below_the_line(self, world):
        world.plan(NEXT, capacity="38.00", lines=world.lines(a="1.00", b=None, c=None))

        made = move_line(**given(world, to=NEXT))

        assert world.weeks(NEXT) == {"SSO audit log": "1.00", "Reserve": "8.00"}
        assert below(world, world.a) == D("30.00")
        assert made.after[1] == LineState(NEXT, world.a.pk, D("1.00"), D("30.00"))
        assert "SSO audit log" not in world.weeks()
        world.proven()

    def test_what_waited_below_the_line_moves_too(self, world):
        Line.objects.filter(item=world.a).update(below_weeks="2.00")

        move_line(**given(world, to=NEXT))

        assert world.weeks(NEXT) == {"SSO audit log": "32.00"}

    def test_nothing_left_is_nothing_to_move(self, world):
        world.spend(world.c, "10.00")

        with pytest.raises(Malformed, match=r"Nothing of Flaky tests is left in Q4 2026"):
            move_line(**given(world, item=world.c, to=NEXT))

    def test_out_of_an_agreed_quarter_it_needs_a_reason(self, world):
        world.baseline()

        with pytest.raises(Refused) as refused, nothing_changes():
            move_line(**given(world, to=NEXT))

        assert refused.value.name == "reason-missing"
        move_line(**given(world, to=NEXT, reason=WHY))
        assert {row.reason for row in Movement.objects.filter(item=world.a).exclude(reason="")} == {
            WHY
        }


class TestPuttingBack:
    def test_both_quarters_stand_as_before(self, world):
        world.plan(NEXT, capacity="38.00", lines=world.lines(a="1.00", b=None, c=None))
        made = move_line(**given(world, to=NEXT))

        put_back(product=world.product, change=made, reason="", actor=world.cast.product_manager)

        assert world.weeks()["SSO audit log"] == "30.00"
        assert world.weeks(NEXT)["SSO audit log"] == "1.00"
        assert below(world, world.a) == D(0)
        world.proven()

    def test_what_was_changed_since_is_not_overwritten(self, world):
        made = move_line(**given(world, to=NEXT))
        change_line(**given(world, quarter=NEXT, weeks=D(3)))

        with pytest.raises(Refused) as refused, nothing_changes():
            put_back(
                product=world.product, change=made, reason="", actor=world.cast.product_manager
            )

        assert refused.value.name == "built-upon"
        assert "SSO audit log has other weeks in Q1 2027 by now." in refused.value.detail


@pytest.mark.any_database
class TestThePage:
    def test_untouched_it_keeps_the_weeks(self, world, pm):
        page = pm.get(f"{PLAN}lines/{world.a.pk}/")
        with nothing_changes():
            answer = pm.post(f"{PLAN}lines/{world.a.pk}/", form_of(page))

        assert answer.url == f"{PLAN}#line-{world.a.pk}"

    def test_it_moves_in_two_clicks_and_back_in_one(self, world, pm):
        page = pm.get(f"{PLAN}lines/{world.a.pk}/")
        assert "Move the 30.00 wk left on to Q1 2027" in words(page)

        pm.post(f"{PLAN}lines/{world.a.pk}/", form_of(page, move="1"))
        said = pm.get(PLAN)

        assert "SSO audit log moved on to Q1 2027." in words(said)
        assert world.weeks(NEXT) == {"SSO audit log": "30.00"}
        undo = next(iter(said.context["messages"])).extra_tags
        pm.post(undo)
        assert "The plan stands as it did before." in words(pm.get(PLAN))
        assert world.weeks()["SSO audit log"] == "30.00"
        assert world.weeks(NEXT) == {}
        pm.post(undo)
        assert "There is nothing to take back." in words(pm.get(PLAN))

    def test_a_refusal_stands_in_the_form_with_what_was_typed(self, world, pm):
        page = pm.get(f"{PLAN}lines/{world.a.pk}/")
        with nothing_changes():
            answer = pm.post(f"{PLAN}lines/{world.a.pk}/", form_of(page, weeks="99"))

        assert answer.status_code == 422
        assert "The lines come to 137.00 wk and the capacity is 83.20 wk" in words(answer)
        assert 'value="99"' in answer.content.decode()

    def test_specials_are_decided_not_planned(self, world, pm):
        world.baseline()
        special = world.approved("2.00")
        item = Line.objects.get(item__escalation=special).item

        assert pm.get(f"{PLAN}lines/{item.pk}/").status_code == 404
        assert f"lines/{item.pk}/" not in pm.get(PLAN).content.decode()

    def test_below_the_line_is_a_list_of_its_own(self, world, pm):
        Line.objects.filter(item=world.a).update(below_weeks="2.00")

        said = words(pm.get(PLAN))

        assert "SSO audit log 2.00 does not fit Nobody Bring in SSO audit log" in said
        assert "Dark mode - kept out by the reserve Nobody Bring in Dark mode" in said
