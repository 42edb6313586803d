"""A product is set up by the API from nothing: product, slices, rates, people."""

import pytest
from django.test import Client

from company.models import Person
from tests.conftest import make_administrator, make_member, make_product, token_client
from tests.snapshots import nothing_changes

# Pages, forms and their refusals go the same way on every database.
pytestmark = pytest.mark.any_database

PRODUCTS = "/api/v1/products/"
SKYLARK = f"{PRODUCTS}skylark/"
NEW = "A pigeon in the rain 9"


@pytest.fixture
def root(db):
    return make_administrator()


@pytest.fixture
def send(root):
    """Send one request as the site administrator; the answer's status and body."""
    client = token_client(root)
    # From now on using the token writes nothing for an hour.
    client.get(PRODUCTS)

    def send(method, path, body=None):
        answer = getattr(client, method)(path, body, format="json")
        return answer.status_code, answer.json()

    return send


def test_a_product_is_made_with_what_is_left_out_as_the_command_has_it(send):
    status, made = send("post", PRODUCTS, {"slug": "kite", "name": "Kite"})

    assert (status, made) == (
        201,
        {
            "slug": "kite",
            "name": "Kite",
            "currency": "EUR",
            "fiscal_year_start": 1,
            "time_zone": "UTC",
            "my_roles": [],
        },
    )
    assert send("get", f"{PRODUCTS}kite/") == (200, made)
    assert send("get", f"{PRODUCTS}kite/rates/")[1]["results"] == [
        {"from_date": "1970-01-01", "per_week": "8000.00"}
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slug": "skylark"}, "slug"),
        ({"slug": "two words"}, "slug"),
        ({"name": ""}, "name"),
        ({"currency": "EU1"}, "currency"),
        ({"fiscal_year_start": 13}, "fiscal_year_start"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"rate": "-1.00"}, "rate"),
    ],
)
def test_what_is_wrong_with_a_product_is_said_at_its_field(send, wrong, field):
    make_product()

    with nothing_changes():
        status, told = send("post", PRODUCTS, {"slug": "kite", "name": "Kite", **wrong})

    assert (status, list(told["errors"])) == (400, [field])


def test_a_product_is_renamed(send):
    make_product()

    status, told = send("patch", SKYLARK, {"name": "Lark", "time_zone": "Europe/Madrid"})

    assert (status, told["name"], told["time_zone"]) == (200, "Lark", "Europe/Madrid")


def test_slices_are_added_renamed_and_moved(send):
    make_product()

    added = send("post", f"{SKYLARK}slices/", {"key": "compliance", "name": "Compliance"})
    moved = send("patch", f"{SKYLARK}slices/specials/", {"name": "One-offs", "position": 0})

    assert added == (
        201,
        {"key": "compliance", "name": "Compliance", "position": 4, "is_specials": False},
    )
    assert moved == (
        200,
        {"key": "specials", "name": "One-offs", "position": 0, "is_specials": True},
    )
    rows = send("get", f"{SKYLARK}slices/")[1]["results"]
    assert [(row["position"], row["key"]) for row in rows] == [
        (0, "specials"),
        (1, "features"),
        (2, "infrastructure"),
        (3, "quality"),
        (4, "discovery"),
        (5, "compliance"),
    ]


def test_no_slice_is_taken_away(send):
    make_product()

    with nothing_changes():
        assert send("delete", f"{SKYLARK}slices/specials/")[0] == 405


def test_a_rate_of_the_same_day_is_replaced(send):
    make_product()

    for per_week in ("9000.00", "9500.00"):
        told = send("post", f"{SKYLARK}rates/", {"from_date": "2026-07-01", "per_week": per_week})
        assert told == (201, {"from_date": "2026-07-01", "per_week": per_week})

    assert send("get", f"{SKYLARK}rates/")[1]["results"] == [
        {"from_date": "1970-01-01", "per_week": "8000.00"},
        {"from_date": "2026-07-01", "per_week": "9500.00"},
    ]


def test_somebody_new_gets_a_one_time_link_once(send):
    make_product()
    body = {"email": "Ana@example.com", "name": "Ana", "roles": ["sales", "observer"]}

    status, made = send("post", f"{SKYLARK}people/", body)
    link = made.pop("link")
    ana = Person.objects.get(email="ana@example.com")

    assert (status, made) == (
        201,
        {
            "id": ana.pk,
            "email": "ana@example.com",
            "name": "Ana",
            "roles": ["observer", "sales"],
            "is_active": True,
        },
    )
    assert send("get", f"{SKYLARK}people/")[1]["results"] == [made]
    browser = Client()
    page = browser.get(link, follow=True).redirect_chain[-1][0]
    browser.post(page, {"password1": NEW, "password2": NEW})
    ana.refresh_from_db()
    assert ana.check_password(NEW)


def test_somebody_known_gets_roles_and_no_link(send):
    product = make_product()
    ana = make_member(product, "sales", "ana@example.com")

    status, told = send(
        "post", f"{SKYLARK}people/", {"email": "ANA@example.com", "roles": ["observer"]}
    )

    assert (status, told["id"], told["roles"], told["link"]) == (
        201,
        ana.pk,
        ["observer", "sales"],
        None,
    )


def test_roles_and_sign_in_are_changed_and_without_roles_they_leave(send):
    ana = make_member(make_product(), "sales", "ana@example.com")
    path = f"{SKYLARK}people/{ana.pk}/"

    changed = send("patch", path, {"roles": ["executive"], "is_active": False})
    left = send("patch", path, {"roles": []})

    assert (changed[0], changed[1]["roles"], changed[1]["is_active"]) == (
        200,
        ["executive"],
        False,
    )
    assert (left[0], left[1]["roles"]) == (200, [])
    assert send("get", f"{SKYLARK}people/")[1]["count"] == 0
    assert send("patch", path, {"roles": ["sales"]})[0] == 404


def test_the_last_administrator_stays(send, root):
    make_member(make_product(), "executive", root.email)

    with nothing_changes():
        status, told = send("patch", f"{SKYLARK}people/{root.pk}/", {"is_active": False})

    assert (status, told["type"]) == (409, "/problems/last-administrator")


def test_a_member_who_administers_both_reads_and_changes(send, root):
    make_member(make_product(), "observer", root.email)

    assert send("get", SKYLARK)[1]["my_roles"] == ["observer"]
    assert send("patch", f"{SKYLARK}slices/quality/", {"name": "Debt"})[1]["name"] == "Debt"


def test_an_administrator_without_a_role_sees_no_plan_and_no_escalation(send):
    make_product()

    for path in (f"{SKYLARK}plans/2026Q4/", f"{SKYLARK}policy/", f"{SKYLARK}reports/2026-10/"):
        assert send("get", path)[0] == 404
    assert send("get", "/api/v1/escalations/")[1]["count"] == 0
