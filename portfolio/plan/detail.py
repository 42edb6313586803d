"""The page of a quarter's plan, as it is read and worked in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import load_product, may, person_of
from company.calendar import Quarter, running_quarter
from company.models import Person, Product
from portfolio.items.lookup import likely_suggestions
from portfolio.plan.actions import is_closed
from portfolio.plan.facts import PlanFacts
from portfolio.plan.line_forms import AddForm
from portfolio.plan.page import FIRST_DRIFT, FIRST_LINES, plan_shown
from portfolio.plan.slice_shares import SliceShare
from portfolio.plan.unfinished import unfinished

# The session's key for the reason of the last line added: the next one often has the same.
WHY = "plan_reason"


@require_safe
def plan_detail(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    person = person_of(request)
    return plan_page(request, load_product(person, slug), quarter, person)


def plan_page(
    request: HttpRequest,
    product: Product,
    quarter: Quarter,
    person: Person,
    adding: AddForm | None = None,
) -> HttpResponse:
    """The quarter's plan: what its weeks go into, who waits for what, and what drifted.

    `adding` is the form of a new line that was refused.
    """
    may_plan = may(person, product.pk, "plan")
    may_change, shows_all = may_plan and not is_closed(product, quarter), _shows_all(request)
    it = plan_shown(
        product,
        quarter,
        most=None if shows_all else FIRST_LINES,
        also=request.GET.get("added", ""),
        with_empty=may_change,
    )
    if may_change and adding is None and "add" in request.GET:
        adding = _opened(request, it.slices, it.plan)
    context: dict[str, Any] = {
        "product": product,
        "quarter": quarter,
        "running": running_quarter(product),
        **vars(it),
        "everything": "&all=1" if shows_all else "",
        # A template's slice: the first that moved, or all of them.
        "shown": ":" if shows_all else f":{FIRST_DRIFT}",
        "person": person,
        "may_plan": may_plan,
        "may_change": may_change,
        "unfinished": unfinished(product, quarter) if may_plan else [],
        "adding": adding,
        "suggestions": likely_suggestions(product, it.plan.items) if adding else [],
    }
    status = 422 if adding is not None and adding.errors else 200
    return render(request, "portfolio/plan_detail.html", context, status=status)


def _shows_all(request: HttpRequest) -> bool:
    """Whether every line is on the page, also when htmx asks for a part of that page."""
    shown = getattr(request, "htmx", None)
    return "all" in request.GET or "all=1" in str(shown.current_url if shown else "")


def add_form(slices: list[SliceShare], plan: PlanFacts, data: Any = None, **more: Any) -> AddForm:
    """The form of a new line. `slices` has specials first, which nobody plans by hand."""
    needs_reason = plan.baseline is not None
    return AddForm(data, slices=slices[1:], needs_reason=needs_reason, **more)


def _opened(request: HttpRequest, slices: list[SliceShare], plan: PlanFacts) -> AddForm:
    """An empty form at the foot of the slice in `?add=`; after an added line, with its reason."""
    reason = request.session.get(WHY, "") if "added" in request.GET else ""
    return add_form(slices, plan, initial={"slice": request.GET["add"], "reason": reason})
