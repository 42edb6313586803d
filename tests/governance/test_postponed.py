"""What was postponed in whose place, and the renewal revenue that waits for it."""

import datetime as dt
from decimal import Decimal as D

import pytest

from governance.report.sections import build_report
from portfolio.models import Customer, Item, Waiting
from tests.conftest import make_waiting, rewrite
from tests.makers import NEXT, Q4, noon
from tests.portfolio.pages import signed_in, words

NOVEMBER = dt.date(2026, 11, 1)


def report(world, month=NOVEMBER):
    return build_report(world.product, month)


def waits(world, name, *items, arr="100000.00", renewal="2026-12-20") -> Customer:
    day = dt.date.fromisoformat(renewal) if renewal else None
    customer = Customer.objects.create(
        product=world.product, name=name, arr=D(arr), renewal_date=day
    )
    for item in items:
        make_waiting(customer, item)
    return customer


@pytest.fixture
def displaced(agreed):
    """A special that took 1.00 of A and 2.00 of B."""
    customer = agreed.customer()
    return agreed.approved(
        "3.00",
        rows=[agreed.take(agreed.a, "1.00", "slips"), agreed.take(agreed.b, "2.00")],
        customer=customer,
        deal=agreed.deal(customer),
    )


# --- Postponed in their place, and the renewal revenue that waits ---


def test_a_customer_counts_once_however_many_items_it_waits_for(agreed, displaced):
    waits(agreed, "Both", agreed.a, agreed.b, arr="120000.00")
    waits(agreed, "One", agreed.b, arr="80000.00")
    waits(agreed, "Elsewhere", agreed.c, arr="999.00")

    found = report(agreed).postponed

    assert str(found.renewal_revenue_waiting) == "200000.00"
    assert found.customers_waiting == 2
    assert {r.title: [c.name for c in r.customers] for r in found.rows} == {
        "SSO audit log": ["Both"],
        "Kernel upgrade": ["Both", "One"],
    }


def test_blank_and_past_renewals_are_counted_apart(agreed, displaced):
    for name, renewal in [
        ("Ahead", "2026-11-11"),
        ("Today", "2026-11-10"),
        ("Past", "2026-01-01"),
        ("Blank", ""),
    ]:
        waits(agreed, name, agreed.a, renewal=renewal)

    found = report(agreed).postponed

    assert str(found.renewal_revenue_waiting) == "100000.00"
    counts = (found.customers_waiting, found.renewal_date_past, found.renewal_date_unknown)
    assert counts == (4, 2, 1)


def test_a_renewal_lies_ahead_of_the_months_end(agreed, displaced):
    waits(agreed, "November", agreed.a, renewal="2026-11-30")
    waits(agreed, "December", agreed.a, renewal="2026-12-01", arr="7.00")

    with noon(2027, 2, 1):
        assert str(report(agreed).postponed.renewal_revenue_waiting) == "7.00"
    assert str(report(agreed).postponed.renewal_revenue_waiting) == "100007.00"


@pytest.mark.parametrize(
    ("renewal", "soon"),
    [("2026-11-10", 0), ("2026-11-11", 1), ("2027-02-08", 1), ("2027-02-09", 0)],
)
def test_renewals_due_in_ninety_days(agreed, displaced, renewal, soon):
    waits(agreed, "Skyhook", agreed.a, renewal=renewal)

    assert report(agreed).postponed.renewals_in_90_days == soon


def test_a_deal_counts_once_and_is_never_added_to_the_revenue(agreed, displaced):
    again = agreed.proposed(
        "1.00",
        rows=[agreed.take(agreed.c, "1.00")],
        title="Labels",
        customer=displaced.customer,
        deal=displaced.deal,
    )
    agreed.approve(again)

    found = report(agreed).postponed

    assert (len(found.rows), found.deals, str(found.deal_value)) == (3, 1, "400000.00")
    assert str(found.renewal_revenue_waiting) == "0.00"


def test_what_it_was_worth_when_decided_stands_beside_todays(agreed):
    customer = waits(agreed, "Skyhook", agreed.a)
    agreed.approved("3.00")
    customer.arr, customer.renewal_date = D("5.00"), dt.date(2028, 1, 1)
    customer.save()

    ((found,),) = [row.customers for row in report(agreed).postponed.rows]

    assert (str(found.arr), str(found.arr_when_decided)) == ("5.00", "100000.00")
    assert found.renewal_date_when_decided == dt.date(2026, 12, 20)


def test_who_waits_only_since_later_does_not_wait_yet(agreed, displaced):
    customer = waits(agreed, "Later")
    Waiting.objects.create(customer=customer, item=agreed.a, since=dt.date(2026, 12, 1))

    assert report(agreed).postponed.customers_waiting == 0
    with noon(2026, 12, 15):
        assert report(agreed, dt.date(2026, 12, 1)).postponed.customers_waiting == 1


