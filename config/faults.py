"""What is said where no view is reached: to programs as a problem, to people as a page."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from company.api.problems import CONTENT_TYPE

API = "/api/"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 of a path that no URL has."""
    if request.path.startswith(API):
        return _problem(HTTPStatus.NOT_FOUND, "There is nothing at this path.")
    return defaults.page_not_found(request, exception)


def fault(request: HttpRequest) -> HttpResponse:
    """500, which is ours: what was asked for was rolled back."""
    if request.path.startswith(API):
        said = "This is a fault of ours, and it was logged. Nothing was changed."
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, said)
    return defaults.server_error(request)


def _problem(status: HTTPStatus, detail: str) -> HttpResponse:
    name = status.phrase.lower().replace(" ", "-")
    body = {"type": f"/problems/{name}", "title": status.phrase, "status": status.value}
    return JsonResponse({**body, "detail": detail}, status=status, content_type=CONTENT_TYPE)
