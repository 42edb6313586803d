"""Making a plan fit: what would go below the line, shown first and done in one step."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from company.calendar import Quarter
from company.form_actions import posted, run_in_form
from company.models import Person, Product
from portfolio.plan.facts import plan_facts
from portfolio.plan.fitting import fit, proposal, sum_of
from portfolio.plan.line_forms import FitForm
from portfolio.plan.remembering import planning


@require_http_methods(["GET", "HEAD", "POST"])
def plan_fit(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    person, product = planning(request, slug)
    plan, rows = plan_facts(product, quarter), proposal(product, quarter)
    form = FitForm(
        posted(request),
        rows=[one.item for one in rows],
        seen=plan.over_committed_weeks,
        needs_reason=plan.baseline is not None,
    )
    if form.is_valid() and run_in_form(form, lambda: _fit(request, form, product, quarter, person)):
        return redirect(f"{reverse('plan:plan_detail', args=[slug, quarter])}#below")
    chosen, gives = form.chosen, sum_of(rows)
    context = {
        "product": product,
        "quarter": quarter,
        "plan": plan,
        "form": form,
        "rows": [(one, one.item.pk in chosen) for one in rows],
        "missing": plan.over_committed_weeks - gives,
    }
    status = 422 if form.errors else 200
    return render(request, "portfolio/plan_fit.html", context, status=status)


def _fit(
    request: HttpRequest, form: FitForm, product: Product, quarter: Quarter, actor: Person
) -> None:
    given = form.cleaned_data
    went = fit(
        product=product,
        quarter=quarter,
        items=form.chosen,
        seen=given["seen"],
        reason=given.get("reason", ""),
        actor=actor,
    )
    named = ", ".join(str(one.item) for one in went[:3])
    more = f" and {len(went) - 3} more" if len(went) > 3 else ""
    messages.info(request, f"{sum_of(went)} wk wait below the line now: {named}{more}.")
