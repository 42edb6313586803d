"""Importing what customers were promised: known by customer and text, updated, and undone."""

import datetime as dt
from decimal import Decimal as D

import pytest

from escalations.models import Commitment
from tests.conftest import make_customer
from tests.imports.conftest import counts

HEADER = ("Customer", "What", "Due", "Source", "SLA", "Weeks", "Kept on")
LOG = ("acme", "An audit log", "2026-12-24", "Vertrag", "99.9%", "2.50", "")
CALL = ("Acme", "A call back", "2026-11-02", "verbally", "", "", "2026-11-03")


@pytest.fixture
def acme(product):
    return make_customer(product, "Acme")


def rows():
    return [
        (r.customer.name, r.what, r.due, r.source, r.sla, r.weeks, r.kept_on)
        for r in Commitment.objects.order_by("what")
    ]


def test_promises_come_in_with_where_they_were_made(product, acme, import_rows):
    result = import_rows("commitments", HEADER, LOG, CALL)

    assert counts(result) == (2, 0, 0, 0)
    assert rows() == [
        ("Acme", "A call back", dt.date(2026, 11, 2), "spoken", "", None, dt.date(2026, 11, 3)),
        ("Acme", "An audit log", dt.date(2026, 12, 24), "contract", "99.9%", D("2.50"), None),
    ]


def test_the_same_file_twice_changes_nothing(product, acme, import_rows):
    import_rows("commitments", HEADER, LOG, CALL)

    assert counts(import_rows("commitments", HEADER, LOG, CALL)) == (0, 0, 2, 0)


def test_what_was_promised_before_is_updated_by_its_text(product, acme, import_rows):
    import_rows("commitments", HEADER, LOG)
    later = ("Acme", "an AUDIT log", "2027-01-31", "contract", "99.9%", "3.00", "")

    assert counts(import_rows("commitments", HEADER, later)) == (0, 1, 0, 0)
    (row,) = Commitment.objects.all()
    assert (row.due, row.weeks) == (dt.date(2027, 1, 31), D("3.00"))
    assert row.history.count() == 2


def test_an_unknown_customer_is_rejected_with_what_would_be_right(product, acme, import_rows):
    result = import_rows("commitments", HEADER, ("Globex", *LOG[1:]), LOG)

    assert counts(result) == (1, 0, 0, 1)
    assert "there is no customer 'Globex'" in str(result.rejections[0])
    assert [row[1] for row in rows()] == ["An audit log"]
