"""Teams, the capacity they propose, and logging what they really did."""

from django import forms
from django.contrib import messages
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import ENGINEERING, PRODUCT, load_product, may, person_of, require
from company.models import Product
from company.pages import acted, posted
from portfolio import actions
from portfolio.effort import log_effort
from portfolio.forms import EffortRowForm, TeamForm, item_choices
from portfolio.models import Item, Team
from portfolio.quarters import bounds, running_quarter, today
from portfolio.queries import WEEKS_PER_QUARTER, capacity_of_teams, effort_between
from portfolio.weeks import hundredths, weeks_of

EFFORT_ROWS = 6


@require_safe
def team_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What the teams propose as capacity, and what they logged this quarter."""
    person = person_of(request)
    product = load_product(person, slug)
    quarter = running_quarter(product)
    effort = effort_between(product, *bounds(product, quarter))
    logged = {
        team: (weeks_of(minutes), entries)
        for team, minutes, entries in effort.values_list("team")
        .annotate(minutes=Sum("minutes"), entries=Count("pk"))
        .order_by()
    }
    rows = [
        {
            "team": team,
            "weeks": hundredths(team.people * WEEKS_PER_QUARTER * team.availability),
            "logged": logged.get(team.pk, (None, 0))[0],
        }
        for team in Team.objects.filter(product=product).order_by("kind", "name")
    ]
    context = {
        "product": product,
        "quarter": quarter,
        "rows": rows,
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
    """Several rows at once, all or none."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, ENGINEERING, "log effort")
    rows = forms.formset_factory(EffortRowForm, extra=EFFORT_ROWS)(
        posted(request),
        form_kwargs={"product": product, "choices": item_choices(product)},
    )
    summary = forms.Form(posted(request))
    if request.method == "POST" and rows.is_valid() and summary.is_valid():
        filled = [row for row in rows if row.has_changed()]
        if not filled:
            summary.add_error(None, "Fill in at least one row.")
        elif acted(summary, lambda: _log(request, product, filled)):
            messages.info(request, f"{len(filled)} rows are logged.")
            return redirect("plan:team_list", slug=slug)
    context = {"product": product, "rows": rows, "form": summary, "today": today(product)}
    status = 422 if request.method == "POST" else 200
    return render(request, "portfolio/effort_form.html", context, status=status)


def _log(request: HttpRequest, product: Product, rows: list[EffortRowForm]) -> None:
    ids = [int(row.cleaned_data["item"]) for row in rows]
    items = Item.objects.filter(product=product).in_bulk(ids)
    given = [row.row(items) for row in rows]
    log_effort(product=product, rows=given, actor=person_of(request))
