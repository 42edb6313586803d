"""The budget: cap, holds, overdraft, slots, four quarters ahead; setting the cap; the baseline."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, may, person_of, require
from company.calendar import Quarter, running_quarter
from company.form_actions import posted, run_in_form
from company.models import Product
from company.units import weeks_of
from governance.baselines import agree_baseline
from governance.budget import Budget, budgets_of
from governance.caps import set_cap, write_off
from governance.forms import BaselineForm, CapForm, WriteOffForm
from governance.hold_list import held_of
from governance.models import Cap
from governance.plan_doubts import doubts
from portfolio.plan.facts import plan_facts
from portfolio.plan.page import groups_of, slices_of, spent_in
from portfolio.plan.unfinished import unfinished


@require_safe
def budget_running(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product(person_of(request), slug)
    return redirect("governance:budget_detail", slug=slug, quarter=running_quarter(product))


@require_safe
def budget_detail(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    """What is left of the quarter's cap, and who holds the rest."""
    person = person_of(request)
    product = load_product(person, slug)
    snapshot = budgets_of(product)
    caps = Cap.objects.filter(plan__product=product, plan__quarter=quarter).select_related("by")
    context = {
        "product": product,
        "quarter": quarter,
        "budget": snapshot.budget(quarter),
        **vars(held_of(product, quarter)),
        "ahead": snapshot.next_quarters,
        "caps": caps.order_by("-pk"),
        "policy": snapshot.policy(quarter),
        "is_running": quarter == snapshot.running,
        "is_ended": quarter < snapshot.running,
        "may_set": may(person, product.pk, "set the cap"),
    }
    return render(request, "governance/budget_detail.html", context)


@dataclass(frozen=True)
class QuarterAct:
    """What one may do to a quarter: a form, the action it calls, and the page after it.

    `doing` is a key of company/roles.py; `done` is the message, with the quarter's label; `also`
    adds to the template's context.
    """

    doing: str
    form: type[forms.Form]
    action: Callable[..., Any]
    template: str
    done: str
    leads_to: str = "governance:budget_detail"
    also: Callable[[Product, Quarter, Budget], dict[str, Any]] = lambda *_: {}


def quarter_view(act: QuarterAct) -> Callable[..., HttpResponse]:
    """The view of a QuarterAct."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
        person = person_of(request)
        product = load_product(person, slug)
        require(person, product.pk, act.doing)
        form = act.form(posted(request))

        def do() -> None:
            act.action(product=product, quarter=quarter, actor=person, **form.cleaned_data)

        if form.is_valid() and run_in_form(form, do):
            messages.info(request, act.done.format(quarter.label))
            return redirect(act.leads_to, slug=slug, quarter=quarter)
        budget = budgets_of(product).budget(quarter)
        context = {
            "product": product,
            "quarter": quarter,
            "form": form,
            "budget": budget,
            **act.also(product, quarter, budget),
        }
        return render(request, act.template, context, status=422 if form.errors else 200)

    return view


def _to_agree(product: Product, quarter: Quarter, budget: Budget) -> dict[str, Any]:
    """The plan as it would be frozen, and what is odd about it."""
    spent = spent_in(product, quarter)
    plan = plan_facts(product, quarter, spent.by_item)
    slices = slices_of(product, plan, spent)
    return {
        "plan": plan,
        "slices": slices,
        "groups": groups_of(slices, plan, spent),
        "actual_weeks": weeks_of(sum(spent.by_slice.values())),
        "doubts": doubts(plan, budget, slices, unfinished(product, quarter)),
    }


cap_set = quarter_view(
    QuarterAct(
        "set the cap",
        CapForm,
        set_cap,
        "governance/cap_set.html",
        "The cap is set. The old one stays on record.",
    )
)
overdraft_write_off = quarter_view(
    QuarterAct(
        "write overdraft off",
        WriteOffForm,
        write_off,
        "governance/overdraft_write_off.html",
        "It is written off, and stands in the report.",
    )
)
baseline_agree = quarter_view(
    QuarterAct(
        "agree the baseline",
        BaselineForm,
        agree_baseline,
        "governance/baseline_agree.html",
        "{} is agreed. From now on, changes are drift.",
        leads_to="plan:plan_detail",
        also=_to_agree,
    )
)
