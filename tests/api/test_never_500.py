"""Whatever is sent, the answer is never a fault of ours: each field of each valid body is
replaced, in turn, by everything that people and programs get wrong."""

import copy

import pytest
from django.db import connection, transaction

from tests.access.api_rows import ROWS
from tests.sampling import one, one_in
from tests.snapshots import taken_back

IS_STRICT = connection.vendor == "postgresql"
# What SQLite takes, and PostgreSQL refuses where nobody did before.
LARGE = [2**63, "x" * 5000, "NaN", "9999-12-31"]
# What is refused or taken before any database hears of it.
NASTY = [-1, 10**30, 1e308, "-Infinity", "0.001", "\u00b2", "2999Q4", "0001-01-01"]
SHAPES = [None, True, 0, "", [], [None], {}, {"a": None}, ["x"]]
OTHERS = [] if IS_STRICT else NASTY + SHAPES
WRITING = [row for row in ROWS if row.method in ("POST", "PUT", "PATCH")]
HUGE = ["9" * 30, "0", "-1", "999999", "a", "%00", "²"]


def variants(row, body):
    """The body with one value replaced, wherever it stands, for each nasty value."""
    for path in list(_paths(body, ())):
        of = (row, path)
        for nasty in [*(LARGE if IS_STRICT else one(LARGE, of)), *one_in(4, OTHERS, of)]:
            changed = copy.deepcopy(body)
            _replace(changed, path, nasty)
            yield path, nasty, changed


def _paths(found, path):
    if isinstance(found, dict):
        children = found.items()
    elif isinstance(found, list):
        children = enumerate(found)
    else:
        children = ()
    for key, value in children:
        yield (*path, key)
        yield from _paths(value, (*path, key))


def _replace(found, path, value):
    for key in path[:-1]:
        found = found[key]
    found[path[-1]] = value


@pytest.mark.parametrize("row", WRITING, ids=str)
def test_no_body_is_a_fault(world, row):
    role = next(iter(sorted(row.allowed)))
    # Some addresses first make what they lead to.
    send, address, faults = world.send[role], row.path(world), []
    for path, nasty, body in variants(str(row), row.body(world)):
        try:
            with transaction.atomic():
                status = send(row.method, address, body).status_code
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001
            status = repr(error)
        if status not in (200, 201, 400, 403, 404, 409):
            faults.append((path, nasty, status))

    assert faults == []


DETAILS = ["items", "customers", "deals", "teams", "waiting", "commitments", "escalations"]


@pytest.mark.parametrize("kind", DETAILS)
@pytest.mark.parametrize("pk", HUGE)
def test_no_id_in_a_path_is_a_fault(api, kind, pk):
    assert api("sales", "get", f"{kind}/{pk}/").status_code == 404


QUERIES = [
    "items/?page={}",
    "items/?page_size={}",
    "items/?slice__key={}",
    "escalations/?customer={}",
    "escalations/?state__in={}",
    "deals/?outcome={}",
    "deals/?customer={}",
    "effort/?item={}",
    "effort/?date__gte={}",
    "products/skylark/lookback/?quarters={}",
    "products/skylark/lookback/?until={}",
]


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_is_a_fault(api, query):
    values = ["", "x", "-1", "0", "9" * 30, "%00", "²", "NaN", "2999Q4", "1900Q1", "0001-01-01"]
    told = {value: api("sales", "get", query.format(value)).status_code for value in values}

    assert {v: status for v, status in told.items() if status not in (200, 400, 404)} == {}


def test_no_month_and_no_quarter_is_a_fault(api):
    for path in (
        "reports/1000-01",
        "reports/2999-12",
        "plans/1900Q1",
        "plans/2999Q4/budget",
        "plans/1000Q1",
    ):
        assert api("sales", "get", f"products/skylark/{path}/").status_code in (200, 404), path


@pytest.mark.any_database
def test_every_url_answers_options_and_head(world):
    faults = []
    for row in ROWS:
        for method in ("OPTIONS", "HEAD"):
            with taken_back():
                status = world.send["executive"](method, row.path(world), None).status_code
            if status not in (200, 404, 405):
                faults.append((str(row), method, status))

    assert faults == []