def test_a_row_says_what_from_where_to_where_and_by_which_special(agreed, displaced):
    second, first = report(agreed).postponed.rows

    assert (first.title, first.slice, str(first.weeks)) == ("SSO audit log", "features", "1.00")
    assert (first.from_quarter, first.to_quarter, first.outcome) == (Q4, NEXT, "slips")
    assert (first.special, first.special_customer) == ("Badge printing", "Customer 1")
    assert (second.title, second.to_quarter, second.outcome) == ("Kernel upgrade", NEXT, "slips")
    assert (first.is_new, first.decided_on) == (True, dt.date(2026, 11, 10))


def test_what_came_back_or_was_finished_after_all_is_no_longer_postponed(agreed, displaced):
    rewrite(Item.objects.filter(pk=agreed.a.pk), finished_on=dt.date(2026, 11, 10))
    assert [row.title for row in report(agreed).postponed.rows] == ["Kernel upgrade"]

    agreed.cancel(displaced)

    assert report(agreed).postponed.rows == []


def test_new_displacements_come_first_then_soon_renewals(agreed, displaced):
    waits(agreed, "Soon", agreed.b, renewal="2026-12-20")

    with noon(2026, 12, 2):
        agreed.approved("1.00", rows=[agreed.take(agreed.c, "1.00")], title="Labels")
        rows = report(agreed, dt.date(2026, 12, 1)).postponed.rows

    assert [(row.title, row.is_new) for row in rows] == [
        ("Flaky tests", True),
        ("Kernel upgrade", False),
        ("SSO audit log", False),
    ]


def test_prospects_who_wait_stand_by_name(agreed, displaced):
    waits(agreed, "Skyhook", agreed.a)
    waits(agreed, "Later", agreed.a, arr="0.00", renewal="")
    waits(agreed, "Delft Rail", agreed.a, agreed.b, arr="0.00", renewal="")

    found = report(agreed).postponed
    said = words(signed_in(agreed.cast.observer).get("/p/skylark/report/2026-11/"))

    assert [one.name for one in found.prospects] == ["Delft Rail", "Later"]
    flags = {one.name: one.is_prospect for row in found.rows for one in row.customers}
    assert flags == {"Skyhook": False, "Later": True, "Delft Rail": True}
    assert "2 prospects wait, too: Delft Rail and Later." in said


@pytest.mark.parametrize(
    ("since", "heard", "is_silent"),
    [
        ("2026-03-31", None, True),
        ("2026-04-01", None, False),
        ("2026-01-01", "2026-03-31", True),
        ("2026-01-01", "2026-04-01", False),
        ("2026-06-01", "2026-02-01", False),
    ],
)
def test_who_was_not_heard_of_for_two_quarters_stands_apart(
    agreed, displaced, since, heard, is_silent
):
    quiet, other = waits(agreed, "Quiet"), waits(agreed, "Other")
    day = heard and dt.date.fromisoformat(heard)
    for customer, heard_on in [(quiet, day), (other, dt.date(2026, 11, 9))]:
        began = dt.date.fromisoformat(since)
        Waiting.objects.create(customer=customer, item=agreed.a, since=began, heard_on=heard_on)

    found = report(agreed).postponed

    said = words(signed_in(agreed.cast.observer).get("/p/skylark/report/2026-11/"))

    assert [one.name for one in found.not_heard_of] == ["Quiet"] * is_silent
    assert ("Nobody has heard from Quiet for two quarters (EUR 100k of it)." in said) == is_silent
    assert found.not_heard_of_revenue == D("100000.00") * is_silent
    assert found.renewal_revenue_waiting == D("200000.00")


def test_whoever_says_that_they_wait_still_is_heard_of(agreed, displaced):
    customer = waits(agreed, "Quiet", agreed.a)
    waiting = customer.waiting.get()
    manager = signed_in(agreed.cast.product_manager)
    before = report(agreed).postponed.not_heard_of

    path = f"/p/skylark/items/{agreed.a.pk}/waiting/{waiting.pk}/still/"
    page = words(manager.post(path, follow=True))

    assert [one.name for one in before] == ["Quiet"]
    assert "Quiet waits for SSO audit log still, heard today." in page
    assert Waiting.objects.get().heard_on == dt.date(2026, 11, 10)
    assert report(agreed).postponed.not_heard_of == []
    with noon(2026, 12, 5):
        assert report(agreed).postponed.rows[0].customers[0].heard_on == dt.date(2026, 11, 10)


def test_the_section_says_how_often_items_were_missed_again(agreed):
    agreed.approved("1.00", rows=[agreed.take(agreed.a, "1.00", "postponed", to_quarter=NEXT)])
    waits(agreed, "Skyhook", agreed.a)
    with noon(2027, 4, 10):
        found = report(agreed, dt.date(2027, 4, 1)).postponed
        said = words(signed_in(agreed.cast.observer).get("/p/skylark/report/2027-04/"))

    assert (found.items_missed_again, found.times_missed_again) == (1, 1)
    assert "1 of the items was missed again." in said
