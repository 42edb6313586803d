"""Amounts of another currency are converted at a declared rate, or rejected: never added."""

from decimal import Decimal

import pytest
from django_ox.testing import run_tasks

from escalations.models import Deal
from imports.mapping.toml import mapping_from, mapping_of
from imports.models import Import
from imports.problems import BadMapping
from portfolio.models import Customer
from tests.imports.conftest import counts
from tests.imports.htmlform import untouched
from tests.imports.makers import upload
from tests.portfolio.pages import signed_in, words

HEADER = ("Deal", "Value", "Code")
ROWS = [
    ("A", "1000.00", "EUR"),
    ("B", "1000.00", "USD"),
    ("C", "33.33", "usd"),
    ("D", "500.00", ""),
    ("E", "700.00", "GBP"),
    ("F", "", "USD"),
]
PART = {"columns": {"name": "Deal", "amount": "Value", "currency": "Code"}}
SAID = {"rates": {"USD": "0.92"}, "deals": PART}


def amounts():
    return dict(Deal.objects.order_by("name").values_list("name", "amount"))


def test_amounts_are_converted_at_the_declared_rate(product, import_rows):
    result = import_rows("deals", HEADER, *ROWS, mapping=mapping_from(SAID, "test"))

    assert amounts() == {
        "A": Decimal("1000.00"),
        "B": Decimal("920.00"),
        "C": Decimal("30.66"),
        "D": Decimal("500.00"),
        "F": Decimal("0.00"),
    }
    assert counts(result) == (5, 0, 0, 1)
    assert [each.reason for each in result.rejections] == [
        "'GBP' is not EUR, and the mapping declares no rate for it"
    ]
    assert "2 amounts were converted from USD at 0.92 EUR." in result.warnings


def test_without_a_rate_another_currency_is_rejected(product, import_rows):
    result = import_rows("deals", HEADER, *ROWS, part=PART)

    assert amounts() == {"A": Decimal("1000.00"), "D": Decimal("500.00")}
    assert result.rejected == 4


def test_a_constant_says_the_currency_of_all(product, import_rows):
    part = {"columns": {"name": "Deal", "amount": "Value"}, "constants": {"currency": "USD"}}

    import_rows("deals", HEADER, ROWS[0], mapping=mapping_from({**SAID, "deals": part}, "test"))

    assert amounts() == {"A": Decimal("920.00")}


@pytest.mark.parametrize(
    ("text", "amount"),
    [("US$ 100.00", "92.00"), ("100.00 USD", "92.00"), ("$100.00", "92.00"), ("€100.00", "100.00")],
)
def test_an_amount_may_name_its_own_currency(product, import_rows, text, amount):
    part = {"columns": {"name": "Deal", "amount": "Value"}}

    import_rows(
        "deals", HEADER, ("A", text, ""), mapping=mapping_from({**SAID, "deals": part}, "t")
    )

    assert amounts() == {"A": Decimal(amount)}


@pytest.mark.parametrize("row", [("A", "€100.00", "USD"), ("A", "100.00 GBP", "")])
def test_an_amount_that_speaks_against_its_row_is_rejected(product, import_rows, row):
    result = import_rows("deals", HEADER, row, mapping=mapping_from(SAID, "test"))

    assert counts(result) == (0, 0, 0, 1)
    assert not Deal.objects.exists()


def test_sums_are_of_converted_amounts(product, import_rows):
    part = {
        "key": "Deal",
        "columns": {"name": "Deal", "arr": "Value", "currency": "Code"},
        "combine": {"arr": "sum"},
    }
    mapping = mapping_from({"rates": {"USD": "0.50"}, "customers": part}, "test")

    result = import_rows(
        "customers", HEADER, ("A", "100.00", "USD"), ("A", "100.00", ""), mapping=mapping
    )

    assert Customer.objects.get().arr == Decimal("150.00")
    assert result.warnings[-1] == "1 amount was converted from USD at 0.50 EUR."


@pytest.mark.parametrize(
    "rates", [{"USD": "0"}, {"USD": "lots"}, {"dollars": "1"}, {"usd": "1"}, "USD"]
)
def test_a_rate_that_is_none_is_refused(rates):
    with pytest.raises(BadMapping, match="rates"):
        mapping_from({"rates": rates, "deals": PART}, "test")


def test_a_rate_is_declared_in_the_browser_said_before_and_kept(product, cast):
    pm, here = signed_in(cast.product_manager), "/p/skylark/imports/"
    text = "Deal Name,Amount,Currency,Stage\nA,1000.00,USD,Won\n"
    page = pm.post(f"{here}new/", {"file": upload(text, "deals.csv")}, follow=True)
    found = Import.objects.get()
    assert "the mapping declares no rate for it" in words(page)

    chosen = {**untouched(page), "rates": "usd = 0.92"}
    look = pm.post(f"{here}{found.pk}/look/", chosen)
    assert "1 amount was converted from USD at 0.92 EUR." in words(look)
    pm.post(f"{here}{found.pk}/map/", {**chosen, "do": "import"})
    run_tasks()
    found.refresh_from_db()

    assert amounts() == {"A": Decimal("920.00")}
    assert mapping_of(found).rates == {"USD": Decimal("0.92")}
    assert "1 amount was converted from USD at 0.92 EUR." in found.results[0]["warnings"]
