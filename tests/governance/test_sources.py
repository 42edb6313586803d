"""Section 1 says where its figures come from: what was brought in last, or kept by hand."""

import datetime as dt
from decimal import Decimal as D

from governance.report.sections import build_report
from imports.run.undo import undo
from tests.conftest import make_customer
from tests.imports.makers import AS_CUSTOMERS, imported
from tests.makers import noon
from tests.portfolio.pages import signed_in, words

NOVEMBER = dt.date(2026, 11, 1)
FILE = "Customer,ARR,Renewal\nCedar,9000,2027-04-01\nDune,500,\nElm,0,\n"


def said(world, month=NOVEMBER):
    return [one.said for one in build_report(world.product, month).headline.sources]


def bring(world, day):
    with noon(2026, 11, day):
        return imported(world.product, world.cast.sales, FILE, AS_CUSTOMERS)


def test_nothing_is_known_yet(world):
    assert said(world) == [
        "Customers: none is known",
        "Deals: none is known",
        "Effort: nothing is logged",
    ]


def test_what_is_kept_by_hand_says_when_it_was_last(agreed):
    make_customer(agreed.product, renews_in=None)
    agreed.deal(amount="0.00")
    agreed.deal(name="Gates")
    agreed.spend(agreed.a, "1.00", dt.date(2026, 11, 9))

    assert said(agreed) == [
        "Customers: kept by hand, last on 10 Nov 2026; 1 of 1 without a renewal date",
        "Deals: kept by hand, last on 10 Nov 2026; 1 of 2 without an amount",
        "Effort: logged by hand, last of 9 Nov 2026",
    ]


def test_an_import_says_its_file_its_day_and_what_is_missing(agreed):
    found = bring(agreed, 12)
    with noon(2026, 11, 20):
        first = said(agreed)[0]
        page = words(signed_in(agreed.cast.observer).get("/p/skylark/report/2026-11/"))

    # A prospect has nothing to renew.
    expected = f"Customers: {found.filename}, 12 Nov 2026; 1 of 3 without a renewal date"
    assert first == expected
    assert f"{expected}. Deals: none is known." in page


def test_a_month_says_what_was_known_by_its_end(agreed):
    found = bring(agreed, 12)
    with noon(2026, 12, 3):
        undo(found, actor=agreed.cast.sales)
        make_customer(agreed.product, "By hand")

        then, now = said(agreed)[0], said(agreed, dt.date(2026, 12, 1))[0]

    assert then.startswith(f"Customers: {found.filename}, 12 Nov 2026;")
    assert now == "Customers: kept by hand, last on 3 Dec 2026"


def test_an_export_is_named_by_its_preset(agreed):
    found = bring(agreed, 12)
    found.mapping_name = "preset:salesforce"
    found.save()

    with noon(2026, 11, 20):
        assert said(agreed)[0].startswith("Customers: Salesforce export, 12 Nov 2026;")


def test_blocked_revenue_stands_in_the_headline(agreed):
    agreed.approved("1.00")
    agreed.approved("1.00", rows=[agreed.take(agreed.b, "1.00")])
    far = {"arr": D("300000.00"), "renewal_date": dt.date(2027, 9, 1)}
    for name, item, weight in [("Ash", agreed.a, "blocker"), ("Birch", agreed.b, "nice_to_have")]:
        customer = agreed.product.customers.create(name=name, **far)
        customer.waiting.create(item=item, since=dt.date(2026, 10, 1), weight=weight)

    found = build_report(agreed.product, NOVEMBER)

    assert found.headline.renewal_revenue_blocked == D("300000.00")
    assert found.postponed.renewal_revenue_waiting == D("600000.00")
    assert "2 customers wait longer for it (EUR 300k of renewals promised or blocked)" in (
        found.headline.sentence
    )
