"""All products together: each as its own report says it, and nobody else's."""

import datetime as dt

import pytest

from company.actions import add_member
from tests.conftest import make_cast, make_product
from tests.portfolio.pages import signed_in, words

pytestmark = pytest.mark.any_database

PAGE = "/reports/2026-10/"


@pytest.fixture
def other(agreed):
    """A product in dollars, which our executive reads, too."""
    made = make_product("kestrel", currency="USD")
    make_cast(made)
    add_member(email=agreed.cast.executive.email, product=made, roles=["executive"])
    return made


def test_each_product_stands_as_its_own_report_says(agreed, other):
    special = agreed.approved("3.00", title="Badge printer")
    agreed.spend(special, "1.00", day=dt.date(2026, 10, 6))
    agreed.publish()
    agreed.spend(special, "1.00", day=dt.date(2026, 10, 7))

    page = signed_in(agreed.cast.executive).get(PAGE)

    months = {m.product.slug: m.shown for m in page.context["months"]}
    assert months["skylark"].report.headline.month.special_weeks == 1
    assert months["skylark"].report.publication.version == 1
    assert months["kestrel"].publication is None
    said = words(page)
    assert "All products are within their cap." in said
    assert "EUR 8,000" in said
    assert "USD 0" in said


def test_nobody_sees_a_product_of_others(agreed, other):
    assert "Kestrel" not in words(signed_in(agreed.cast.sales).get(PAGE))
    assert "Kestrel" in words(signed_in(agreed.cast.executive).get(PAGE))


def test_long_sections_say_how_many_rows_they_leave_out(agreed, other):
    for n in range(27):
        agreed.spend(agreed.submitted(title=f"Ask {n}"), "0.05", day=dt.date(2026, 11, 6))

    page = signed_in(agreed.cast.executive).get("/reports/2026-11/")

    table = next(t for t in page.context["tables"] if t.section == "underway")
    assert len(table.rows) == 25
    assert table.more == [(agreed.product, 2)]
    assert "2 more of Skylark are in its report." in words(page)


def test_the_running_month_comes_first(agreed, other):
    answer = signed_in(agreed.cast.executive).get("/reports/")

    assert answer.url == "/reports/2026-11/"
