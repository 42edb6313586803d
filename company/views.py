"""What people set for themselves: the theme of the pages, and having seen the tour."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from company import clock
from company.access import person_of

THEMES = ("light", "dark")
COOKIE = "theme"
A_YEAR = 365 * 24 * 60 * 60


@require_POST
def theme_set(request: HttpRequest) -> HttpResponse:
    """Set the theme, light or dark, in a cookie; anything else follows the system's."""
    answer = back_or_home(request)
    theme = request.POST.get("theme")
    if theme in THEMES:
        answer.set_cookie(
            COOKIE,
            theme,
            max_age=A_YEAR,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure(),
        )
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


@require_POST
def tour_done(request: HttpRequest) -> HttpResponse:
    """Note that the person has seen the tour or does not want it: it is not shown again."""
    person = person_of(request)
    if person.tour_done_at is None:
        person.tour_done_at = clock.now()
        person.save(update_fields=["tour_done_at"])
    return back_or_home(request)


def back_or_home(request: HttpRequest) -> HttpResponse:
    """A redirect to the page they came from, if it is ours, else to the home page."""
    return redirect(page_to_return_to(request) or "home")


def page_to_return_to(request: HttpRequest) -> str:
    """The page that the form names as `next`, if it is on this site; else empty."""
    asked = request.POST.get("next", "")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(asked, hosts, require_https=request.is_secure())
    return asked if is_ours else ""
