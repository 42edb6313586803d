"""Adds to the OpenAPI schema which problems each operation may answer with."""

from collections.abc import Iterator
from typing import Any

from company.api.problems import CONTENT_TYPE
from company.refusals import TITLES

METHODS = ("get", "post", "put", "patch", "delete")
PUBLIC = ("/api/v1/schema/", "/api/v1/docs/")

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457). Nothing was changed.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "example": "/problems/over-cap"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "additionalProperties": {},
            "description": "What is wrong, by field. Only where the input is malformed (400).",
        },
        "current": {
            "type": "object",
            "additionalProperties": {},
            "description": "What stands now. Only where a version was stale (412).",
        },
        "yours": {
            "type": "object",
            "additionalProperties": {},
            "description": "What was sent. Only where a version was stale (412).",
        },
    },
    "required": ["type", "title", "status", "detail"],
}
DESCRIPTIONS = {
    "400": "The input is malformed; `errors` says where.",
    "401": "The token is missing, unknown, expired or revoked.",
    "403": "Your role does not allow it.",
    "404": "There is no such thing, or it is not open to you.",
    "412": "It was changed since you read it: `type` ends in stale-version, `current` is what"
    " stands now and `yours` what was sent. Nothing was changed.",
    "409": "A rule refuses it. `type` ends in one of: " + ", ".join(TITLES) + ".",
    "413": "The body is larger than the server reads.",
    "414": "The address is longer than the server reads.",
}


def document_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular: every operation gets its problems."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for method in METHODS:
            if method in operations and path not in PUBLIC:
                responses = operations[method]["responses"]
                for status in _statuses(path, method, operations[method]):
                    responses.setdefault(status, _answer(status))
                operations[method]["responses"] = dict(sorted(responses.items()))
    return result


def _statuses(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    """The statuses with which an operation may refuse.

    Reading breaks no rule (409), and a list always exists (404) unless its address names a parent
    or a page.
    """
    changes = method != "get"
    parameters = operation.get("parameters", [])
    yield from ("401", "414")
    if "requestBody" in operation:
        yield "413"
    if changes or any(parameter["in"] == "query" for parameter in parameters):
        yield "400"
    if changes:
        yield "403"
    if changes or "{" in path or any(parameter["name"] == "page" for parameter in parameters):
        yield "404"
    # Escalations and the parts of a plan are judged by rules; ordinary records are not.
    is_governed = "/escalations/" in path or "/products/" in path
    if changes and "{" in path and is_governed:
        yield "409"
    if any(parameter["name"] == "If-Match" for parameter in parameters):
        yield "412"


def _answer(status: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": DESCRIPTIONS[status], "content": {CONTENT_TYPE: {"schema": schema}}}
