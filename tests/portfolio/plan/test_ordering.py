"""The order of a plan's lines: one step, before another, last; no drift, and nobody asks why."""

from decimal import Decimal as D

import pytest

from company.refusals import Malformed
from ledger.models import Entry
from portfolio.plan.actions import LineInput
from portfolio.plan.facts import plan_facts
from portfolio.plan.ordering import order_line
from portfolio.plan.steps import Step
from tests.conftest import make_item
from tests.makers import Q4
from tests.portfolio.pages import queries, signed_in, words
from tests.portfolio.plan.test_one_line import PLAN
from tests.snapshots import nothing_changes


@pytest.fixture
def lines(world):
    """Three lines more of quality: 6.00, 5.00 and 4.00 wk, after the 10.00 of Flaky tests."""
    made = [make_item(world.product, name, "quality") for name in ("Six", "Five", "Four")]
    world.plan(lines=[*world.lines(), *of(made, 6, 5, 4)])
    return made


def of(items, *weeks):
    return [LineInput(item, D(n)) for item, n in zip(items, weeks, strict=True)]


def shown(world):
    """The lines of the quality slice in their order."""
    lines = sorted(plan_facts(world.product, Q4).lines, key=lambda line: line.place)
    return [line.title for line in lines if line.slice == "quality"]


def put(world, item, to):
    actor = world.cast.product_manager
    order_line(product=world.product, quarter=Q4, item=item, to=to, actor=actor)
    return shown(world)


def test_steps_places_and_ends(world, lines):
    _, five, four = lines
    version = plan_facts(world.product, Q4).version
    entries = Entry.objects.count()

    assert shown(world) == ["Flaky tests", "Six", "Five", "Four"]
    assert put(world, five, Step.EARLIER) == ["Flaky tests", "Five", "Six", "Four"]
    assert put(world, five, Step.LATER) == ["Flaky tests", "Six", "Five", "Four"]
    assert put(world, four, world.c.pk) == ["Four", "Flaky tests", "Six", "Five"]
    assert put(world, four, Step.EARLIER) == ["Four", "Flaky tests", "Six", "Five"]
    assert put(world, four, None) == ["Flaky tests", "Six", "Five", "Four"]
    assert put(world, four, Step.LATER) == ["Flaky tests", "Six", "Five", "Four"]

    # It is no drift: the plan says the same, and the ledger has nothing to say.
    assert plan_facts(world.product, Q4).version == version
    assert Entry.objects.count() == entries
    with nothing_changes(), pytest.raises(Malformed, match=r"No other line \d+ stands"):
        put(world, four, world.a.pk)
    with nothing_changes(), pytest.raises(Malformed, match="Dark mode has no line in Q4 2026"):
        put(world, world.kept_out, None)
    world.proven()


def test_what_comes_later_stands_after_what_was_placed(world, lines):
    put(world, lines[2], Step.EARLIER)
    big = make_item(world.product, "Eight", "quality")
    world.plan(
        capacity="104.00",
        lines=[*world.lines(), *of([*lines, big], 6, 5, 4, 8)],
    )

    assert shown(world) == ["Flaky tests", "Six", "Four", "Five", "Eight"]


@pytest.mark.any_database
def test_the_page_orders_without_a_mouse_or_a_script(world, lines):
    pm = signed_in(world.cast.product_manager)
    page = f"{PLAN}lines/{lines[1].pk}/"
    assert "UpDown Leave it" in words(pm.get(page))

    answer = pm.post(f"{page}order/", {"to": "earlier"})

    assert answer.url == f"{PLAN}#line-{lines[1].pk}"
    assert shown(world) == ["Flaky tests", "Five", "Six", "Four"]
    assert words(pm.get(PLAN)).index("Five 5.00") < words(pm.get(PLAN)).index("Six 6.00")
    with nothing_changes():
        pm.post(f"{page}order/", {"to": "up"})
        pm.post(f"{page}order/", {"to": str(world.a.pk)})
    assert f"No other line {world.a.pk} stands in the same slice." in words(pm.get(PLAN))
    few = queries(pm, PLAN)
    more = [make_item(world.product, f"I {n}", "quality") for n in range(50)]
    world.plan(capacity="900.00", lines=[*world.lines(), *of(more, *[1] * 50)])
    assert queries(pm, PLAN) == few
