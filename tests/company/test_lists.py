"""The lists people work in: sorted by their heads, saved by name, and taken away as files."""

import csv
import datetime as dt
import io
from decimal import Decimal as D

import openpyxl
import pytest

from company.lists.names import LISTS
from company.lists.saving import MOST, save_list
from company.models import SavedList
from portfolio.models import Customer
from tests.makers import noon
from tests.portfolio.pages import queries, signed_in, words

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

CUSTOMERS = "/p/skylark/customers/"
PATHS = {
    "requests": "/p/skylark/escalations/",
    "customers": CUSTOMERS,
    "deals": "/p/skylark/deals/",
    "items": "/p/skylark/items/",
    "promises": "/p/skylark/commitments/",
    "effort": "/p/skylark/effort/",
    "renewals": "/p/skylark/renewals/",
}


def three(world) -> None:
    for name, arr, day in [
        ("Borealis", "50000.00", dt.date(2027, 3, 1)),
        ("=Skyhook", "900000.00", None),
        ("Cirrus", "50000.00", dt.date(2026, 12, 1)),
    ]:
        Customer.objects.create(product=world.product, name=name, arr=D(arr), renewal_date=day)


def names(answer) -> list[str]:
    """The customers on the page, from the top."""
    return [row.name for row in answer.context["list"].page]


def table(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


class TestOrder:
    def test_a_head_leads_to_its_order_and_a_second_click_turns_it_round(self, world):
        reader = signed_in(world.cast.observer)
        three(world)

        heads = {head.label: head for head in reader.get(CUSTOMERS).context["list"].heads}
        down = reader.get(f"{CUSTOMERS}?{heads['A year, EUR'].query}")
        up = {head.label: head for head in down.context["list"].heads}["A year, EUR"]

        assert heads["A year, EUR"].query == "order=-arr"
        assert names(down) == ["=Skyhook", "Borealis", "Cirrus"]
        assert (up.query, up.sorted) == ("order=arr", "descending")
        assert 'aria-sort="descending"' in down.content.decode()
        # Of equals the older one first, either way.
        assert names(reader.get(f"{CUSTOMERS}?{up.query}")) == ["Borealis", "Cirrus", "=Skyhook"]

    def test_what_has_nothing_there_stands_last_either_way(self, world):
        reader = signed_in(world.cast.observer)
        three(world)

        assert names(reader.get(f"{CUSTOMERS}?order=renews")) == ["Cirrus", "Borealis", "=Skyhook"]
        assert names(reader.get(f"{CUSTOMERS}?order=-renews")) == ["Borealis", "Cirrus", "=Skyhook"]

    @pytest.mark.parametrize("order", ["pk", "product__name", "days", "-", "arr;", "waits"])
    def test_what_is_no_column_changes_nothing(self, world, order):
        reader = signed_in(world.cast.observer)
        three(world)

        assert names(reader.get(CUSTOMERS, {"order": order})) == names(reader.get(CUSTOMERS))

    def test_filters_and_order_stay_together(self, world):
        three(world)
        page = signed_in(world.cast.observer).get(f"{CUSTOMERS}?q=r&order=-arr&page=1")

        assert names(page) == ["Borealis", "Cirrus"]
        assert page.context["list"].query == "q=r&order=-arr"
        assert '<input type="hidden" name="order" value="-arr">' in page.content.decode()

    def test_every_list_sorts_by_each_of_its_heads(self, everything):
        reader = signed_in(everything.cast.sales_vp)
        assert PATHS.keys() == LISTS.keys()
        with noon(2026, 11, 20):
            for name, path in PATHS.items():
                found = reader.get(path).context["list"]
                assert found.name == name
                for head in found.heads:
                    if head.query:
                        sorted_by = reader.get(f"{path}?{head.query}")
                        assert 'aria-sort="' in sorted_by.content.decode() or not found.page
                        assert len(sorted_by.context["list"].page) == len(found.page)


class TestFiles:
    def test_csv_says_what_is_shown_in_its_order(self, world):
        three(world)
        answer = signed_in(world.cast.observer).get(f"{CUSTOMERS}?order=-arr&as=csv")

        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"] == (
            'attachment; filename="skylark-customers-2026-11-10.csv"'
        )
        assert table(answer) == [
            ["Customer", "Renews", "In days", "A year, EUR", "Segment", "Waits for"],
            ["'=Skyhook", "", "", "900000.00", "", ""],
            ["Borealis", "2027-03-01", "111", "50000.00", "", ""],
            ["Cirrus", "2026-12-01", "21", "50000.00", "", ""],
        ]

    def test_a_spreadsheet_has_numbers_days_and_no_formula(self, world):
        three(world)
        answer = signed_in(world.cast.observer).get(f"{CUSTOMERS}?order=-arr&q=h&as=xlsx")

        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = list(sheet.iter_rows(values_only=True))

        assert rows[1] == ("=Skyhook", None, None, 900000, None, None)
        assert sheet["A2"].data_type == "s"
        assert len(rows) == 2

    def test_a_file_has_the_rows_of_every_page(self, world):
        for n in range(53):
            Customer.objects.create(product=world.product, name=f"Customer {n:03}", arr=D(n))
        reader = signed_in(world.cast.observer)

        page = reader.get(f"{CUSTOMERS}?order=name&page=2")

        assert names(page) == ["Customer 050", "Customer 051", "Customer 052"]
        assert "Page 2 of 2" in words(page)
        assert len(table(reader.get(f"{CUSTOMERS}?order=name&page=2&as=csv"))) == 54

    def test_every_list_gives_both_files_with_as_many_rows_as_it_shows(self, everything):
        reader = signed_in(everything.cast.sales_vp)
        with noon(2026, 11, 20):
            for path in PATHS.values():
                found = reader.get(path).context["list"]
                rows = table(reader.get(f"{path}?as=csv"))
                assert rows[0] == [head.label for head in found.heads]
                assert len(rows) == found.page.paginator.count + 1
                book = openpyxl.load_workbook(io.BytesIO(reader.get(f"{path}?as=xlsx").content))
                assert book.active.max_row == len(rows)


