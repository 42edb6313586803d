"""Keeping a record: the row as it stands is judged, and only what differs is saved."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from company.refusals import Malformed
from company.versions import Stale, version_of
from portfolio.customers.actions import keep_customer
from portfolio.models import Customer
from tests.conftest import make_customer, make_product
from tests.snapshots import nothing_changes, raises_and_changes_nothing


@pytest.fixture
def customer(world):
    return world.customer("Skyhook", arr="120000.00")


def updates(captured) -> list[str]:
    return [q["sql"] for q in captured if q["sql"].startswith("UPDATE")]


def test_only_what_differs_is_written(world, customer):
    changes = {"name": "Skyhook", "segment": "Banks"}

    with CaptureQueriesContext(connection) as captured:
        kept = keep_customer(customer.pk, changes, actor=world.cast.sales)

    written = updates(captured)
    assert len(written) == 1
    assert ('"segment"' in written[0], '"name" =' in written[0]) == (True, False)
    assert kept == customer
    assert Customer.objects.get(pk=customer.pk).segment == "Banks"


def test_what_stands_there_already_writes_nothing(world, customer):
    with CaptureQueriesContext(connection) as captured:
        keep_customer(customer.pk, {"name": "Skyhook"}, actor=world.cast.sales)

    assert updates(captured) == []


def test_what_somebody_else_changed_stays(world, customer):
    read = Customer.objects.get(pk=customer.pk)
    keep_customer(customer.pk, {"segment": "Banks"}, actor=world.cast.sales)

    keep_customer(read.pk, {"version": "7.2"}, actor=world.cast.sales)

    kept = Customer.objects.get(pk=customer.pk)
    assert (kept.segment, kept.version) == ("Banks", "7.2")


def test_a_stale_version_is_refused_with_what_stands(world, customer):
    seen = version_of(customer)
    keep_customer(customer.pk, {"segment": "Banks"}, actor=world.cast.sales)

    with raises_and_changes_nothing(Stale) as caught:
        keep_customer(customer.pk, {"segment": "Retail"}, actor=world.cast.sales, expected=(seen,))

    assert caught.value.current.segment == "Banks"
    assert caught.value.version == version_of(Customer.objects.get(pk=customer.pk))


def test_the_role_is_judged_before_the_version(world, customer):
    with raises_and_changes_nothing(PermissionDenied):
        keep_customer(customer.pk, {}, actor=world.cast.engineering, expected=("old",))


def test_a_record_stays_in_its_product(world, customer):
    other = make_product("kite")
    foreign = make_customer(other)

    with raises_and_changes_nothing(Malformed):
        keep_customer(customer.pk, {"product": other}, actor=world.cast.sales)
    with nothing_changes(), pytest.raises(Http404):
        keep_customer(foreign.pk, {"product": world.product}, actor=world.cast.sales)


def test_what_is_gone_is_not_found(world, customer):
    with nothing_changes(), pytest.raises(Http404):
        keep_customer(customer.pk + 1, {"name": "New"}, actor=world.cast.sales)
