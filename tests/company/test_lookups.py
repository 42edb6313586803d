"""Many numbers in one parameter: the same rows as Django's `in`."""

import pytest

from portfolio.models import Item, Line
from tests.conftest import make_item


@pytest.fixture
def items(product) -> list[int]:
    return [make_item(product, f"Item {n}").pk for n in range(5)]


@pytest.mark.parametrize("of", [list, set, tuple, dict.fromkeys])
def test_it_finds_what_in_finds(items, of):
    asked = [*items[:2], items[-1] + 1]

    assert set(Item.objects.filter(pk__among=of(asked)).values_list("pk", flat=True)) == {
        *Item.objects.filter(pk__in=asked).values_list("pk", flat=True)
    }
    assert set(Item.objects.exclude(pk__among=of(asked))) == set(Item.objects.exclude(pk__in=asked))


def test_a_relation_is_asked_for_by_the_numbers_of_its_rows(agreed):
    found = Line.objects.filter(item__among={agreed.a.pk, agreed.b.pk})

    assert {line.item for line in found} == {agreed.a, agreed.b}


def test_none_is_no_number_and_none_of_them_asks_nothing(items, django_assert_num_queries):
    assert [item.pk for item in Item.objects.filter(pk__among=[None, items[0]])] == items[:1]
    with django_assert_num_queries(0):
        assert list(Item.objects.filter(pk__among=[None])) == []


def test_ten_thousand_numbers_are_one_parameter(items):
    rows = Item.objects.filter(pk__among=range(1, 10_001))

    _, parameters = rows.order_by().query.sql_with_params()
    assert len(parameters) == 1
    assert rows.count() == Item.objects.filter(pk__lte=10_000).count()
