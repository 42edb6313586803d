"""Teams, the capacity they propose, and logging what they really did."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import ENGINEERING, PRODUCT, load_product, may, person_of, require
from company.models import Product
from company.pages import acted, posted
from company.templatetags.daylight import day
from portfolio import actions
from portfolio.effort import log_effort
from portfolio.effortform import EffortForm
from portfolio.forms import TeamForm
from portfolio.models import Item, Team
from portfolio.naming import suggestions
from portfolio.quarters import running_quarter
from portfolio.queries import WEEKS_PER_QUARTER, capacity_of_teams
from portfolio.teamwork import teamwork
from portfolio.weeks import weeks_of


@require_safe
def team_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What the teams propose as capacity, and what they logged this quarter."""
    person = person_of(request)
    product = load_product(person, slug)
    quarter = running_quarter(product)
    context = {
        "product": product,
        "quarter": quarter,
        "work": teamwork(product, quarter),
        "weeks_per_quarter": WEEKS_PER_QUARTER,
        "capacity": capacity_of_teams(product),
        "may_plan": may(person, product.pk, PRODUCT),
        "may_log": may(person, product.pk, ENGINEERING),
    }
    return render(request, "portfolio/team_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def team_new(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product(person_of(request), slug)
    return _written(request, product, TeamForm(posted(request), product=product), None)


@require_http_methods(["GET", "HEAD", "POST"])
def team_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product = load_product(person_of(request), slug)
    team = Team.objects.filter(product=product, pk=pk).select_related("product").first()
    if team is None:
        raise Http404("No team of that number is open to you.")
    form = TeamForm(posted(request), product=product, instance=team)
    return _written(request, product, form, team)


def _written(
    request: HttpRequest, product: Product, form: TeamForm, team: Team | None
) -> HttpResponse:
    person = person_of(request)
    require(person, product.pk, PRODUCT, "keep teams")
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and acted(form, lambda: actions.keep_team(form.instance, actor=person)):
        messages.info(request, f"{form.instance} is kept.")
        return redirect("plan:team_list", slug=product.slug)
    context = {"product": product, "form": form, "team": team}
    return render(request, "portfolio/team_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def effort_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A team's week: several rows at once, all or none."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, ENGINEERING, "log effort")
    form = EffortForm(posted(request), product=product, also=_asked_item(request, product))
    if form.is_valid() and acted(
        form, lambda: log_effort(product=product, rows=form.effort(), actor=person)
    ):
        messages.info(request, _logged(form))
        return redirect("plan:team_list", slug=slug)
    # Specials first, so that they come first in the list that the browser suggests.
    items = [
        *suggestions(product, Item.objects.filter(slice__is_specials=True)),
        *suggestions(product, Item.objects.exclude(slice__is_specials=True)),
    ]
    context = {"product": product, "form": form, "suggestions": items}
    status = 422 if form.is_bound else 200
    return render(request, "portfolio/effort_form.html", context, status=status)


def _asked_item(request: HttpRequest, product: Product) -> Item | None:
    """The item of `?item=`, which stands in the first row."""
    asked = request.GET.get("item", "")
    rows = Item.objects.filter(product=product).select_related("slice")
    return rows.filter(pk=asked).first() if re.fullmatch(r"[0-9]{1,18}", asked) else None


def _logged(form: EffortForm) -> str:
    rows = form.effort()
    weeks = weeks_of(sum(row.minutes for row in rows))
    kinds = len({row.item.pk for row in rows})
    things = "item" if kinds == 1 else "items"
    week = form.cleaned_data["week"]
    return (
        f"{form.cleaned_data['team']}: {weeks} wk on {kinds} {things} in the week of {day(week)}."
    )
