"""Between which shares of what was built was for one customer."""

import datetime as dt
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.models import Effort, Item, SortedItem
from portfolio.sorting.actions import sort_item
from portfolio.sorting.built import Built, BuiltItem
from portfolio.sorting.summary import by_customer, largest_for_one
from tests.conftest import make_item, make_team, rewrite

ANSWERS = ["planned", "fault", "skip", None]
SORTED_AT = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)


@st.composite
def items(draw) -> list[BuiltItem]:
    return [
        BuiltItem(
            pk=n,
            title=f"Item {n}",
            size=draw(st.integers(1, 5000)),
            customer=draw(st.sampled_from([None, None, 1, 2])),
            is_special=draw(st.booleans()),
            answer=(answer := draw(st.sampled_from(ANSWERS))),
            at=answer and SORTED_AT,
        )
        for n in range(draw(st.integers(0, 12)))
    ]


def independent(built: Built) -> tuple[D, D]:
    """The range, reckoned item by item from what each says of itself."""
    known = unknown = total = 0
    for item in built.items:
        total += item.size
        if item.is_special or item.customer:
            known += item.size
        elif item.answer not in ("planned", "fault"):
            unknown += item.size
    if not total:
        return D(0), D(0)
    return D(known) * 100 / total, D(known + unknown) * 100 / total


@given(items(), st.data())
def test_sorting_one_more_never_lowers_the_lower_nor_raises_the_upper(found, data):
    built = Built([], found)

    while True:
        assert (built.lower, built.upper) == independent(built)
        assert 0 <= built.lower <= built.upper <= 100
        assert built.sorted_count + len(built.unsorted) == len(built.items)
        if not built.unsorted:
            assert built.lower == built.upper
            break
        asked = data.draw(st.sampled_from(list(built.unsorted)))
        said = {"customer": 1} if data.draw(st.booleans()) else {"answer": "planned"}
        after = Built([], [i._replace(**said) if i is asked else i for i in built.items])
        assert after.lower >= built.lower
        assert after.upper <= built.upper
        built = after


def test_skipping_changes_no_figure_and_puts_the_item_last():
    big, mid, small = (BuiltItem(n, "X", 9 - n, None, False, None, None) for n in range(3))
    before = Built([], [big, mid, small])

    after = Built([], [big._replace(answer="skip", at=SORTED_AT), mid, small])

    assert (after.lower, after.upper) == (before.lower, before.upper) == (D(0), D(100))
    assert [item.pk for item in after.unsorted] == [1, 2, 0]
    assert (after.sorted_count, after.skipped) == (0, 1)


