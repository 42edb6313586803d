"""The look-back's four questions, each with what it counts and when it is not known."""

import datetime as dt
from decimal import Decimal as D

import pytest

from company.units import hundredths
from governance.lookback import metrics
from governance.lookback.build import history_of, look_back, weeks_ahead
from governance.lookback.results import DealsResult, ItemsResult, NarrowResult
from portfolio.models import Item, Slice
from portfolio.plan.actions import LineInput
from tests.conftest import make_customer, make_item, make_team, make_usage, rewrite
from tests.makers import Q4, noon

SUMMER, AUTUMN = dt.date(2026, 8, 20), dt.date(2026, 10, 8)


def last(world):
    """The look-back's last quarter."""
    (found,) = look_back(world.product, 1)
    return found


def used(world, item: Item, times: int) -> None:
    for _ in range(times):
        make_usage(world.customer(), item)


def said(answer) -> tuple:
    share = None if answer.share is None else str(hundredths(answer.share))
    return answer.count, answer.judged, str(answer.weeks), share


def titles(answer) -> list[tuple[str, str]]:
    return [(row.title, str(row.weeks)) for row in answer.rows]


class TestUnplanned:
    def test_what_the_baseline_does_not_hold_was_not_in_the_plan(self, agreed):
        agreed.spend(agreed.a, "3.00")
        agreed.spend(agreed.kept_out, "0.75")
        agreed.spend(agreed.approved("2.00"), "0.25")

        found = last(agreed).unplanned

        assert said(found) == (2, 3, "1.00", "25.00")
        assert titles(found) == [("Dark mode", "0.75"), ("Badge printing", "0.25")]

    def test_a_line_added_after_the_baseline_was_not_there_at_the_start(self, agreed):
        late = make_item(agreed.product, "Late")
        lines = [*agreed.lines(reserve=None), LineInput(late, D("5.00"))]
        agreed.plan(lines=lines, reason="It cannot wait.")
        agreed.spend(late, "1.00")

        assert titles(last(agreed).unplanned) == [("Late", "1.00")]

    def test_it_is_not_known_without_a_baseline(self, world):
        world.spend(world.kept_out, "1.00")

        assert last(world).unplanned == ItemsResult(known=False)


class TestNarrow:
    def test_one_or_two_customers_use_what_was_meant_for_all(self, world):
        for item, users in [(world.a, 1), (world.b, 2), (world.c, 3)]:
            used(world, item, users)
            world.spend(item, "1.00")
        world.spend(world.kept_out, "1.00")  # nobody knows who uses it

        found = last(world).narrow

        assert said(found) == (2, 3, "2.00", "50.00")
        assert [row.customers for row in found.rows] == [
            ["Customer 1"],
            ["Customer 2", "Customer 3"],
        ]

    def test_it_is_not_known_while_nobody_said_who_uses_what(self, world):
        world.spend(world.a, "1.00")
        used(world, world.b, 1)  # not worked on in this quarter

        assert last(world).narrow == NarrowResult(known=False)

    def test_work_for_one_customer_is_not_meant_for_all(self, agreed):
        special = agreed.approved("2.00")
        agreed.spend(special, "1.00")
        used(agreed, special.item, 1)
        theirs = Item.objects.create(
            product=agreed.product,
            title="Their bug",
            customer=agreed.customer(),
            slice=Slice.objects.get(product=agreed.product, key="quality"),
        )
        agreed.spend(theirs, "1.00")
        used(agreed, theirs, 1)

        assert not last(agreed).narrow.known

    @pytest.mark.parametrize(
        ("started", "finished", "known"),
        [
            (None, None, True),
            (AUTUMN, None, False),
            (AUTUMN, dt.date(2026, 11, 2), True),
            (None, dt.date(2026, 9, 2), True),
        ],
    )
    def test_what_is_still_worked_on_is_not_judged(self, world, started, finished, known):
        rewrite(Item.objects.filter(pk=world.a.pk), started_on=started, finished_on=finished)
        used(world, world.a, 1)
        world.spend(world.a, "1.00")

        assert last(world).narrow.known is known

    def test_weeks_count_in_their_own_quarter_also_before_it_was_finished(self, world):
        rewrite(Item.objects.filter(pk=world.a.pk), finished_on=dt.date(2026, 11, 2))
        used(world, world.a, 1)
        world.spend(world.a, "3.00", day=SUMMER)
        world.spend(world.b, "1.00", day=SUMMER)
        world.spend(world.a, "1.00")

        assert [said(row.narrow) for row in look_back(world.product, 2)] == [
            (1, 1, "3.00", "75.00"),
            (1, 1, "1.00", "100.00"),
        ]

    def test_the_effort_of_services_teams_does_not_count(self, world):
        used(world, world.a, 1)
        world.spend(world.a, "1.00")
        world.spend(world.a, "5.00", team=make_team(world.product, "Desk", "services"))

        assert said(last(world).narrow) == (1, 1, "1.00", "100.00")


