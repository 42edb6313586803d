"""How the API writes things: pages, decimals, percents, quarters, and plans there and back."""

import re
from decimal import Decimal

import pytest

from portfolio.models import Waiting
from tests.conftest import make_item

pytestmark = pytest.mark.any_database

TWO_PLACES = re.compile(r"-?[0-9]+\.[0-9]{2}")
QUARTER = re.compile(r"[0-9]{4}Q[1-4]")


def values_of(found, name):
    """Every value under keys that end with `name`, anywhere in the answer."""
    if isinstance(found, list):
        return [value for one in found for value in values_of(one, name)]
    if not isinstance(found, dict):
        return []
    mine = [v for k, v in found.items() if k.endswith(name) and not isinstance(v, dict | list)]
    return mine + [v for one in found.values() for v in values_of(one, name)]


@pytest.fixture
def answers(api, world):
    """What everything that has weeks, money or shares in it answers."""
    plan = f"products/skylark/plans/{world.quarter}/"
    paths = [
        plan,
        f"{plan}budget/",
        f"products/skylark/reports/{world.today:%Y-%m}/",
        "products/skylark/lookback/?quarters=2",
        "escalations/",
        "customers/",
        "deals/",
        f"escalations/{world.approved.pk}/decisions/",
        "commitments/",
        "effort/",
    ]
    return [api("executive", "get", path).json() for path in paths]


@pytest.mark.parametrize(
    "name",
    [
        "weeks",
        "arr",
        "amount",
        "cost",
        "share",
        "deal_value",
        "renewal_revenue_waiting",
        "weeks_left",
        "change",
        "price",
    ],
)
def test_weeks_money_and_shares_are_text_with_two_places(answers, name):
    said = values_of(answers, name)
    found = [value for value in said if value is not None and not isinstance(value, bool)]

    assert [value for value in found if not TWO_PLACES.fullmatch(str(value))] == []
    assert {type(value) for value in found} <= {str}


def test_weeks_are_found_at_all(answers):
    assert len(values_of(answers, "weeks")) > 50


def test_quarters_are_text(answers):
    found = [value for value in values_of(answers, "quarter") if value is not None]

    assert found
    assert [value for value in found if not QUARTER.fullmatch(value)] == []


def test_a_list_is_a_page_of_results(api, world):
    for n in range(5):
        make_item(world.product, f"Item {n}")
    total = world.product.items.count()

    page = api("sales", "get", "items/?page_size=2&page=2").json()

    assert set(page) == {"count", "next", "previous", "results"}
    assert (page["count"], len(page["results"])) == (total, 2)
    assert page["next"].endswith("/api/v1/items/?page=3&page_size=2")
    assert page["previous"].endswith("/api/v1/items/?page_size=2")
    assert api("sales", "get", "items/?page=999").status_code == 404


def test_an_outsiders_lists_are_empty(api):
    for path in (
        "items",
        "customers",
        "deals",
        "teams",
        "waiting",
        "commitments",
        "escalations",
        "effort",
    ):
        assert api("outsider", "get", f"{path}/").json()["count"] == 0
    products = api("outsider", "get", "products/").json()
    assert [product["slug"] for product in products["results"]] == ["skylark-other"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("items/?slice__key=quality", ["Flaky tests"]),
        ("items/?product__slug=skylark&slice__key=infrastructure", ["Kernel upgrade"]),
        ("items/?product__slug=skylark-other", []),
        ("escalations/?state=draft", ["Badge printing, draft"]),
        (
            "escalations/?state__in=draft,sized",
            ["Badge printing, draft", "Badge printing, sized", "Badges print twice"],
        ),
    ],
)
def test_lists_can_be_filtered(api, query, titles):
    results = api("sales", "get", query).json()["results"]

    assert [row["title"] for row in results] == titles


def test_an_unknown_filter_value_is_malformed(api):
    answer = api("sales", "get", "escalations/?state=asleep")

    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"state"})


def test_a_plan_can_be_put_back_as_it_was_read(api, world):
    path = f"products/skylark/plans/{world.quarter}/"
    plan = api("product_manager", "get", path).json()
    given = {name: plan[name] for name in ("capacity_weeks", "targets", "lines")}

    answer = api("product_manager", "put", path, {**given, "reason": "The same again."})

    assert answer.status_code == 200
    assert answer.json() == plan


def test_a_quarter_nobody_planned_has_the_products_slices(api, world):
    path = f"products/skylark/plans/{world.quarter.plus(7)}/"

    plan = api("observer", "get", path).json()

    keys = ["features", "infrastructure", "quality", "discovery", "specials"]
    assert plan["targets"] == dict.fromkeys(keys, "0.00")
    assert (plan["lines"], plan["baseline"], plan["drift"]) == ([], None, [])
    assert api("product_manager", "put", path, plan).status_code == 200


def test_nobody_waits_any_more_after_a_delete(api, world):
    path = f"waiting/{world.waiting.pk}/"

    answer = api("product_manager", "delete", path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert list(Waiting.objects.open()) == []
    assert api("product_manager", "get", path).status_code == 404
    ended = api("product_manager", "get", f"{path}?ended=true").json()
    assert (ended["id"], ended["until"]) == (world.waiting.pk, str(world.today))
    assert api("product_manager", "get", "waiting/?ended=true").json()["count"] == 1
    assert api("product_manager", "get", "waiting/").json()["count"] == 0


def test_defaults_are_filled_in(api, world):
    row = {"customer": world.other_customer.pk, "item": world.items[1].pk}
    waits = api("product_manager", "post", "waiting/", row).json()
    deal = api("sales", "post", "deals/", {"product": "skylark", "name": "New"}).json()
    team = api("product_manager", "post", "teams/", {"product": "skylark", "name": "New"}).json()

    assert (waits["since"], waits["weight"]) == (str(world.today), "nice_to_have")
    assert waits["promised"] is False
    assert (deal["outcome"], deal["kind"], deal["amount"]) == ("open", "new", "0.00")
    assert (team["kind"], team["people"], team["availability"]) == ("core", "1.00", "1.00")
    assert Decimal(team["people"]) == 1


def test_a_patch_changes_what_it_names_and_nothing_else(api, world):
    path = f"customers/{world.customer.pk}/"
    before = api("sales", "get", path).json()

    after = api("sales", "patch", path, {"segment": "Banks"}).json()

    assert after == {**before, "segment": "Banks"}
    assert api("sales", "get", path).json() == after


def test_whether_an_item_was_validated_is_true_false_or_nobody_said(api, world):
    path = f"items/{world.item.pk}/"
    said = [api("product_manager", "get", path).json()["validated"]]
    for value in (True, False, None):
        said.append(api("product_manager", "patch", path, {"validated": value}).json()["validated"])

    refused = api("product_manager", "patch", path, {"validated": "maybe"})

    assert said == [None, True, False, None]
    assert (refused.status_code, set(refused.json()["errors"])) == (400, {"validated"})


def test_a_record_stays_in_its_product(api, world):
    answer = api("sales", "patch", f"customers/{world.customer.pk}/", {"product": "skylark-other"})

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"product"}
