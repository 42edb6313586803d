"""Every refusal is a problem (RFC 9457) that says what is wrong, where, and what to do."""

import pytest

from company.api.parsers import DEEPEST, MOST_BYTES
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database

CASES = [
    # role, method, path, body, status, type, title
    ("anonymous", "get", "items/", None, 401, "unauthorized", "Unauthorized"),
    (
        "observer",
        "post",
        "items/",
        {"product": "skylark", "title": "x"},
        403,
        "forbidden",
        "Forbidden",
    ),
    ("outsider", "get", "products/skylark/", None, 404, "not-found", "Not Found"),
    ("sales", "get", "escalations/999999/", None, 404, "not-found", "Not Found"),
    ("sales", "put", "items/", {}, 405, "method-not-allowed", "Method Not Allowed"),
    (
        "sales",
        "post",
        "customers/",
        {"product": "skylark"},
        400,
        "malformed",
        "The input is not as it should be",
    ),
    (
        "executive",
        "post",
        "escalations/{approved}/approve/",
        {"reason": "x"},
        409,
        "wrong-state",
        "This is not possible in its present state",
    ),
]


def put_in(path, world):
    return path.format(approved=world.approved.pk, proposed=world.proposed.pk)


@pytest.mark.parametrize(("role", "method", "path", "body", "status", "name", "title"), CASES)
def test_a_refusal_is_a_problem(api, world, role, method, path, body, status, name, title):
    answer = api(role, method, put_in(path, world), body)

    said = answer.json()
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert (said["type"], said["title"], said["status"]) == (f"/problems/{name}", title, status)
    assert said["detail"].endswith(".")
    assert ("errors" in said) == (status == 400)


def test_signing_in_is_asked_for_with_a_bearer_token(api):
    answer = api("anonymous", "get", "items/")

    assert answer["WWW-Authenticate"] == 'Bearer realm="Daylight"'


def test_malformed_input_is_named_by_field(api):
    body = {"product": "skylark", "arr": "much", "renewal_date": "tomorrow"}

    said = api("sales", "post", "customers/", body).json()

    assert set(said["errors"]) == {"name", "arr", "renewal_date"}
    assert said["errors"]["arr"] == ["A valid number is required."]
    assert (
        said["detail"] == "Look at name, arr, renewal_date and send it again; nothing was changed."
    )


def test_what_belongs_to_no_field_has_one_name(api, world):
    twice = {"product": "skylark", "name": world.customer.name.upper()}

    said = api("sales", "post", "customers/", twice).json()

    assert said["errors"] == {
        "non_field_errors": ["This product already has a customer of that name."]
    }


def test_a_rule_tells_its_numbers(api, world):
    api(
        "executive",
        "put",
        f"products/skylark/plans/{world.quarter}/cap/",
        {"weeks": "1.60", "reason": "The year turned bad for all."},
    )

    answer = api("executive", "post", f"escalations/{world.proposed.pk}/approve/", {"reason": "x"})

    said = answer.json()
    assert (answer.status_code, said["type"]) == (409, "/problems/over-cap")
    assert (said["quarter"], said["asked_weeks"]) == (str(world.quarter), "0.50")
    assert said["headroom_weeks"] == "0.10"


BROKEN = [
    b"{",
    b"[]x",
    b'{"a": NaN}',
    b"[" * 100_000,
    b'{"product": "sky\\u0000lark"}',
    b'"\\ud800"',
    b"\xff",
]


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: str(text[:20]))
def test_json_that_cannot_be_read_or_kept_is_a_problem(api, text):
    answer = api("sales", "post", "customers/", text)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/bad-request"


@pytest.mark.parametrize(
    "path", ["nonsense/", "products/skylark/plans/2026Q9/", "escalations/abc/", "items/abc/"]
)
def test_an_unknown_path_of_the_api_is_a_problem(api, path):
    answer = api("sales", "get", path)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Not Found"


def test_a_body_that_is_too_large_is_a_problem(api):
    text = b'{"product": "skylark", "name": "' + b"x" * MOST_BYTES + b'"}'

    with nothing_changes():
        answer = api("sales", "post", "customers/", text)

    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert (said["type"], said["title"]) == ("/problems/content-too-large", "Content Too Large")
    assert said["detail"] == (
        "The body is larger than 5 MiB. Send it in parts; nothing was changed."
    )


@pytest.mark.parametrize("depth", [DEEPEST, 500, 5_000])
@pytest.mark.parametrize("shape", ['{{"a": {}}}', "[{}]"])
def test_a_body_that_is_too_deep_is_a_problem(api, depth, shape):
    opening, closing = shape.replace("{{", "{").replace("}}", "}").split("{}")
    deep = opening * depth + "1" + closing * depth

    with nothing_changes():
        answer = api("sales", "post", "customers/", f'{{"product": {deep}}}'.encode())

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == (
        "The JSON is nested deeper than 32 levels; nothing of ours is."
    )
