"""The page of a team's week: what is logged, entered, corrected, pasted and confirmed."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, may, person_of, require
from company.calendar import FIRST_YEAR, LAST_YEAR, today
from company.form_actions import run_in_form
from company.models import Product
from company.templatetags.daylight import day
from company.texts import number_in
from company.units import weeks_of
from company.versions import Stale
from portfolio.effort.actions import last_day
from portfolio.effort.week_actions import confirm_week
from portfolio.effort.week_form import MOST_ROWS, WeekForm, with_what_stands
from portfolio.effort.week_story import story_of
from portfolio.effort.weeks import A_WEEK, WeekFacts, full_minutes, states_of, week_facts
from portfolio.items.lookup import suggestions
from portfolio.models import Item, Team, TeamWeek
from portfolio.plan.pasting import with_pasted


@require_safe
def effort_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Redirect to the team's week that is to be logged next, or ask which team's.

    `?item=` is passed on: that item gets a row in the form.
    """
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "log effort")
    states = states_of(product)
    query = _asked_query(request)
    if len(states) == 1:
        return redirect(f"{_path(slug, states[0].team.pk, states[0].wanted)}{query}")
    rows = [
        (state, weeks_of(full_minutes(state.team)), _path(slug, state.team.pk, state.wanted))
        for state in states
    ]
    context = {"product": product, "rows": rows, "query": query}
    return render(request, "portfolio/effort_new.html", context)


def _path(slug: str, team: int, week: dt.date) -> str:
    return reverse("plan:week_edit", args=[slug, team, week])


def _asked_query(request: HttpRequest) -> str:
    asked = request.GET.get("item", "")
    return f"?item={asked}" if number_in(asked) is not None else ""


@require_http_methods(["GET", "HEAD", "POST"])
def week_edit(request: HttpRequest, slug: str, pk: int, week: dt.date) -> HttpResponse:
    """One week of one team: everybody of the product reads it, engineering confirms it."""
    person = person_of(request)
    product = load_product(person, slug)
    team = _team(product, pk)
    if not FIRST_YEAR <= week.year <= LAST_YEAR or week > last_day(product):
        raise Http404("That week has not begun.")
    may_log = may(person, product.pk, "log effort")
    if request.method == "POST":
        require(person, product.pk, "log effort")
    facts = week_facts(team, week)
    form, status = _form(request, product, facts), 200
    if request.method == "POST" and "paste" not in request.POST:
        done, form = _confirm(request, facts, form)
        if done is not None:
            messages.info(request, _said(facts, done))
            return redirect("plan:team_list", slug=slug)
        status = 412 if form.is_stale else 422
    context = _context(product, form.facts, form, may_log)
    return render(request, "portfolio/week_edit.html", context, status=status)


def _team(product: Product, pk: int) -> Team:
    rows = Team.objects.filter(product=product, pk=pk).select_related("product", "lead")
    team = rows.first()
    if team is None:
        raise Http404("No team of that number is open to you.")
    return team


def _form(request: HttpRequest, product: Product, facts: WeekFacts) -> WeekForm:
    if request.method != "POST":
        return WeekForm(facts=facts, also=_asked_item(request, product))
    data: Any = request.POST
    if "paste" in request.POST:
        data = with_pasted(request.POST.dict(), MOST_ROWS, reserve=False)
    return WeekForm(data, facts=facts)


def _confirm(
    request: HttpRequest, facts: WeekFacts, form: WeekForm
) -> tuple[TeamWeek | None, WeekForm]:
    """The confirmation, and the form to show if there is none: refused, or changed by others."""
    kept: list[TeamWeek] = []

    def keep() -> None:
        kept.append(
            confirm_week(
                team=facts.team,
                week=facts.week,
                rows=form.effort(),
                actor=person_of(request),
                expected=(form.seen,) if form.seen else None,
            )
        )

    try:
        if form.is_valid():
            run_in_form(form, keep)
    except Stale as error:
        form = WeekForm(with_what_stands(request.POST, error.current), facts=error.current)
        form.is_stale = True
    return (kept[0] if kept else None), form


def _said(facts: WeekFacts, kept: TeamWeek) -> str:
    minutes = kept.minutes + sum(row.minutes for row in facts.brought_in)
    return (
        f"{facts.team}: {weeks_of(minutes)} of {facts.full_weeks} wk in the week of"
        f" {day(facts.monday)}."
    )


def _asked_item(request: HttpRequest, product: Product) -> Item | None:
    """The item of `?item=`, which gets a row of its own; None without any."""
    rows = Item.objects.filter(product=product).select_related("slice")
    return rows.filter(pk=number_in(request.GET.get("item")) or 0).first()


def _context(product: Product, facts: WeekFacts, form: WeekForm, may_log: bool) -> dict[str, Any]:
    earlier, later = facts.week - A_WEEK, facts.week + A_WEEK
    found = {
        "product": product,
        "facts": facts,
        "form": form,
        "may_log": may_log,
        "story": story_of(facts),
        "earlier": earlier if earlier.year >= FIRST_YEAR else None,
        "later": later if later <= last_day(product) else None,
        "is_running": facts.week + A_WEEK > last_day(product),
        "today": today(product),
    }
    return found | ({"suggestions": _suggestions(product)} if may_log else {})


def _suggestions(product: Product) -> list[Any]:
    """Items to choose from, specials first: the browser lists them in this order."""
    return [
        *suggestions(product, Item.objects.filter(slice__is_specials=True)),
        *suggestions(product, Item.objects.exclude(slice__is_specials=True)),
    ]
