"""Non-goals, extension points and partners: one page with the three lists, a form for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import F, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, may, person_of, require
from company.changes import Source, what_changed
from company.form_actions import asks_for_all_changes, keep_in_form, posted, status_of
from company.models import Product
from company.records import Keeping
from portfolio.models import ExtensionPoint, NonGoal, Partner
from portfolio.routing import actions
from portfolio.routing.forms import ExtensionPointForm, NonGoalForm, PartnerForm, RoutingForm
from portfolio.stance.actions import STANCES, stance_of

LIST = "plan:extension_point_list"


@dataclass(frozen=True)
class RoutingList:
    """One of the three lists: its name, what its page says, and how a record is kept."""

    name: str
    called: str
    asks: str
    kind: Keeping[Any]
    form: type[RoutingForm]
    keep: Callable[..., Model]


LISTS = (
    RoutingList(
        "non_goal",
        "a non-goal",
        "What did we decide not to do?",
        actions.NON_GOALS,
        NonGoalForm,
        actions.keep_non_goal,
    ),
    RoutingList(
        "extension_point",
        "an extension point",
        "Where can custom work go instead of the core?",
        actions.EXTENSION_POINTS,
        ExtensionPointForm,
        actions.keep_extension_point,
    ),
    RoutingList(
        "partner",
        "a partner",
        "Who does custom work for our customers?",
        actions.PARTNERS,
        PartnerForm,
        actions.keep_partner,
    ),
)


@require_safe
def extension_point_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All three lists: current records first, then those that were ended."""
    person = person_of(request)
    product = load_product(person, slug)
    stance = stance_of(product)
    context = {
        "product": product,
        "non_goals": NonGoal.objects.filter(product=product).order_by(*_last("-since")),
        "extension_points": ExtensionPoint.objects.filter(product=product).order_by(*_last("name")),
        "partners": Partner.objects.filter(product=product).order_by(*_last("name")),
        "stance": stance if stance.pk else None,
        "may": {each.name: may(person, product.pk, each.kind.doing) for each in LISTS},
        "may_set": may(person, product.pk, STANCES.doing),
    }
    return render(request, "portfolio/extension_point_list.html", context)


def _last(order: str) -> tuple[Any, ...]:
    """The ordering that puts ended records last, the latest end first."""
    return F("ended_on").desc(nulls_first=True), order, "pk"


def _new(each: RoutingList) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        product = load_product(person_of(request), slug)
        form = each.form(posted(request), product=product)
        return _written(request, each, product, form, None)

    return view


def _edit(each: RoutingList) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        product = load_product(person_of(request), slug)
        rows = each.kind.model._default_manager.filter(product=product, pk=pk)
        found = rows.select_related("product").first()
        if found is None:
            raise Http404("Nothing of that number is open to you.")
        form = each.form(posted(request), product=product, instance=found)
        return _written(request, each, product, form, found)

    return view


def _written(
    request: HttpRequest, each: RoutingList, product: Product, form: RoutingForm, found: Any
) -> HttpResponse:
    person = person_of(request)
    require(person, product.pk, each.kind.doing)
    if keep_in_form(form, each.keep, person, product=product):
        messages.info(request, f"{form.kept} is kept.")
        return redirect(LIST, slug=product.slug)
    context: dict[str, Any] = {"product": product, "form": form, "list": each, "record": found}
    if found is not None:
        everything = asks_for_all_changes(request)
        context["changes"] = what_changed(
            product, Source(found.history.all()), everything=everything
        )
    return render(request, "portfolio/routing_form.html", context, status=status_of(form))


def urls() -> list[URLPattern]:
    here = "<slug:slug>/extension-points/"
    names = {
        "non_goal": f"{here}non-goals/",
        "extension_point": here,
        "partner": f"{here}partners/",
    }
    found = [path(here, extension_point_list, name="extension_point_list")]
    for each in LISTS:
        at = names[each.name]
        found.append(path(f"{at}new/", _new(each), name=f"{each.name}_new"))
        found.append(path(f"{at}<int:pk>/edit/", _edit(each), name=f"{each.name}_edit"))
    return found
