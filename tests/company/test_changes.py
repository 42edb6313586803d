"""What changed, in words: who, when, what became what, newest first."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from company import clock, histories
from company.changes import SHOWN, Source, what_changed
from company.histories import FIRST_FOUND, rows_of
from portfolio.models import Customer, Slice, Team, Waiting
from tests.conftest import make_customer, make_item, make_team, make_waiting

NOW = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def change(record, actor, reason="", **values) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    histories.save(record, actor=actor, reason=reason)


def said(changes) -> list[str]:
    return [
        f"{each.label}: {each.before} -> {each.after}"
        for row in changes.rows
        for each in row.fields
    ]


def of(record, **options):
    return what_changed(record.product, Source(record.history.all()), **options)


def test_each_change_says_who_and_when_and_what_became_what(cast):
    acme = make_customer(cast.product, "Acme", "120000.00", renews_in=None)
    with clock.at(NOW + dt.timedelta(days=1)):
        change(acme, cast.sales, arr="120400.00", renewal_date=dt.date(2026, 12, 3), segment="Rail")

    found = of(acme)

    assert [(row.day.day, row.by, row.is_entered) for row in found.rows] == [
        (11, cast.sales.email, False),
        (10, "The command line", True),
    ]
    assert said(found) == [
        "Annual recurring revenue: EUR 120,000 -> EUR 120,400",
        "Renewal date: \N{EN DASH} -> 3 Dec",
        "Segment: \N{EN DASH} -> Rail",
    ]


def test_what_fields_refer_to_has_its_name_also_when_it_is_gone(cast):
    item, gone = make_item(cast.product), make_customer(cast.product, "Bolt")
    change(item, None, customer=gone, validated=True, estimate_minutes=6000)
    change(item, None, customer=None, slice=Slice.objects.get(product=cast.product, key="quality"))
    histories.delete(Customer, [gone.pk], actor=None)

    assert said(of(item)) == [
        "Slice: Customer-visible features -> Quality, tooling and debt",
        "Customer: Bolt (gone) -> \N{EN DASH}",
        "Customer: \N{EN DASH} -> Bolt (gone)",
        "Estimate: \N{EN DASH} -> 2.50 wk",
        "Validated: \N{EN DASH} -> yes",
    ]


def test_choices_and_plain_numbers_are_written_as_people_read_them(cast):
    team = make_team(cast.product)
    change(team, cast.product_manager, kind="services", availability="0.80", name="Field")

    found = what_changed(cast.product, Source(rows_of(Team, cast.product), named_by="name"))

    assert [row.about for row in found.rows] == ["Field", "Core"]
    assert said(found) == [
        "Name: Core -> Field",
        "Kind: Core -> Services",
        "Availability: 1 -> 0.80",
        "Kind:  -> Core",
        "People:  -> 8",
        "Availability:  -> 1",
    ]


def test_other_objects_are_named_and_told_from_their_first_row_on(cast):
    item = make_item(cast.product)
    with clock.at(NOW + dt.timedelta(hours=1)):
        waiting = make_waiting(make_customer(cast.product), item)
    with clock.at(NOW + dt.timedelta(hours=2)):
        change(waiting, cast.product_manager, until=dt.date(2026, 11, 10))

    waits = Source(
        Waiting.history.filter(item=item), called="Waits", named_by="customer", unsaid=("item",)
    )
    found = what_changed(cast.product, Source(item.history.all()), waits)

    assert [row.about for row in found.rows] == ["Waits: Skyhook", "Waits: Skyhook", ""]
    assert said(found) == [
        "Until: \N{EN DASH} -> 10 Nov",
        "Since:  -> 1 Jan",
        "How badly:  -> Nice to have",
        "Promised:  -> no",
    ]


def test_a_save_that_changed_nothing_people_see_is_left_out(cast):
    acme = make_customer(cast.product, "Acme")
    change(acme, cast.sales, import_key="A-1")
    change(acme, cast.sales)

    assert [row.is_entered for row in of(acme).rows] == [True]


def test_the_first_ones_are_shown_and_the_rest_when_asked_for(cast):
    acme = make_customer(cast.product, "Acme")
    for n in range(30):
        change(acme, cast.sales, arr=f"{n}.00")

    first, everything = of(acme), of(acme, everything=True)

    assert (len(first.rows), first.has_more) == (SHOWN, True)
    assert said(first)[0] == "Annual recurring revenue: EUR 28 -> EUR 29"
    assert (len(everything.rows), everything.has_more) == (31, False)


def test_the_day_is_the_products(cast):
    cast.product.time_zone = "Pacific/Auckland"
    cast.product.save()
    acme = make_customer(cast.product, "Acme")

    assert [row.day for row in of(acme).rows] == [dt.date(2026, 11, 11)]


def test_what_was_found_when_histories_began_says_so_and_names_nobody(cast):
    acme = make_customer(cast.product, "Acme")
    acme.history.update(history_change_reason=FIRST_FOUND)

    (row,) = of(acme).rows

    assert (row.is_first_found, row.by, row.reason) == (True, "", "")


def test_why_is_told(cast):
    acme = make_customer(cast.product, "Acme")
    change(acme, cast.sales, "Import of crm.csv.", arr="1.00")

    assert [row.reason for row in of(acme).rows] == ["Import of crm.csv.", ""]


def test_queries_do_not_depend_on_how_much_changed(cast):
    def queries(times: int) -> int:
        item = make_item(cast.product, f"Item {times}")
        for n in range(times):
            bought = make_customer(cast.product, f"Customer {times} {n}")
            change(item, cast.product_manager, customer=bought)
        with CaptureQueriesContext(connection) as captured:
            assert len(of(item).rows) == times + 1
        return len(captured)

    assert queries(1) == queries(4) == 3
