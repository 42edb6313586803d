"""The budget: cap, holds, overdraft, slots, four quarters ahead; setting the cap; the baseline."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, may, person_of, require
from company.calendar import Quarter, bounds, running_quarter
from company.form_actions import posted, run_in_form
from governance.baselines import agree_baseline
from governance.budget import BudgetSnapshot
from governance.caps import set_cap, write_off
from governance.forms import BaselineForm, CapForm, WriteOffForm
from governance.hold_list import holds_in
from governance.models import Cap
from portfolio.effort.one_customer import work_for_one_customer
from portfolio.effort.worked import Worked
from portfolio.plan.facts import plan_facts


@require_safe
def budget_running(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product(person_of(request), slug)
    return redirect("governance:budget_detail", slug=slug, quarter=running_quarter(product))


@require_safe
def budget_detail(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    """What is left of the quarter's cap, and who holds the rest."""
    person = person_of(request)
    product = load_product(person, slug)
    snapshot = BudgetSnapshot.load(product)
    worked = Worked.between(snapshot.as_of, *bounds(product, quarter))
    caps = Cap.objects.filter(plan__product=product, plan__quarter=quarter).select_related("by")
    context = {
        "product": product,
        "quarter": quarter,
        "budget": snapshot.budget(quarter),
        "holds": holds_in(snapshot, quarter, worked),
        "for_one": work_for_one_customer(snapshot.as_of, worked),
        "ahead": snapshot.next_quarters,
        "caps": caps.order_by("-pk"),
        "policy": snapshot.policy(quarter),
        "is_running": quarter == snapshot.running,
        "is_ended": quarter < snapshot.running,
        "may_set": may(person, product.pk, "set the cap"),
    }
    return render(request, "governance/budget_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cap_set(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "set the cap")
    form = CapForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if run_in_form(
            form, lambda: set_cap(product=product, quarter=quarter, actor=person, **given)
        ):
            messages.info(request, "The cap is set. The old one stays on record.")
            return redirect("governance:budget_detail", slug=slug, quarter=quarter)
    context = {
        "product": product,
        "quarter": quarter,
        "form": form,
        "budget": BudgetSnapshot.load(product).budget(quarter),
    }
    return render(request, "governance/cap_set.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def overdraft_write_off(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    """Forgive what was carried into the quarter beyond half of its cap, with a reason."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "write overdraft off")
    form = WriteOffForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if run_in_form(
            form, lambda: write_off(product=product, quarter=quarter, actor=person, **given)
        ):
            messages.info(request, "It is written off, and stands in the report.")
            return redirect("governance:budget_detail", slug=slug, quarter=quarter)
    context = {
        "product": product,
        "quarter": quarter,
        "form": form,
        "budget": BudgetSnapshot.load(product).budget(quarter),
    }
    template = "governance/overdraft_write_off.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def baseline_agree(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "agree the baseline")
    form = BaselineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if run_in_form(
            form,
            lambda: agree_baseline(product=product, quarter=quarter, reason=reason, actor=person),
        ):
            messages.info(request, f"{quarter.label} is agreed. From now on, changes are drift.")
            return redirect("plan:plan_detail", slug=slug, quarter=quarter)
    context = {
        "product": product,
        "quarter": quarter,
        "form": form,
        "plan": plan_facts(product, quarter),
        "budget": BudgetSnapshot.load(product).budget(quarter),
    }
    template = "governance/baseline_agree.html"
    return render(request, template, context, status=422 if form.errors else 200)
