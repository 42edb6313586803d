"""The plan of a quarter: reading it and planning it."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import PRODUCT, load_product, may, person_of, require
from company.models import Product
from company.pages import acted
from portfolio.plan import put_plan
from portfolio.planform import PlanForm, scaled_to_fit
from portfolio.planning import plan_facts
from portfolio.planpage import groups_of, pie_of, slices_of
from portfolio.quarters import Quarter, bounds, running_quarter
from portfolio.queries import CORE, capacity_of_teams, effort_between, waiting_for


@require_safe
def plan_running(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product(person_of(request), slug)
    return redirect("plan:plan_detail", slug=slug, quarter=running_quarter(product))


@require_safe
def plan_detail(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    """What the quarter's weeks go into, who waits for what, and what drifted."""
    person = person_of(request)
    product = load_product(person, slug)
    plan = plan_facts(product, quarter)
    actual = _actual(product, quarter)
    rows = slices_of(product, plan, actual)
    context = {
        "product": product,
        "quarter": quarter,
        "plan": plan,
        "slices": rows,
        "pie": pie_of(rows),
        "groups": groups_of(rows, plan, waiting_for(x.item for x in plan.lines if x.item)),
        "person": person,
        "may_plan": may(person, product.pk, PRODUCT),
    }
    return render(request, "portfolio/plan_detail.html", context)


def _actual(product: Product, quarter: Quarter) -> dict[str | None, int]:
    """Minutes of the core teams by slice key; None is uncategorised."""
    effort = effort_between(product, *bounds(product, quarter)).filter(CORE)
    return dict(effort.values_list("item__slice__key").annotate(n=Sum("minutes")).order_by())


@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, PRODUCT, "plan")
    plan = plan_facts(product, quarter)
    reserve = next((line for line in plan.lines if line.reserve), None)
    initial = {
        "capacity_weeks": plan.capacity_weeks,
        "reserve_weeks": reserve.weeks if reserve else None,
        "kept_out": reserve.kept_out if reserve else [],
    }
    form = PlanForm(_posted(request), product=product, plan=plan, initial=initial)
    is_saved = request.method == "POST" and not {"scale", "more"} & set(request.POST)
    if is_saved and form.is_valid() and acted(form, lambda: _put(request, form, quarter)):
        messages.info(request, f"{quarter.label} is planned as you wrote it.")
        return redirect("plan:plan_detail", slug=slug, quarter=quarter)
    context = {
        "product": product,
        "quarter": quarter,
        "plan": plan,
        "form": form,
        "row_count": form.row_count(),
        "proposal": capacity_of_teams(product),
    }
    status = 422 if is_saved else 200
    return render(request, "portfolio/plan_edit.html", context, status=status)


def _posted(request: HttpRequest) -> Any:
    """What was sent; with the targets scaled or rows added where a button asked for that."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    if "more" in data:
        data["rows"] = str(int(data.get("rows") or 0) + 5)
    if "scale" in data:
        wishes = {name: _percent(str(data[name])) for name in data if name.startswith("target_")}
        for name, percent in scaled_to_fit(wishes).items():
            data[name] = str(percent)
    return data


def _percent(text: str) -> Decimal:
    try:
        return max(Decimal(0), Decimal(text or 0))
    except InvalidOperation:
        return Decimal(0)


def _put(request: HttpRequest, form: PlanForm, quarter: Quarter) -> None:
    put_plan(
        product=form.product,
        quarter=quarter,
        capacity_weeks=form.cleaned_data["capacity_weeks"],
        targets=form.targets(),
        lines=form.lines(),
        reason=form.cleaned_data.get("reason", ""),
        actor=person_of(request),
    )