class TestSaving:
    def save(self, client, **more):
        given = {"list": "customers", "name": "Largest", "query": "order=-arr&page=2&as=csv"}
        return client.post("/p/skylark/lists/save/", {**given, **more})

    def test_what_is_shown_is_kept_by_name_for_oneself_alone(self, world):
        mine, other = signed_in(world.cast.sales), signed_in(world.cast.observer)
        three(world)

        answer = self.save(mine)

        assert answer["Location"].startswith(CUSTOMERS)
        assert SavedList.objects.get().query == "order=-arr"
        link = '<a href="?order=-arr">Largest</a>'
        assert link in mine.get(CUSTOMERS).content.decode()
        assert "Save this list" not in words(mine.get(f"{CUSTOMERS}?order=-arr"))
        assert link not in mine.get(PATHS["deals"]).content.decode()
        assert link not in other.get(CUSTOMERS).content.decode()

    def test_the_same_name_takes_what_is_shown_now(self, world):
        mine = signed_in(world.cast.sales)

        self.save(mine)
        self.save(mine, query="q=sky")

        assert [(one.name, one.query) for one in SavedList.objects.all()] == [("Largest", "q=sky")]

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"name": " "}, "Nothing of this can be seen."),
            ({"name": "x" * 61}, "at most 60 characters"),
            ({"query": f"q={'x' * 1000}"}, "at most 1000 characters"),
        ],
    )
    def test_what_cannot_be_kept_is_said(self, world, given, said):
        mine = signed_in(world.cast.sales)

        answer = self.save(mine, **given)

        assert answer.status_code == 302
        assert said in words(mine.get(CUSTOMERS))
        assert not SavedList.objects.exists()

    def test_there_are_only_so_many(self, world):
        for n in range(MOST):
            save_list(
                product=world.product,
                name="customers",
                called=f"List {n}",
                query="q=a",
                actor=world.cast.sales,
            )
        mine = signed_in(world.cast.sales)

        self.save(mine)

        assert "20 lists are saved here already." in words(mine.get(CUSTOMERS))
        assert SavedList.objects.count() == MOST
        self.save(mine, name="List 3", query="q=b")
        assert SavedList.objects.get(name="List 3").query == "q=b"

    def test_one_takes_away_ones_own(self, world):
        mine, other = signed_in(world.cast.sales), signed_in(world.cast.observer)
        self.save(mine)
        path = f"/p/skylark/lists/{SavedList.objects.get().pk}/forget/"

        refused, answer = other.post(path), mine.post(path, {"query": "q=sky"})

        assert refused.status_code == 404
        assert answer["Location"] == f"{CUSTOMERS}?q=sky"
        assert not SavedList.objects.exists()

    def test_an_unknown_list_is_none(self, world):
        assert self.save(signed_in(world.cast.sales), list="secrets").status_code == 404


def test_queries_do_not_grow_with_rows(world):
    reader = signed_in(world.cast.observer)
    three(world)
    few = queries(reader, f"{CUSTOMERS}?order=-arr")
    for n in range(60):
        Customer.objects.create(product=world.product, name=f"Customer {n}")

    assert queries(reader, f"{CUSTOMERS}?order=-arr") == few
    assert queries(reader, f"{CUSTOMERS}?order=-arr&as=csv") <= few
