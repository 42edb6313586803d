"""Sign-in as anybody of the demonstration company, in demonstration mode only."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from company.models import Person
from company.views import back_or_home
from demo.people import DEMO_PEOPLE

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people. Raises Http404 outside demonstration mode."""
    if not settings.DEMO:
        raise Http404
    known = {person.email for person in DEMO_PEOPLE}
    email = request.POST.get("email", "")
    if email not in known:
        raise Http404
    login(request, get_object_or_404(Person, email=email), backend=BACKEND)
    return back_or_home(request)
