"""What an item may have been, by its title: offered, never decided."""

import datetime as dt

import pytest

from portfolio.sorting.built import Built, BuiltItem
from portfolio.sorting.suggestions import Suggestion, suggestions

AT = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
CUSTOMERS = {1: "Acme", 2: "Acme North", 3: "Bolt", 4: "IT"}


def item(title, customer=None, answer=None) -> BuiltItem:
    return BuiltItem(hash(title), title, 1, customer, False, answer, answer and AT)


def said(title, *others) -> list[tuple[str, str, str]]:
    asked = item(title)
    found = suggestions(asked, Built([], [asked, *others]), CUSTOMERS)
    assert all(isinstance(each, Suggestion) for each in found)
    return [(str(each.answer), each.customer, each.why) for each in found]


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Badge printer for ACME", ["Acme"]),
        ("[Acme North] badge printer", ["Acme North", "Acme"]),
        ("acmeish things", []),
        # Two letters are in too many words.
        ("Ask IT about it", []),
    ],
)
def test_customers_that_the_title_names(title, named):
    assert said(title) == [("customer", name, "named in the title") for name in named]


def test_what_resembles_it_was_sorted_as():
    others = [
        item("Fix export of invoices to PDF", answer="fault"),
        item("Export of invoices, layout", customer=3, answer="customer"),
        item("Fix export of invoices", answer="fault"),
        item("Export of invoices again"),
    ]

    assert said("Fix the export of invoices", *others) == [
        ("fault", "", "like \u201cFix export of invoices\u201d"),
        ("customer", "Bolt", "like \u201cExport of invoices, layout\u201d"),
    ]


def test_keys_and_numbers_tell_no_two_items_alike():
    assert said("P0-T5052", item("P0-T5053", answer="fault")) == []


def test_at_most_three_each_once():
    others = [item(f"Acme badge {word}", customer=1) for word in ("red", "green", "blue")]

    assert said("Acme badge for Bolt and Acme North", *others) == [
        ("customer", "Acme North", "named in the title"),
        ("customer", "Acme", "named in the title"),
        ("customer", "Bolt", "named in the title"),
    ]
