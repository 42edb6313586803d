"""Customers whose rows are combined, and customers that are known by a key alone."""

import datetime as dt
from decimal import Decimal

import pytest

from imports.problems import BadMapping
from portfolio.models import Customer
from tests.imports.conftest import counts

HEADER = ("account", "start", "end", "arr", "trial")
PART = {
    "key": "account",
    "columns": {"arr": "arr", "renewal_date": "start"},
    "next_anniversary": "renewal_date",
    "combine": {"arr": "sum", "renewal_date": "earliest"},
    "leave_blank": [
        {"fields": ["arr", "renewal_date"], "column": "trial", "is": "True"},
        {"fields": ["arr", "renewal_date"], "column": "end", "date": "past"},
    ],
}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))


@pytest.fixture
def acme(product):
    return Customer.objects.create(
        product=product, name="Acme", import_key="A-1", arr=Decimal(7), segment="Banks"
    )


def kept():
    return list(Customer.objects.order_by("name").values_list("name", "arr", "renewal_date"))


def test_rows_of_one_customer_are_combined(product, acme, import_rows):
    globex = Customer.objects.create(
        product=product, name="Globex", import_key="A-2", arr=Decimal(7)
    )
    rows = [
        HEADER,
        ("A-1", "2024-05-01", "", "100.10", "False"),
        ("A-2", "2024-01-01", "2025-01-01", "900", "False"),
        ("A-1", "2024-02-29", "2026-03-02", "20.00", "False"),
        ("A-1", "2024-03-03", "", "5000", "True"),
        ("A-1", "2025-04-01", "2026-12-31", "3.40", "False"),
    ]

    result = import_rows("customers", *rows, part=PART)
    again = import_rows("customers", *rows, part=PART)

    acme.refresh_from_db()
    globex.refresh_from_db()
    assert (counts(result), counts(again)) == ((0, 2, 3, 0), (0, 0, 5, 0))
    assert (acme.arr, acme.renewal_date) == (Decimal("123.50"), dt.date(2026, 4, 1))
    assert (globex.arr, globex.renewal_date) == (Decimal("0.00"), None)
    assert acme.segment == "Banks"
    assert result.warnings == []


def test_customer_whose_last_subscription_ended_pays_nothing(product, acme, import_rows):
    live = import_rows("customers", HEADER, ("A-1", "2024-05-01", "", "9", "False"), part=PART)
    ended = ("A-1", "2024-05-01", "2026-03-01", "9", "False")

    result = import_rows("customers", HEADER, ended, part=PART)

    assert (counts(live), counts(result)) == ((0, 1, 0, 0), (0, 1, 0, 0))
    assert kept() == [("Acme", Decimal("0.00"), None)]


def test_unknown_key_is_rejected_with_what_to_do(product, acme, import_rows):
    result = import_rows("customers", HEADER, ("A-9", "", "", "1", ""), part=PART)

    assert counts(result) == (0, 0, 0, 1)
    assert str(result.rejections[0]) == (
        "row 2: account: there is no customer with the key 'A-9'."
        " Import the customers with their names first, by the same key."
    )
    assert kept() == [("Acme", Decimal("7.00"), None)]


def test_sum_with_a_faulty_row_is_rejected_as_a_whole(product, acme, import_rows):
    rows = [
        HEADER,
        ("A-1", "", "", "100", ""),
        ("A-1", "", "", "lots", ""),
        ("A-1", "", "", "1", ""),
    ]

    result = import_rows("customers", *rows, part=PART)

    assert counts(result) == (0, 0, 0, 3)
    assert [r.reason for r in result.rejections] == [
        "row 3 of the same key is rejected, so that the whole is not known",
        "'lots' is not a number",
        "row 3 of the same key is rejected, so that the whole is not known",
    ]
    assert kept() == [("Acme", Decimal("7.00"), None)]


def test_rows_that_are_left_out_add_nothing(product, acme, import_rows):
    part = {**PART, "leave_out": [{"column": "trial", "is": "x"}]}

    result = import_rows(
        "customers", HEADER, ("A-1", "", "", "1", ""), ("A-1", "", "", "lots", "x"), part=part
    )

    assert counts(result) == (0, 1, 1, 0)
    assert result.warnings == ["1 row was left out: trial is x."]
    assert kept() == [("Acme", Decimal("1.00"), None)]


def test_combined_rows_of_other_text_warn(product, import_rows):
    part = {
        "key": "account",
        "columns": {"name": "name", "arr": "arr"},
        "combine": {"arr": "sum"},
    }
    rows = [("account", "name", "arr"), ("A-1", "Acme", "1"), ("A-1", "Acme Ltd", "2")]

    result = import_rows("customers", *rows, part=part, all_or_nothing=True)

    assert counts(result) == (1, 0, 1, 0)
    assert kept() == [("Acme", Decimal("3.00"), None)]
    assert result.warnings == ["row 3 says otherwise of 'A-1' than row 2: the first row counts."]


def test_many_customers_are_combined_across_chunks(product, import_rows):
    part = {"key": "id", "columns": {"name": "id", "arr": "arr"}, "combine": {"arr": "sum"}}
    rows = [(f"C{n % 700}", "1.50") for n in range(2100)]

    result = import_rows("customers", ("id", "arr"), *rows, part=part)

    assert counts(result) == (700, 0, 1400, 0)
    assert set(Customer.objects.values_list("arr", flat=True)) == {Decimal("4.50")}


def test_name_is_needed_without_a_key(product, import_rows):
    with pytest.raises(BadMapping, match=r"no column for name \(the customer's name\)"):
        import_rows("customers", ("arr", "x"), ("1", "2"), part={"columns": {"arr": "arr"}})


@pytest.mark.parametrize(
    ("combine", "sentence"),
    [
        ({"arr": "earliest"}, "combine.arr = 'earliest'. It can be sum."),
        ({"renewal_date": "sum"}, "combine.renewal_date = 'sum'. It can be earliest, latest."),
        ({"segment": "latest"}, "combine.segment = 'latest'. It can be nothing: the first row"),
        ({"price": "sum"}, "'price' is no field. Fields: name, arr"),
    ],
)
def test_combining_what_cannot_be_is_refused(product, acme, import_rows, combine, sentence):
    with pytest.raises(BadMapping) as refused:
        import_rows(
            "customers", HEADER, ("A-1", "", "", "1", ""), part={**PART, "combine": combine}
        )

    assert sentence in str(refused.value)
