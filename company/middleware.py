"""What happens to every request before a view sees it."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from company.cached_reads import reading

# Half of what web servers read as one line by default; none of our addresses needs a tenth of it.
LONGEST_ADDRESS = 4000


class AddressTooLong(BadRequest):
    """Answered with 414 (config/faults.py)."""


class OneZoneEach:
    """Ends the time zone that a request's page activated, before the next request comes.

    `company.context.here` activates that of the page's product.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Django keeps the active zone for a thread, which serves other people's requests
        # afterwards.
        with timezone.override(None):
            return self.get_response(request)


class ReadableRequest:
    """Refuses a NUL, which no database can look for, and addresses that are too long.

    Raises BadRequest and AddressTooLong, inside Django's own handling of errors.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            raise AddressTooLong(f"The address is longer than {LONGEST_ADDRESS} characters.")
        # The path needs no check: no URL pattern matches a NUL, so that it is simply not found.
        texts_sent = list(request.COOKIES.values())
        texts_sent += [text for name, texts in request.GET.lists() for text in (name, *texts)]
        if any("\0" in text for text in texts_sent):
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
