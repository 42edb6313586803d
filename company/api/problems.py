"""Every refusal as an RFC 9457 problem: type, title, status, detail, and errors by field."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from company.refusals import Malformed, Refused

CONTENT_TYPE = "application/problem+json"
# As RFC 9110 names them; Python 3.12 still says otherwise.
PHRASES = {413: "Content Too Large", 414: "URI Too Long"}
# Where errors stand that belong to no one field.
WHOLE = "non_field_errors"


def problem(status: int, name: str, title: str, detail: str, **more: Any) -> Response:
    """One problem; `more` holds what belongs to this kind of problem (errors, weeks)."""
    body = {"type": f"/problems/{name}", "title": title, "status": status, "detail": detail}
    # Not set as a header: DRF would write its renderer's media type over it.
    return Response({**body, **more}, status=status, content_type=CONTENT_TYPE)


def phrase_of(status: int) -> str:
    """The name of an HTTP status, as in "Content Too Large"."""
    return PHRASES.get(status) or HTTPStatus(status).phrase


def name_of(phrase: str) -> str:
    """The last part of the problem's type, made from such a name: content-too-large."""
    return phrase.lower().replace(" ", "-")


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The exception handler of the API: each expected refusal as a problem.

    None for anything else, which so surfaces as a fault of ours (500).
    """
    set_rollback()
    if isinstance(error, Refused):
        # Decimals are text in every answer; as JSON numbers they would lose digits.
        facts = {k: str(v) if isinstance(v, Decimal) else v for k, v in error.facts.items()}
        return problem(409, error.name, error.title, error.detail, **facts)
    if isinstance(error, Malformed):
        return _malformed(error.errors)
    if isinstance(error, ValidationError):
        return _malformed(
            error.message_dict if hasattr(error, "error_dict") else {WHOLE: error.messages}
        )
    if isinstance(error, exceptions.ValidationError):
        return _malformed(error.detail)
    if isinstance(error, Http404):
        error = exceptions.NotFound(str(error) or None)
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    if isinstance(error, exceptions.APIException):
        return _from_api_exception(error)
    return None


def _malformed(errors: Any) -> Response:
    if isinstance(errors, list):
        errors = {WHOLE: errors}
    errors = {WHOLE if name == NON_FIELD_ERRORS else name: e for name, e in errors.items()}
    fields = ", ".join("the whole" if name == WHOLE else name for name in errors)
    return problem(
        400,
        "malformed",
        "The input is not as it should be",
        f"Look at {fields} and send it again; nothing was changed.",
        errors=errors,
    )


def _from_api_exception(error: exceptions.APIException) -> Response:
    phrase = phrase_of(error.status_code)
    response = problem(error.status_code, name_of(phrase), phrase, str(error.detail))
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response
