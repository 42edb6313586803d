"""What the server can do: whether mail goes out, and where files are kept."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from company.access import person_of, require_administrator
from company.mail_check import mail_server, send_test_mail
from company.sending import mail_problem
from company.storage_check import storage


@require_safe
def server_detail(request: HttpRequest) -> HttpResponse:
    require_administrator(person_of(request))
    context = {
        "mail_problem": mail_problem(),
        "mail_server": mail_server(),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "storage": storage(),
        "watched": settings.WATCHED_FOLDER,
    }
    return render(request, "setup/server_detail.html", context)


@require_POST
def mail_test(request: HttpRequest) -> HttpResponse:
    """Send one mail to whoever asks; the next page says what became of it."""
    person = person_of(request)
    refused = send_test_mail(actor=person)
    if refused:
        messages.warning(request, f"No mail went out. {refused}")
    elif mail_server():
        messages.info(request, f"A server took the mail to {person.email}. Did it arrive?")
    else:
        messages.info(request, "The mail stands in the server's log: no mail server is set up.")
    return redirect("setup:server_detail")