class TestUnvalidated:
    def test_what_is_said_to_have_skipped_validation(self, world):
        rewrite(Item.objects.filter(pk=world.a.pk), validated=False)
        rewrite(Item.objects.filter(pk=world.b.pk), validated=True)
        for item in (world.a, world.b, world.c):
            world.spend(item, "1.00")

        found = last(world).unvalidated

        assert said(found) == (1, 2, "1.00", "33.33")
        assert titles(found) == [("SSO audit log", "1.00")]

    def test_none_skipped_it_is_known_too(self, world):
        rewrite(Item.objects.filter(pk=world.a.pk), validated=True)
        world.spend(world.a, "1.00")

        assert said(last(world).unvalidated) == (0, 1, "0.00", "0.00")

    def test_it_is_not_known_while_nobody_said_either(self, agreed):
        rewrite(Item.objects.filter(pk=agreed.b.pk), validated=False)  # not worked on
        special = agreed.approved("2.00")
        rewrite(Item.objects.filter(pk=special.item_id), validated=False)  # not core
        agreed.spend(agreed.a, "1.00")
        agreed.spend(special, "1.00")

        assert last(agreed).unvalidated == ItemsResult(known=False)


class TestDeals:
    def test_each_deal_counts_once_with_what_became_of_it(self, agreed):
        skyhook = make_customer(agreed.product)
        deals = [
            agreed.deal(skyhook, amount, name=outcome, outcome=outcome)
            for amount, outcome in [("400000.00", "won"), ("90000.00", "lost"), ("50.00", "open")]
        ]
        for n, deal in enumerate([deals[0], *deals]):
            special = agreed.approved("1.00", title=f"Special {n}", customer=skyhook, deal=deal)
            agreed.spend(special, "0.50")
        agreed.spend(agreed.approved("1.00", title="For nobody's deal"), "0.50")
        agreed.spend(agreed.a, "2.50")

        found = last(agreed).deals

        assert said(found) == (3, 2, "2.00", "40.00")
        assert (found.won, found.lost, found.open) == (1, 1, 1)
        assert found.won_amount == D("400000.00")
        assert [(row.deal, row.outcome, str(row.amount), str(row.weeks)) for row in found.rows] == [
            ("won", "won", "400000.00", "1.00"),
            ("lost", "lost", "90000.00", "0.50"),
            ("open", "open", "50.00", "0.50"),
        ]
        assert titles_of_specials(found) == [
            ["Special 0", "Special 1"],
            ["Special 2"],
            ["Special 3"],
        ]

    def test_it_is_not_known_where_no_special_names_its_deal(self, agreed):
        agreed.deal(outcome="won")
        agreed.spend(agreed.approved("1.00"), "0.50")

        assert last(agreed).deals == DealsResult(known=False)


def titles_of_specials(found) -> list[list[str]]:
    return [[special.title for special in row.specials] for row in found.rows]


class TestSeveralQuartersTogether:
    def test_the_share_is_of_the_quarters_that_the_data_speaks_of(self, agreed):
        agreed.spend(agreed.kept_out, "9.00", day=SUMMER)  # no baseline then
        agreed.spend(agreed.kept_out, "1.00")
        agreed.spend(agreed.a, "3.00")
        history = history_of(agreed.product, 4)

        found = metrics.unplanned(history, history.quarters)

        assert said(found) == (1, 2, "1.00", "25.00")
        assert [q.known for q in (row.unplanned for row in look_back(agreed.product, 4))] == [
            False,
            False,
            False,
            True,
        ]

    def test_an_item_of_two_quarters_counts_once(self, world):
        used(world, world.a, 1)
        world.spend(world.a, "1.00", day=SUMMER)
        world.spend(world.a, "2.00")
        history = history_of(world.product, 2)

        assert said(metrics.narrow(history, history.quarters)) == (1, 1, "3.00", "100.00")


def test_it_ends_with_the_last_quarter_that_has_effort(world):
    with noon(2027, 5, 3):
        world.spend(world.a, "1.00", day=AUTUMN)

        assert [row.quarter for row in look_back(world.product, 2)] == [Q4.previous, Q4]


def test_it_ends_with_the_running_quarter_where_effort_is_dated_later(world):
    world.spend(world.a, "1.00", day=AUTUMN)
    with noon(2062, 1, 5):
        world.spend(world.a, "0.09")

    assert [row.quarter for row in look_back(world.product, 2)] == [Q4.previous, Q4]
    assert weeks_ahead(world.product) == D("0.09")
