"""The set-up of people, for site administrators: their roles, their links, who may sign in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company.access import load_product_to_manage, person_of, require_administrator
from company.actions import add_member, change_person, person_texts, set_roles
from company.form_actions import posted, status_of
from company.models import Membership, Person, Role
from company.passwords import mail_link, one_time_link
from company.people import member, person_called, roles_held
from portfolio.setup.forms import NewMemberForm, PersonForm, RolesForm
from portfolio.setup.views import form_page, sent


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """All people with their roles by product. Two queries."""
    require_administrator(person_of(request))
    held: dict[int, dict[str, list[str]]] = {}
    rows = Membership.objects.order_by("product__name", "role")
    for person, product, role in rows.values_list("person_id", "product__name", "role"):
        held.setdefault(person, {}).setdefault(product, []).append(Role(role).label)
    people = Person.objects.order_by("-is_active", "name", "email")
    context = {"rows": [(each, held.get(each.pk, {}).items()) for each in people]}
    return render(request, "setup/person_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor, found = _managed(request, pk)
    form = PersonForm(posted(request), standing=person_texts(found))

    def keep(given: dict[str, Any]) -> None:
        change_person(person_id=pk, changes=given, actor=actor, expected=form.expected)

    if sent(form, keep):
        return redirect("setup:person_list")
    context = {"person": found, "form": form}
    return render(request, "setup/person_edit.html", context, status=status_of(form))


@require_POST
def person_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Another one-time link, for somebody who forgot their password or never chose one."""
    _, found = _managed(request, pk)
    if not found.is_active:
        raise Http404("Whoever may not sign in needs no link.")
    return _told(request, found, back="setup:person_list")


@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody roles; somebody new gets a link to choose a password, mailed or shown once."""
    product = load_product_to_manage(person_of(request), slug)
    form = NewMemberForm(posted(request))
    was_known = form.is_valid() and person_called(form.cleaned_data["email"]) is not None

    def add(given: dict[str, Any]) -> Person:
        rest = {name: given[name] for name in ("email", "name", "roles")}
        return add_member(product=product, **rest, actor=person_of(request))

    if not sent(form, add):
        context = {
            "product": product,
            "form": form,
            "title": f"Add somebody to {product}",
            "button": "Give them these roles",
            "lede": "A person may hold several roles in several products.",
        }
        return render(request, "setup/form.html", context, status=status_of(form))
    person = person_called(form.cleaned_data["email"])
    if person is None or was_known:
        messages.info(request, f"{person} has these roles now, and signs in as before.")
        return redirect("setup:product_detail", slug=slug)
    return _told(request, person, form.cleaned_data["mail"], "setup:product_detail", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def member_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change the roles of somebody in one product."""
    product = load_product_to_manage(person_of(request), slug)
    person = member(product, pk)
    form = RolesForm(posted(request), standing={"roles": roles_held(person, product)})

    def keep(given: dict[str, Any]) -> None:
        roles = given["roles"]
        set_roles(
            person_id=pk,
            product=product,
            roles=roles,
            actor=person_of(request),
            expected=form.expected,
        )

    said = f"In {product}. The change stands in its ledger, with your name."
    return form_page(request, product, form, keep, f"Roles of {person}", "Keep these roles", said)


def _managed(request: HttpRequest, pk: int) -> tuple[Person, Person]:
    """Who asks, and the person with that id. Raises PermissionDenied and Http404."""
    actor = person_of(request)
    require_administrator(actor)
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise Http404("There is nobody of that number.")
    return actor, found


def _told(
    request: HttpRequest, person: Person, mail: bool = False, back: str = "", **where: Any
) -> HttpResponse:
    """Mail the link, or show it this once: it is on no later page, and in no log."""
    link = one_time_link(person)
    if mail and mail_link(person, link):
        messages.info(request, f"A link to choose a password was mailed to {person.email}.")
        return HttpResponseRedirect(reverse(back, kwargs=where))
    context = {"person": person, "link": link, "back": back, "where": where, "failed": mail}
    answer = render(request, "setup/link.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