class TestByWeeks:
    @pytest.fixture
    def spent(self, world):
        """A 6.00, B 3.00, C 1.00, and 2.00 of a special of Customer 1: 12.00 in all."""
        for item, weeks in ((world.a, "6.00"), (world.b, "3.00"), (world.c, "1.00")):
            world.spend(item, weeks)
        world.spend(world.draft(title="Badges"), "2.00")
        return world

    def sort(self, world, item, answer, customer=""):
        who = world.cast.product_manager
        return sort_item(item=item, answer=answer, customer=customer, actor=who)

    def range(self, world, quarters=4) -> tuple[str, str]:
        built = Built.load(world.product, quarters)
        return f"{built.lower:.2f}", f"{built.upper:.2f}"

    def test_it_narrows_as_items_are_sorted(self, spent):
        walk = [self.range(spent)]
        for item, answer, who in (
            (spent.a, "customer", "Skyhook"),
            (spent.b, "skip", ""),
            (spent.c, "fault", ""),
            (spent.b, "planned", ""),
        ):
            self.sort(spent, item, answer, who)
            walk.append(self.range(spent))

        assert walk == [
            ("16.67", "100.00"),
            ("66.67", "100.00"),
            ("66.67", "100.00"),
            ("66.67", "91.67"),
            ("66.67", "66.67"),
        ]

    def test_it_is_the_share_that_effort_itself_says(self, spent):
        self.sort(spent, spent.a, "customer", "Skyhook")
        self.sort(spent, spent.c, "planned")
        minutes = {}
        for effort in Effort.objects.all():
            minutes[effort.item_id] = minutes.get(effort.item_id, 0) + effort.minutes
        for_all = set(SortedItem.objects.filter(answer="planned").values_list("item", flat=True))
        known = {
            item.pk
            for item in Item.objects.select_related("slice")
            if item.customer_id or (item.slice and item.slice.is_specials)
        }
        whole = sum(minutes.values())
        lower = sum(n for pk, n in minutes.items() if pk in known)
        upper = whole - sum(n for pk, n in minutes.items() if pk in for_all)

        built = Built.load(spent.product)

        assert built.lower == D(lower) * 100 / whole
        assert built.upper == D(upper) * 100 / whole

    def test_services_other_quarters_and_what_nobody_worked_on_are_left_out(self, spent):
        other = make_team(spent.product, "Services", "services")
        spent.spend(spent.kept_out, "5.00", team=other)
        older = make_item(spent.product, "Older")
        spent.spend(older, "30.00", day=dt.date(2025, 12, 1))

        built = Built.load(spent.product)

        assert [item.title for item in built.items] == [
            "SSO audit log",
            "Kernel upgrade",
            "Badges",
            "Flaky tests",
        ]
        assert [str(quarter) for quarter in built.quarters] == [
            "2026Q1",
            "2026Q2",
            "2026Q3",
            "2026Q4",
        ]
        assert self.range(spent, 5) == ("4.76", "100.00")

    def test_a_mark_that_is_taken_off_leaves_the_item_unsorted(self, spent):
        self.sort(spent, spent.a, "customer", "Skyhook")
        rewrite(Item.objects.filter(pk=spent.a.pk), customer=None)

        assert self.range(spent) == ("16.67", "100.00")

    def test_the_page_to_take_along_adds_up_to_the_lower_bound(self, spent):
        self.sort(spent, spent.a, "customer", "Skyhook")
        self.sort(spent, spent.b, "customer", "Skyhook")
        built = Built.load(spent.product)
        names = {c.pk: c.name for c in spent.product.customers.all()}

        largest, customers = largest_for_one(built, names), by_customer(built, names)

        assert [(row.item.title, row.name, str(row.weeks)) for row in largest] == [
            ("SSO audit log", "Skyhook", "6.00"),
            ("Kernel upgrade", "Skyhook", "3.00"),
            ("Badges", "Customer 1", "2.00"),
        ]
        assert [(row.name, row.items, str(row.weeks)) for row in customers] == [
            ("Skyhook", 2, "9.00"),
            ("Customer 1", 1, "2.00"),
        ]
        assert sum(row.share for row in customers) == built.lower


class TestByNumber:
    def test_without_any_effort_each_item_that_is_out_counts_one(self, world):
        made = {name: make_item(world.product, name) for name in ("Out", "Begun", "Dropped")}
        rewrite(Item.objects.filter(pk=made["Out"].pk), finished_on=dt.date(2026, 9, 1))
        rewrite(Item.objects.filter(pk=made["Begun"].pk), started_on=dt.date(2026, 9, 1))
        rewrite(Item.objects.filter(pk=made["Dropped"].pk), closed_on=dt.date(2026, 9, 1))
        world.draft(title="Asked for")
        who = world.cast.product_manager
        sort_item(item=world.a, answer="customer", customer="Skyhook", actor=who)

        built = Built.load(world.product)

        titles = {"SSO audit log", "Kernel upgrade", "Flaky tests", "Dark mode", "Out"}
        assert {item.title for item in built.items} == titles
        assert not built.is_by_weeks
        assert (built.lower, built.upper) == (D(20), D(100))
