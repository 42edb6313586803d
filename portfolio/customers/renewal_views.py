"""Renewals that came up: the list, and saying what became of one."""

import datetime as dt
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, may, person_of, require
from company.form_actions import posted, run_in_form, status_of
from company.forms import DAY, PlainDigits
from company.lists.columns import Column
from company.lists.shown import shown
from company.models import Person, Product
from portfolio.as_of import AsOf
from portfolio.customers.renewals import came_up
from portfolio.customers.saying_renewals import DOING, days_to_tell, say_renewal
from portfolio.customers.views import load_customer
from portfolio.models import Customer, Renewal


class RenewalForm(PlainDigits, forms.Form):
    """What became of one renewal. It adds no rule of its own."""

    passed_on = forms.ChoiceField(label="Which renewal?")
    outcome = forms.ChoiceField(
        choices=Renewal.Outcome.choices, widget=forms.RadioSelect, label="What became of it?"
    )
    arr = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        label="What they pay a year from now on",
        help_text="Leave it out where they left.",
    )
    renewal_date = forms.DateField(
        required=False,
        widget=DAY,
        label="Their next renewal",
        help_text="Leave it out where the CRM brings it, or nobody knows it yet.",
    )

    def __init__(self, data: Any, *, customer: Customer, asked: str = "") -> None:
        super().__init__(data)
        self.customer, self.days = customer, days_to_tell(customer)
        newest_first = sorted(self.days, reverse=True)
        self.fields["passed_on"].choices = [  # type: ignore[attr-defined]  # a choice
            (day.isoformat(), date_format(day, "j M Y")) for day in newest_first
        ]
        # Most go on paying what they paid before.
        before = {day.isoformat(): self.days[day] for day in newest_first}
        self.initial["passed_on"] = asked if asked in before else next(iter(before), "")
        self.fields["arr"].initial = before.get(self.initial["passed_on"])

    def act(self, actor: Person) -> None:
        given = dict(self.cleaned_data)
        day = dt.date.fromisoformat(given.pop("passed_on"))
        say_renewal(customer=self.customer, passed_on=day, actor=actor, **given)


def _columns(product: Product) -> list[Column]:
    before, after = (f"A year {when}, {product.currency}" for when in ("before", "after"))
    return [
        Column("name", "Customer", attrgetter("name"), "name"),
        Column("came_up", "Came up", attrgetter("passed_on"), "passed_on"),
        Column("before", before, attrgetter("arr_before"), "arr_before", is_number=True),
        Column("outcome", "What became of it", attrgetter("outcome"), "outcome"),
        Column("after", after, attrgetter("arr"), "arr", is_number=True),
    ]


@require_safe
def renewal_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Renewals of the last four quarters, of customers who waited."""
    person = person_of(request)
    product = load_product(person, slug)
    found = came_up(AsOf(product))
    listed = shown(request, product, "renewals", _columns(product), found.rows)
    if listed.file:
        return listed.file
    context = {
        "product": product,
        "found": found,
        "list": listed,
        "may_say": may(person, product.pk, DOING),
    }
    return render(request, "portfolio/renewal_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def renewal_say(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what became of a renewal that has come; `?passed_on=` chooses it."""
    product, customer = load_customer(request, slug, pk)
    person = person_of(request)
    require(person, product.pk, DOING)
    asked = request.GET.get("passed_on", "")
    form = RenewalForm(posted(request), customer=customer, asked=asked)
    if form.is_valid() and run_in_form(form, lambda: form.act(person)):
        messages.info(request, f"Kept what became of {customer}'s renewal.")
        return redirect("plan:customer_detail", slug=slug, pk=pk)
    context = {"product": product, "customer": customer, "form": form, "has_days": bool(form.days)}
    return render(request, "portfolio/renewal_form.html", context, status=status_of(form))
