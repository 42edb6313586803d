"""What a person sets for themselves: the theme of the pages, and having seen the tour."""

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
    """Light, dark, or what the machine says. Kept in a cookie, which holds nothing else."""
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
    """The person has seen the tour, or does not want it: it never comes again."""
    person = person_of(request)
    if person.tour_done_at is None:
        person.tour_done_at = clock.now()
        person.save(update_fields=["tour_done_at"])
    return back_or_home(request)


def back_or_home(request: HttpRequest) -> HttpResponse:
    """Where they came from, when that is a page of ours."""
    return redirect(page_to_return_to(request) or "home")


def page_to_return_to(request: HttpRequest) -> str:
    """The page that the form names as `next`, when it is one of ours; else nothing."""
    asked = request.POST.get("next", "")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(asked, hosts, require_https=request.is_secure())
    return asked if is_ours else ""
