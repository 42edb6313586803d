"""Whatever stands in an address or a form, the answer is never a fault of ours."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.urls import reverse

from company.calendar import FIRST_YEAR, LAST_YEAR, Quarter
from company.middleware import LONGEST_ADDRESS
from tests.access.test_matrix import TABLE
from tests.access.world import by_session
from tests.sampling import one

pytestmark = pytest.mark.django_db

READING = [row for row in TABLE if row.method == "GET"]
SENDING = [row for row in TABLE if row.method == "POST" and row.by_session and row.is_ours]
# Every name that a page or the API reads from the query, and one that nothing reads.
NAMES = [
    "all",
    "closed",
    "customer",
    "date",
    "date__gte",
    "date__lte",
    "deal",
    "draft",
    "escalation",
    "format",
    "from",
    "item",
    "as",
    "kind",
    "lang",
    "next",
    "nobody_reads_this",
    "open",
    "outcome",
    "page",
    "page_size",
    "product",
    "q",
    "quarters",
    "renews",
    "segment",
    "since",
    "slice",
    "order",
    "state",
    "state__in",
    "team",
    "to",
    "tour",
    "until",
    "waiting",
    "weight",
]
ODD = "\u202e1_000\u0663\uffff[]{}%"
ASKED = ["9" * 80, "-1", ODD]
TYPED = ["9" * 5000, ODD]
# What some form reads that is in no valid body.
BESIDE = ["next", "key", "draft", "email", "customer_name"]
QUARTERS = [Quarter(FIRST_YEAR, 1), Quarter(LAST_YEAR, 4)]
MONTHS = [dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 1)]
NUMBERS = [0, 2**63, 10**30]
# What an answer may be: there is nothing else to say to a request.
ANSWERS = {200, 204, 302, 400, 403, 404, 405, 409, 412, 414, 422}


@pytest.fixture
def senders(world):
    """What sends a row's request as somebody who may; each person signs in once a test."""
    known = {}

    def sender(row):
        role = sorted(row.allowed)[0]
        if not row.by_session:
            return world.send[role]
        if role not in known:
            known[role] = by_session(world, role)
        return known[role]

    return sender


def status_of(send, *request) -> int | str:
    """The status of the answer, or the fault; whatever it changed is taken back."""
    try:
        with transaction.atomic():
            status = send(*request).status_code
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 (any fault is what this looks for)
        return repr(error)[:300]
    return status


def faults(told: dict) -> dict:
    return {what: status for what, status in told.items() if status not in ANSWERS}


@pytest.mark.parametrize("row", READING, ids=str)
def test_no_query_is_a_fault(world, senders, row):
    send, path = senders(row), row.path(world).partition("?")[0]

    # Digits of any length are refused by the forms already; the others reach the database.
    asked = one(ASKED[1:] if connection.vendor == "postgresql" else ASKED, str(row))
    queries = {value[:9]: urlencode(dict.fromkeys(NAMES, value)) for value in asked}
    told = {said: status_of(send, "GET", f"{path}?{q}", None) for said, q in queries.items()}

    assert faults(told) == {}


@pytest.mark.parametrize("row", READING, ids=str)
def test_no_path_is_a_fault(world, senders, row):
    send, given = senders(row), row.at(world)
    wild = {"quarter": QUARTERS, "month": MONTHS, "pk": NUMBERS, "slug": ["x" * 5000]}

    paths = [
        reverse(row.name, kwargs={**given, name: value})
        for name in given
        for value in one(wild.get(name, ()), f"{row} {name}")
    ]
    told = {path[:120]: status_of(send, "GET", path, None) for path in paths}

    assert faults(told) == {}


def answers(world, senders, query: str) -> dict[str, tuple[int, str]]:
    """What every address says to a query: its status, and what it is."""
    told = {}
    for row in READING:
        path = row.path(world).partition("?")[0]
        answer = senders(row)("GET", f"{path}?{query}", None)
        told[str(row)] = (answer.status_code, answer["Content-Type"].partition(";")[0])
    return told


def kind_of(row) -> str:
    return "application/problem+json" if row.name.startswith("api:") else "text/html"


# These two are refused before any page is asked.
@pytest.mark.any_database
@pytest.mark.parametrize("query", ["nobody_reads_this=%00", "%00=1", "q=%00&q=1"])
def test_a_nul_is_refused_wherever_it_stands(world, senders, query):
    assert answers(world, senders, query) == {str(row): (400, kind_of(row)) for row in READING}


@pytest.mark.any_database
def test_an_address_that_is_too_long_is_refused(world, senders):
    told = answers(world, senders, "q=" + "x" * LONGEST_ADDRESS)

    assert told == {str(row): (414, kind_of(row)) for row in READING}


def test_a_nul_in_a_cookie_is_refused(client):
    client.cookies["sessionid"] = "\0" * 8

    assert client.get("/").status_code == 400


@pytest.mark.parametrize("row", SENDING, ids=str)
def test_no_form_is_a_fault(world, senders, row):
    """A NUL in each field in turn, since one field's refusal hides what another's would do.

    What is in no valid body, hardly any form reads: there it is in all of them at once.
    """
    send, path, body = senders(row), row.path(world), row.body(world)
    names = [*body, *BESIDE]

    # SQLite takes a NUL. Digits of any length are refused by the forms already; others reach it.
    strict = connection.vendor == "postgresql"
    typed = TYPED[1:] if strict else one(TYPED, str(row))
    sent = {name: {**body, name: "\0"} for name in (body if strict else one(names, str(row)))}
    sent |= {"beside": {**body, **dict.fromkeys(BESIDE, "\0")}} if strict else {}
    sent |= {value[:9]: dict.fromkeys(names, value) for value in typed}
    sent |= {f"beside, {value[:9]}": {**dict.fromkeys(names, value), **body} for value in typed}
    told = {said: status_of(send, "POST", path, fields) for said, fields in sent.items()}

    assert faults(told) == {}
