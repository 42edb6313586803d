"""What landed in a later quarter that did not finish it either is missed again."""

import datetime as dt

import pytest
from django.test import Client

from escalations.displacements.missed_again import missed_again
from portfolio.items.actions import keep_item
from tests.makers import LATER, NEXT, noon

LAST_DAY, NEXT_DAY = dt.date(2027, 3, 31), dt.date(2027, 4, 1)


@pytest.fixture
def slipped(agreed):
    """1.00 of A slips into the next quarter, 1.00 of B two quarters on."""
    rows = [agreed.take(agreed.a, "1.00"), agreed.take(agreed.b, "1.00", to_quarter=LATER)]
    return agreed.approved("2.00", rows=rows)


def missed(world, day) -> dict[int, int]:
    return missed_again(world.product, day)


def test_a_quarter_has_until_its_end(agreed, slipped):
    assert missed(agreed, LAST_DAY) == {}
    assert missed(agreed, NEXT_DAY) == {agreed.a.pk: 1}
    assert missed(agreed, dt.date(2027, 7, 1)) == {agreed.a.pk: 1, agreed.b.pk: 1}


def test_what_was_finished_is_not_missed(agreed, slipped):
    keep_item(agreed.a.pk, {"finished_on": dt.date(2027, 4, 20)}, actor=None)

    assert missed(agreed, dt.date(2027, 4, 19)) == {agreed.a.pk: 1}
    assert missed(agreed, dt.date(2027, 4, 20)) == {}


def test_each_quarter_it_landed_in_counts_once(agreed, slipped):
    agreed.approved("1.00", rows=[agreed.take(agreed.a, "1.00")], title="Two")
    with noon(2027, 2, 1):
        rows = [agreed.take(agreed.a, "1.00", quarter=NEXT)]
        agreed.approved("1.00", rows=rows, quarter=NEXT, title="Three")

    assert missed(agreed, NEXT_DAY)[agreed.a.pk] == 1
    assert missed(agreed, dt.date(2027, 7, 1))[agreed.a.pk] == 2


def test_what_came_back_landed_nowhere(agreed, slipped):
    agreed.cancel(slipped)

    assert missed(agreed, dt.date(2027, 7, 1)) == {}


def test_what_was_postponed_landed_even_when_its_weeks_came_back(agreed):
    agreed.cancel(agreed.approved("1.00", rows=[agreed.take(agreed.a, "1.00", "postponed")]))

    assert missed(agreed, NEXT_DAY) == {agreed.a.pk: 1}


def test_a_day_before_the_decision_knows_nothing_of_it(agreed, slipped):
    assert missed(agreed, dt.date(2026, 11, 9)) == {}


def test_what_was_dropped_before_the_quarters_end_is_not_missed(agreed, slipped):
    with noon(2027, 2, 1):
        rows = [agreed.take(agreed.a, "1.00", "dropped", quarter=NEXT)]
        agreed.approved("1.00", rows=rows, quarter=NEXT, title="Two")

    assert missed(agreed, NEXT_DAY) == {}


def test_it_is_one_query(agreed, slipped, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(missed(agreed, dt.date(2027, 7, 1))) == 2


def test_the_items_page_says_so(agreed, slipped):
    client = Client()
    client.force_login(agreed.cast.observer)
    with noon(2027, 4, 1):
        page = client.get(f"/p/skylark/items/{agreed.a.pk}/").content.decode()
        other = client.get(f"/p/skylark/items/{agreed.b.pk}/").content.decode()

    assert "Missed again: the quarter it was put off to did not finish it either." in page
    assert "Missed again" not in other
