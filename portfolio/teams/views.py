"""Teams, and the capacity they propose."""

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, may, person_of, require
from company.calendar import running_quarter
from company.changes import Source, what_changed
from company.form_actions import asks_for_all_changes, keep_in_form, posted, status_of
from company.histories import rows_of
from company.models import Product
from portfolio.effort.weeks import states_of
from portfolio.models import Team
from portfolio.plan.queries import WEEKS_PER_QUARTER, capacity_of_teams
from portfolio.teams.actions import keep_team
from portfolio.teams.capacity import proposed_with, teamwork
from portfolio.teams.forms import TeamForm


@require_safe
def team_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The capacity that the teams propose, and what they logged this quarter."""
    person = person_of(request)
    product = load_product(person, slug)
    quarter = running_quarter(product)
    context = {
        "product": product,
        "quarter": quarter,
        "work": teamwork(product, quarter),
        "states": states_of(product),
        "weeks_per_quarter": WEEKS_PER_QUARTER,
        "capacity": capacity_of_teams(product),
        "may_plan": may(person, product.pk, "plan"),
        "may_log": may(person, product.pk, "log effort"),
        "changes": what_changed(
            product,
            Source(rows_of(Team, product), named_by="name"),
            everything=asks_for_all_changes(request),
        ),
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
    require(person, product.pk, "keep teams")
    before, after = capacity_of_teams(product), None
    if "look" in request.POST:
        if form.is_valid():
            after = proposed_with(product, form.instance)
    elif keep_in_form(form, keep_team, person, product=product):
        messages.info(request, f"{form.kept} is kept.{_said(before, capacity_of_teams(product))}")
        return redirect("plan:team_list", slug=product.slug)
    context = {"product": product, "form": form, "team": team, "before": before, "after": after}
    return render(request, "portfolio/team_form.html", context, status=status_of(form))


def _said(before: Decimal, now: Decimal) -> str:
    """A sentence on what the change did to the capacity; empty where it did nothing."""
    if before == now:
        return ""
    return f" The teams propose {now} wk a quarter now, {before} wk before."
