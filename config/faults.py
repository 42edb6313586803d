"""The answers where no view is reached: a problem for programs, a page for people."""

from http import HTTPStatus

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from company.api.parsers import BodyTooLarge
from company.api.problems import CONTENT_TYPE, name_of, phrase_of
from company.middleware import AddressTooLong

API = "/api/"


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for a request that reaches no view; 413 and 414 where it is too large."""
    status, detail = HTTPStatus.BAD_REQUEST, "The request could not be read."
    if isinstance(exception, AddressTooLong):
        status = HTTPStatus.REQUEST_URI_TOO_LONG
    elif isinstance(exception, RequestDataTooBig):
        status, detail = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, BodyTooLarge.default_detail
    # Django's own suspicions of a request go to the log only: an attacker need not read them.
    if isinstance(exception, BadRequest):
        detail = str(exception)
    if request.path.startswith(API):
        return _problem(status, detail)
    answer = defaults.bad_request(request, exception)
    answer.status_code = status
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for a path that no URL matches."""
    if request.path.startswith(API):
        return _problem(HTTPStatus.NOT_FOUND, "There is nothing at this path.")
    return defaults.page_not_found(request, exception)


def fault(request: HttpRequest) -> HttpResponse:
    """500 for a fault of ours; what the request had changed was rolled back."""
    if request.path.startswith(API):
        detail = "This is a fault of ours, and it was logged. Nothing was changed."
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)
    return defaults.server_error(request)


def _problem(status: HTTPStatus, detail: str) -> HttpResponse:
    title = phrase_of(status)
    body = {"type": f"/problems/{name_of(title)}", "title": title, "status": status.value}
    return JsonResponse({**body, "detail": detail}, status=status, content_type=CONTENT_TYPE)
