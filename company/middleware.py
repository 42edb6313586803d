"""What is asked of every request before any view sees it."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from company.cached_reads import reading

# Half of what a server reads by default as one line: nothing of ours needs a tenth of it.
LONGEST_ADDRESS = 4000


class AddressTooLong(BadRequest):
    """Answered with 414 (config/faults.py)."""


class OneZoneEach:
    """Each request is in the time zone that its page chooses, and leaves none behind.

    `company.context.here` chooses that of the page's product.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(None):
            return self.get_response(request)


class ReadableRequest:
    """Refuse what no database can look for (NUL), and addresses that are too long.

    Raises BadRequest and AddressTooLong, inside Django's own handling of errors.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            raise AddressTooLong(f"The address is longer than {LONGEST_ADDRESS} characters.")
        # A path that holds one is no path of ours, and so not found.
        said = list(request.COOKIES.values())
        said += [text for name, texts in request.GET.lists() for text in (name, *texts)]
        if any("\0" in text for text in said):
            raise BadRequest("The query or a cookie holds a NUL, which no text has; take it out.")
        return self.get_response(request)


class CachedReads:
    """While somebody who signed in reads a page, what it reads is kept (company/cached_reads.py).

    Whoever shows no sign of being signed in is asked nothing of the database here: /healthz
    answers without one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_known = (
            settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        )
        if request.method not in ("GET", "HEAD") or not is_known:
            return self.get_response(request)
        with reading():
            return self.get_response(request)
