"""The OpenAPI schema: it is valid, says every problem, and is public."""

import io

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from company.api.schema import METHODS, PUBLIC


@pytest.fixture(scope="module")
def schema():
    printed = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=printed)
    return yaml.safe_load(printed.getvalue())


def operations(schema):
    for path, found in schema["paths"].items():
        for method in METHODS:
            if method in found and path not in PUBLIC:
                yield f"{method} {path}", found[method]


def statuses(schema, name):
    return set(dict(operations(schema))[name]["responses"])


def test_every_operation_says_that_a_token_is_needed(schema):
    without = [name for name, found in operations(schema) if "401" not in found["responses"]]

    assert without == []


def test_every_change_says_how_it_can_be_refused(schema):
    needed = {"400", "401", "403", "404"}
    lacking = [
        name
        for name, found in operations(schema)
        if not name.startswith("get") and not needed <= set(found["responses"])
    ]

    assert lacking == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("get /api/v1/items/", {"200", "400", "401", "404", "414"}),
        ("get /api/v1/items/{id}/", {"200", "401", "404", "414"}),
        ("post /api/v1/items/", {"201", "400", "401", "403", "404", "413", "414"}),
        ("patch /api/v1/items/{id}/", {"200", "400", "401", "403", "404", "412", "413", "414"}),
        ("delete /api/v1/waiting/{id}/", {"204", "400", "401", "403", "404", "414"}),
        ("post /api/v1/effort/", {"201", "400", "401", "403", "404", "413", "414"}),
        (
            "put /api/v1/products/{slug}/plans/{quarter}/",
            {"200", "400", "401", "403", "404", "409", "412", "413", "414"},
        ),
        (
            "post /api/v1/escalations/{id}/approve/",
            {"200", "400", "401", "403", "404", "409", "413", "414"},
        ),
        (
            "patch /api/v1/escalations/{id}/",
            {"200", "400", "401", "403", "404", "409", "412", "413", "414"},
        ),
    ],
)
def test_operations_say_their_statuses(schema, name, said):
    assert statuses(schema, name) == said


VERSIONED = (
    "items",
    "customers",
    "deals",
    "teams",
    "waiting",
    "commitments",
    "escalations",
    "extension-points",
    "non-goals",
    "partners",
)
POLICY = "/api/v1/products/{slug}/policy/"
COSTING = "/api/v1/escalations/{id}/costing/"
STANCE = "/api/v1/products/{slug}/stance/"
WEEK = "/api/v1/teams/{id}/weeks/{week}/"
PLAN = "/api/v1/products/{slug}/plans/{quarter}/"


def test_what_two_people_may_edit_says_its_version(schema):
    known = dict(operations(schema))
    answers = {
        **{f"get /api/v1/{kind}/{{id}}/": "200" for kind in VERSIONED},
        **{f"patch /api/v1/{kind}/{{id}}/": "200" for kind in VERSIONED},
        **{f"post /api/v1/{kind}/": "201" for kind in VERSIONED},
        **{name: "200" for name in known if name.startswith("post /api/v1/escalations/{id}/")},
        f"get {PLAN}": "200",
        f"put {PLAN}": "200",
        f"post {PLAN}baseline/": "200",
        f"get {WEEK}": "200",
        f"put {WEEK}": "200",
        f"get {POLICY}": "200",
        f"put {POLICY}": "200",
        f"get {COSTING}": "200",
        f"put {COSTING}": "200",
        f"get {STANCE}": "200",
        f"put {STANCE}": "200",
    }
    says = {n for n, o in known.items() if any("headers" in a for a in o["responses"].values())}

    assert says == set(answers)
    for name, status in answers.items():
        assert "ETag" in known[name]["responses"][status]["headers"]


def test_what_compares_versions_takes_if_match(schema):
    takes = {
        n
        for n, o in operations(schema)
        if any(one["name"] == "If-Match" for one in o.get("parameters", []))
    }
    refuses = {n for n, o in operations(schema) if "412" in o["responses"]}

    replaced = {f"put {path}" for path in (PLAN, POLICY, COSTING, STANCE, WEEK)}
    assert takes == refuses == {f"patch /api/v1/{k}/{{id}}/" for k in VERSIONED} | replaced


def test_a_problem_is_described_once_and_referred_to(schema):
    problem = schema["components"]["schemas"]["Problem"]
    answer = dict(operations(schema))["get /api/v1/items/"]["responses"]["404"]

    assert problem["required"] == ["type", "title", "status", "detail"]
    assert answer["content"] == {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    }


def test_the_schema_is_public(db):
    answer = Client().get("/api/v1/schema/")

    assert answer.status_code == 200
    assert yaml.safe_load(answer.content)["info"]["title"] == "Daylight"
