"""Planning a quarter as a whole."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, person_of, require
from company.calendar import Quarter, running_quarter
from company.form_actions import run_in_form
from company.models import Product
from company.versions import Stale
from portfolio.items.lookup import suggestions
from portfolio.models import Item
from portfolio.plan.actions import put_plan
from portfolio.plan.facts import plan_facts
from portfolio.plan.forms import PlanForm, rewritten
from portfolio.plan.queries import capacity_of_teams


@require_safe
def plan_running(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product(person_of(request), slug)
    return redirect("plan:plan_detail", slug=slug, quarter=running_quarter(product))


@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "plan")
    proposal = capacity_of_teams(product)
    form, is_done = _sent(request, quarter, _plan_form(request, product, quarter, proposal))
    if is_done:
        messages.info(request, f"{quarter.label} is planned as you wrote it.")
        return redirect("plan:plan_detail", slug=slug, quarter=quarter)
    core = Item.objects.exclude(slice__is_specials=True)
    context = {
        "product": product,
        "quarter": quarter,
        "plan": form.plan,
        "form": form,
        "proposal": proposal,
        "suggestions": suggestions(product, core),
    }
    status = 412 if form.is_stale else 422 if form.is_bound else 200
    return render(request, "portfolio/plan_edit.html", context, status=status)


def _sent(request: HttpRequest, quarter: Quarter, form: PlanForm) -> tuple[PlanForm, bool]:
    """The form to show now, and whether the plan is as it says."""
    if not form.is_valid():
        return form, False
    settled = form.settled()
    try:
        is_done = settled.is_valid() and run_in_form(
            settled, lambda: _put(request, settled, quarter)
        )
    except Stale as error:
        both = form.beside(error)
        # Others have already planned exactly what was typed: nothing is left to save.
        return both, not both.is_stale
    return settled, is_done


def _plan_form(
    request: HttpRequest, product: Product, quarter: Quarter, proposal: Decimal
) -> PlanForm:
    """The form, bound only where it was sent to be saved; other buttons only rewrite it."""
    plan = plan_facts(product, quarter)
    if request.method != "POST":
        return PlanForm(product=product, plan=plan)
    if {"scale", "more", "take", "paste"} & set(request.POST):
        typed = rewritten(request.POST.dict(), proposal)
        return PlanForm(product=product, plan=plan, initial=typed)
    return PlanForm(request.POST, product=product, plan=plan)


def _put(request: HttpRequest, form: PlanForm, quarter: Quarter) -> None:
    put_plan(
        product=form.product,
        quarter=quarter,
        capacity_weeks=form.cleaned_data["capacity_weeks"],
        targets=form.targets(),
        lines=form.lines(),
        reason=form.cleaned_data.get("reason", ""),
        actor=person_of(request),
        expected=form.expected,
    )
