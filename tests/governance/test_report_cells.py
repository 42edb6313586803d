"""A report's CSV is opened in spreadsheets: nothing in it may run there."""

import datetime as dt

import pytest

from governance.report.sections import build_report
from tests.governance.formats.reading import csv_rows, csv_tables

# Texts of a file, put together after reading.
pytestmark = pytest.mark.any_database

NOVEMBER = dt.date(2026, 11, 1)


def cells(world) -> set[str]:
    tables = csv_tables(build_report(world.product, NOVEMBER)).values()
    return {cell for rows in tables for row in rows for cell in row.values()}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_names_that_begin_like_a_formula_are_neutralised(agreed, sign):
    title, name = f"{sign}cmd|' /C calc'!A0", f'{sign}HYPERLINK("https://evil.example")'
    customer = agreed.customer(name)
    deal = agreed.deal(customer, name=f"{sign}SUM(A1:A9)")
    agreed.approve(
        agreed.proposed("1.00", title=title, customer=customer, deal=deal), f"{sign}A1+A2"
    )

    written = cells(agreed)

    assert {f"'{title}", f"'{name}", f"'{sign}SUM(A1:A9)", f"'{sign}A1+A2"} <= written
    for cell in written:
        is_number = cell.replace("-", "", 1).replace(".", "", 1).isdigit()
        assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


def test_numbers_stay_numbers(agreed):
    agreed.spend(agreed.approved("1.00"), "9.00")

    found = csv_rows(build_report(agreed.product, NOVEMBER), "headline")

    assert {"Figure": "Left for one-offs, wk", "Value": "-0.68"} in found
