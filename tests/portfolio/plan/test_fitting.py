"""What would go below the line where a plan takes too much: proposed, then done in one step."""

from decimal import Decimal as D

import pytest

from company.refusals import Malformed
from portfolio.models import Line, Waiting
from portfolio.plan.fitting import fit, proposal
from tests.browserforms import form_of
from tests.conftest import make_waiting, rewrite
from tests.makers import Q4
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes, refuses

PLAN = "/p/skylark/plan/2026Q4/"
WHY = "Two people left."


def cut(world, capacity="60.00"):
    """68.00 wk are planned, and there is room for so many."""
    world.baseline()
    world.plan(capacity=capacity, reason=WHY, lines=world.lines())


def proposed(world):
    return [(str(x.item), str(x.weeks), str(x.stays)) for x in proposal(world.product, Q4)]


def given(world, *items, seen="8.00", **more):
    chosen = {item.pk for item in items}
    actor = world.cast.product_manager
    return {"product": world.product, "quarter": Q4, "items": chosen, "seen": D(seen), **more} | {
        "actor": actor
    }


def test_the_least_missed_give_first_and_only_what_is_missing(world):
    assert proposed(world) == []
    cut(world)
    # Each is the last of its slice: the smallest goes first.
    assert proposed(world) == [("Flaky tests", "8.00", "2.00")]
    make_waiting(world.customer(), world.c)
    assert proposed(world) == [("Kernel upgrade", "8.00", "12.00")]
    make_waiting(world.customer(), world.b)
    rewrite(Waiting.objects.filter(item=world.b), promised=True)
    world.spend(world.a, "25.00")
    # What was logged stays, and what was promised is not touched.
    assert proposed(world) == [("SSO audit log", "5.00", "25.00"), ("Flaky tests", "3.00", "7.00")]


def test_it_is_done_in_one_step(world):
    cut(world)
    with refuses("reason-missing"):
        fit(**given(world, world.c))
    with (
        nothing_changes(),
        pytest.raises(Malformed, match=r"7\.00 wk too much and is 8\.00"),
    ):
        fit(**given(world, world.c, seen="7.00", reason=WHY))
    with nothing_changes(), pytest.raises(Malformed, match="Choose at least one line"):
        fit(**given(world, world.a, reason=WHY))

    fit(**given(world, world.c, reason=WHY))

    line = Line.objects.get(plan__quarter=Q4, item=world.c)
    assert (line.weeks, line.below_weeks) == (D("2.00"), D("8.00"))
    assert proposed(world) == []
    world.proven()


@pytest.mark.any_database
def test_the_page_shows_it_before(world):
    pm = signed_in(world.cast.product_manager)
    assert "The lines fit: 15.20 wk are slack." in words(pm.get(f"{PLAN}fit/"))
    cut(world)
    assert "See what would go below the line" in words(pm.get(PLAN))
    page = pm.get(f"{PLAN}fit/")
    assert "The lines take 8.00 wk more than the capacity of 60.00 wk." in words(page)
    assert "Flaky tests 10.00 8.00 2.00 Nobody" in words(page)
    few = queries(pm, f"{PLAN}fit/")

    with nothing_changes():
        assert pm.post(f"{PLAN}fit/", form_of(page)).status_code == 422
    answer = pm.post(f"{PLAN}fit/", form_of(page, reason=WHY))

    assert answer.url == f"{PLAN}#below"
    said = words(pm.get(PLAN))
    assert "8.00 wk wait below the line now: Flaky tests." in said
    assert "Flaky tests 8.00 does not fit Nobody Bring in" in said
    assert queries(pm, f"{PLAN}fit/") <= few
