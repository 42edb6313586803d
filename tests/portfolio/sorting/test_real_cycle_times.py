"""Four thousand issues of a real tracker, without any time: sorted as quickly as a few."""

import csv
from decimal import Decimal as D

import pytest

from imports.mapping.toml import mapping_from
from imports.run.execution import run_import
from portfolio.models import Item
from portfolio.sorting.actions import sort_item
from portfolio.sorting.built import Built
from tests.portfolio.pages import queries, signed_in

pytestmark = [pytest.mark.real_data, pytest.mark.any_database]
COLUMNS = {"title": "id", "started_on": "created_date", "finished_on": "finished_date"}


def test_they_are_sorted_by_number(product, cast, real_file):
    path, sort = real_file("formats/jira_cycle_times.csv"), "/p/skylark/sort/"
    client, who = signed_in(cast.product_manager), cast.product_manager
    with path.open() as file:
        whole = len(list(csv.reader(file))) - 1
    one = Item.objects.create(product=product, title="Alone")
    few = queries(client, sort)
    sort_item(item=one, answer="skip", actor=who)
    mapping = mapping_from({"items": {"key": "id", "columns": COLUMNS}}, "test.toml")
    run_import(kind="items", path=path, product=product, mapping=mapping)
    found = list(Item.objects.exclude(import_key="").order_by("pk")[:30])
    for n, item in enumerate(found):
        answer, customer = ("customer", f"Customer {n % 4}") if n % 3 == 0 else ("planned", "")
        sort_item(item=item, answer=answer, customer=customer, actor=who)

    built = Built.load(product)

    assert (whole, len(built.items)) == (4123, 4124)
    assert built.sorted_count == 30
    assert built.lower == D(10) * 100 / 4124
    assert built.upper == D(10 + 4094) * 100 / 4124
    # One query more: the item that this person sorted last is named.
    assert queries(client, sort) <= few + 1
