"""A line added where the plan is read: of an item that is there, or made with it."""

from decimal import Decimal as D

import pytest

from company.refusals import Malformed
from portfolio.models import Item, Line, Movement
from portfolio.plan.adding import add_line
from portfolio.plan.line_states import Change, LineState
from portfolio.plan.one_line import put_back
from tests.browserforms import form_of
from tests.conftest import make_item, make_waiting
from tests.makers import NEXT, Q4
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes, refuses

PLAN = "/p/skylark/plan/2026Q4/"
NEW = f"{PLAN}lines/new/"
WHY = "The vendor ships earlier."


@pytest.fixture
def pm(world):
    return signed_in(world.cast.product_manager)


def given(world, title="Kiosk mode", weeks="2.50", **more):
    given = {"product": world.product, "quarter": Q4, "slice_key": "quality", **more}
    return {"title": title, "weeks": D(weeks), "actor": world.cast.product_manager, **given}


class TestAdding:
    def test_a_name_nobody_knows_makes_an_item_in_its_slice(self, world):
        made = add_line(**given(world))

        item = Item.objects.get(title="Kiosk mode")
        assert (made.item, made.is_new, item.slice.key) == (item, True, "quality")
        assert made.change == Change(
            [LineState(Q4, item.pk, D(0), D(0))], [LineState(Q4, item.pk, D("2.50"), D(0))]
        )
        assert world.weeks()["Kiosk mode"] == "2.50"
        world.proven()

    def test_a_known_item_keeps_its_slice(self, world):
        made = add_line(**given(world, "dark MODE"))

        assert (made.item, made.is_new) == (world.kept_out, False)
        assert world.weeks()["Dark mode"] == "2.50"
        assert made.item.slice.key == "features"
        assert Item.objects.count() == 4

    def test_it_can_wait_below_the_line(self, world):
        add_line(**given(world, weeks="40.00", is_below=True))

        line = Line.objects.get(item__title="Kiosk mode")
        assert (line.weeks, line.below_weeks) == (D(0), D("40.00"))
        world.proven()

    def test_what_it_refuses_makes_no_item_either(self, world):
        with refuses("over-capacity"):
            add_line(**given(world, weeks="15.21"))
        with nothing_changes(), pytest.raises(Malformed, match=r"SSO audit log has 30\.00 wk in"):
            add_line(**given(world, "SSO audit log"))
        make_item(world.product, "Dark mode")
        with nothing_changes(), pytest.raises(Malformed, match="2 items are called that"):
            add_line(**given(world, "Dark mode"))
        with nothing_changes(), pytest.raises(Malformed, match="The specials slice holds only"):
            add_line(**given(world, slice_key="specials"))

    def test_after_the_baseline_it_needs_a_reason(self, world):
        world.baseline()

        with refuses("reason-missing"):
            add_line(**given(world))
        add_line(**given(world, reason=WHY))

        assert Movement.objects.last().reason == WHY
        world.proven()

    def test_put_back_a_new_item_is_off_the_roadmap(self, world):
        made = add_line(**given(world))

        put_back(
            product=world.product,
            change=made.change,
            made=made.item.pk,
            reason="Taken back.",
            actor=world.cast.product_manager,
        )

        made.item.refresh_from_db()
        assert made.item.closed_on is not None
        assert "Kiosk mode" not in world.weeks()
        world.proven()


@pytest.mark.any_database
class TestThePage:
    def test_line_after_line_is_added_at_the_foot_of_a_slice(self, world, pm):
        page = pm.get(f"{PLAN}?add=quality")
        assert page.content.decode().count('id="id_item"') == 1
        answer = pm.post(NEW, form_of(page, item="Kiosk mode", weeks="2.50"))

        item = Item.objects.get(title="Kiosk mode")
        assert answer.url == f"{PLAN}?add=quality&added={item.pk}#add"
        page = pm.get(answer.url)
        said = words(page)
        assert "2.50 wk of Kiosk mode are in Q4 2026. It is a new item, in Quality" in said
        assert "70.50 wk of 83.20 wk are planned; 12.70 wk slack." in said
        assert form_of(page)["item"] == [""]
        assert form_of(page)["slice"] == ["quality"]
        pm.post(next(iter(page.context["messages"])).extra_tags)
        assert "Kiosk mode" not in world.weeks()
        assert Item.objects.get(pk=item.pk).closed_on is not None

    def test_what_does_not_fit_says_by_how_much_and_may_wait_below(self, world, pm):
        room = {"slice": "quality", "weeks": "18.40"}
        assert words(pm.get(NEW, room)) == "3.20 wk more than the capacity."
        room["weeks"] = "5.20"
        then = "Then Quality, tooling and debt takes 15.20 wk, and 10.00 wk are slack."
        assert words(pm.get(NEW, room)) == then

        typed = form_of(pm.get(f"{PLAN}?add=quality"), item="Kiosk mode", weeks="18.40")
        with nothing_changes():
            answer = pm.post(NEW, typed)
        assert answer.status_code == 422
        assert "take 3.20 wk out, or plan more capacity" in words(answer)
        assert 'value="18.40"' in answer.content.decode()
        assert "Let it wait below the line" in words(answer)

        said = words(pm.get(pm.post(NEW, {**typed, "below": "1"}).url))
        assert "18.40 wk of Kiosk mode wait below the line of Q4 2026." in said

    def test_the_reason_is_asked_in_place_and_kept_for_the_next(self, world, pm):
        world.baseline()
        page = pm.get(f"{PLAN}?add=quality")
        with nothing_changes():
            answer = pm.post(NEW, form_of(page, item="Kiosk mode", weeks="1"))
        assert answer.status_code == 422
        assert "say why the plan changes" in words(answer)

        answer = pm.post(NEW, form_of(page, item="Kiosk mode", weeks="1", reason=WHY))

        assert form_of(pm.get(answer.url))["reason"] == [WHY]

    def test_the_first_line_of_a_quarter_is_added_on_its_page(self, world, pm):
        there = PLAN.replace("2026Q4", str(NEXT))
        assert "add line after line" in words(pm.get(there))
        page = pm.get(f"{there}?add=")

        pm.post(f"{there}lines/new/", form_of(page, item="Dark mode", weeks="3"))

        assert world.weeks(NEXT) == {"Dark mode": "3.00"}

    def test_names_are_offered_while_they_are_typed_most_waited_for_first(self, world, pm):
        make_item(world.product, "Dark corners")
        make_waiting(world.customer(), world.kept_out)
        path = f"{PLAN}items/"

        def names(text):
            answer = pm.get(path, {"item": text}).content.decode()
            return [part.split('"')[0] for part in answer.split('value="')[1:]]

        assert names("dark") == ["Dark mode", "Dark corners"]
        # What has a line already is changed, not added.
        assert names("SSO") == []
        few = queries(pm, path)
        for n in range(30):
            make_item(world.product, f"Dark item {n}")
        assert queries(pm, path) == few

    def test_only_who_plans_is_offered_a_row(self, world, pm):
        assert "Add a line to Quality, tooling and debt" in words(pm.get(PLAN))
        said = words(signed_in(world.cast.executive).get(f"{PLAN}?add=quality"))
        assert "Add a line" not in said
        assert "Add it" not in said
