"""The page of a person's notices, and how they want to receive them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from company.access import person_of
from company.form_actions import run_in_form
from company.models import NotifyBy
from company.notices import choose, notices_of, read_all, read_one
from company.sending import mail_problem

ON_A_PAGE = 50


class ChoiceForm(forms.Form):
    notify_by = forms.ChoiceField(
        label="How you hear of what concerns you",
        choices=NotifyBy.choices,
        widget=forms.RadioSelect,
    )


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    form = ChoiceForm(initial={"notify_by": person_of(request).notify_by})
    return _page(request, form, 200)


@require_safe
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the notice as read and redirect to what it is about."""
    found = notices_of(person_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404("No notice of that number is yours.")
    # After a HEAD request nobody has read anything yet.
    if request.method == "GET":
        read_one(found)
    return redirect(found.path)


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark as read all notices up to the newest that the page showed; later ones stay unread."""
    person, newest = person_of(request), request.POST.get("newest", "")
    if not (newest.isascii() and newest.isdecimal()):
        return _page(request, ChoiceForm(initial={"notify_by": person.notify_by}), 422)
    read_all(person, until=int(newest[:18]))
    return redirect("notice_list")


@require_POST
def notices_choose(request: HttpRequest) -> HttpResponse:
    person, form = person_of(request), ChoiceForm(request.POST)
    if form.is_valid() and run_in_form(
        form, lambda: choose(person, form.cleaned_data["notify_by"])
    ):
        messages.info(request, "That is how you hear of things from now on.")
        return redirect("notice_list")
    return _page(request, form, 422)


def _page(request: HttpRequest, form: forms.Form, status: int) -> HttpResponse:
    rows = notices_of(person_of(request))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    context: dict[str, Any] = {
        "page": page,
        "notices": shown,
        "newest": max((row.pk for row in shown), default=0),
        "has_unread": any(row.read_at is None for row in shown),
        "form": form,
        "mail_problem": mail_problem(),
    }
    return render(request, "company/notice_list.html", context, status=status)
