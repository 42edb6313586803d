"""A report's CSV is opened in spreadsheets: nothing in it may run there."""

import csv
import datetime as dt
import io

import pytest

from governance.report.build import as_csv, build_report

# Texts of a file, put together after reading.
pytestmark = pytest.mark.any_database

NOVEMBER = dt.date(2026, 11, 1)


def cells(world) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(build_report(world.product, NOVEMBER)))))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_names_that_begin_like_a_formula_are_neutralised(agreed, sign):
    title, name = f"{sign}cmd|' /C calc'!A0", f'{sign}HYPERLINK("https://evil.example")'
    customer = agreed.customer(name)
    deal = agreed.deal(customer, name=f"{sign}SUM(A1:A9)")
    agreed.approve(
        agreed.proposed("1.00", title=title, customer=customer, deal=deal), f"{sign}A1+A2"
    )

    found = cells(agreed)

    written = {cell for row in found for cell in row}
    assert {f"'{title}", f"'{name}", f"'{sign}SUM(A1:A9)", f"'{sign}A1+A2"} <= written
    for cell in written:
        is_number = cell.replace("-", "", 1).replace(".", "", 1).isdigit()
        assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


def test_numbers_stay_numbers(agreed):
    agreed.spend(agreed.approved("1.00"), "9.00")

    values = {(row[0], row[2]): row[3] for row in cells(agreed)}

    assert values["headline", "headroom_weeks"] == "-0.68"
