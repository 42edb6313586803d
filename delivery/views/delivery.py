"""The page of how a product's reports go out: readers, dates, mails and links."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company import clock
from company.access import load_product, may, person_of, require
from company.form_actions import keep_in_form, posted, run_in_form, status_of
from company.models import Person, Product
from company.sending import mail_problem
from company.texts import number_in
from delivery.forms import LinkForm, SettingsForm, SubscriberForm
from delivery.links import address_of, links_of, revoke
from delivery.models import ReportLink, Subscriber
from delivery.queries import (
    newest_publication,
    newest_sent,
    people_not_on_the_list,
    published_months,
)
from delivery.schedule import FREEZE_FROM, REMIND_FROM, keep_settings, settings_of
from delivery.sendings import send_again
from delivery.subscribers import DOING, reachable, subscribers_of, unsubscribe
from governance.models import Publication

HERE = "delivery:delivery_detail"
# Whoever made a link sees its address so long; afterwards nobody does, as it opens the report.
SHOWN_FOR = dt.timedelta(minutes=10)


@require_safe
def delivery_detail(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    made = _just_made(product, person, request.GET.get("made", ""))
    context = {
        "product": product,
        "subscribers": list(subscribers_of(product)),
        "reachable": {row.pk for row in reachable(product)},
        "settings": settings_of(product),
        "remind_from": REMIND_FROM,
        "freeze_from": FREEZE_FROM,
        "sent": newest_sent(product),
        "newest": newest_publication(product),
        "links": list(links_of(product)),
        "made": made,
        "made_address": address_of(made) if made else "",
        "now": clock.now(),
        "mail_problem": mail_problem(),
        "may_keep": may(person, product.pk, DOING),
        "has_published": bool(published_months(product)),
    }
    return render(request, "delivery/delivery_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def subscriber_new(request: HttpRequest, slug: str) -> HttpResponse:
    person, product = _keeper(request, slug)
    form = SubscriberForm(posted(request))
    if form.is_valid() and run_in_form(form, lambda: form.add(product, person)):
        messages.info(request, f"{form.cleaned_data['email']} gets the next report.")
        return redirect(HERE, slug=slug)
    people = people_not_on_the_list(product)
    context = {"product": product, "form": form, "people": people}
    return render(request, "delivery/subscriber_form.html", context, status=status_of(form))


@require_POST
def subscriber_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _, product = _keeper(request, slug)
    found = _first_or_404(Subscriber.objects.active().filter(product=product, pk=pk))
    return _done(request, slug, partial(unsubscribe, found), f"{found} gets nothing more.")


@require_http_methods(["GET", "HEAD", "POST"])
def settings_set(request: HttpRequest, slug: str) -> HttpResponse:
    person, product = _keeper(request, slug)
    form = SettingsForm(posted(request), instance=settings_of(product))
    if keep_in_form(form, keep_settings, person, product=product):
        messages.info(request, "That is when reports are due.")
        return redirect(HERE, slug=slug)
    context = {"product": product, "form": form}
    return render(request, "delivery/settings_form.html", context, status=status_of(form))


@require_POST
def sending_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _, product = _keeper(request, slug)
    found = _first_or_404(Publication.objects.filter(product=product, pk=pk).defer("text"))
    return _done(request, slug, partial(send_again, found), f"{found} is tried again.")


@require_http_methods(["GET", "HEAD", "POST"])
def link_new(request: HttpRequest, slug: str) -> HttpResponse:
    person, product = _keeper(request, slug)
    form, made = LinkForm(posted(request), product=product), []
    if form.is_valid() and run_in_form(form, lambda: made.append(form.make(person))):
        # Its number, not its key: addresses of pages stay in browsers' histories and in logs.
        return redirect(f"{_path(slug)}?made={made[0].pk}#links")
    context = {"product": product, "form": form}
    return render(request, "delivery/link_form.html", context, status=status_of(form))


@require_POST
def link_revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _, product = _keeper(request, slug)
    found = _first_or_404(ReportLink.objects.filter(product=product, pk=pk))
    return _done(request, slug, partial(revoke, found), f"The link for {found.name} has ended.")


def _keeper(request: HttpRequest, slug: str) -> tuple[Person, Product]:
    """The person signed in and the product whose delivery they may change.

    Raises Http404 and PermissionDenied.
    """
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, DOING)
    return person, product


def _done(request: HttpRequest, slug: str, action: Callable[..., Any], said: str) -> HttpResponse:
    action(actor=person_of(request))
    messages.info(request, said)
    return redirect(HERE, slug=slug)


def _first_or_404(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise Http404("It is not there any more.")
    return found


def _path(slug: str) -> str:
    return redirect(HERE, slug=slug).url


def _just_made(product: Product, person: Person, asked: str) -> ReportLink | None:
    """The link that this person made just now, whose address the page may still show."""
    pk = number_in(asked)
    if pk is None:
        return None
    rows = ReportLink.objects.filter(product=product, made_by=person, revoked_at=None)
    return rows.filter(pk=pk, at__gt=clock.now() - SHOWN_FOR).first()
