"""All products together: one page for those who read several."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from company.access import person_of, products_of
from company.calendar import month_bounds, today
from governance.report.companies import together_by_currency
from governance.report.together import reports_of, shared_tables


@require_safe
def together_running(request: HttpRequest) -> HttpResponse:
    products = products_of(person_of(request))
    if not products:
        raise Http404("No product is open to you.")
    return redirect("report_together", month=max(today(product) for product in products))


@require_safe
def report_together(request: HttpRequest, month: dt.date) -> HttpResponse:
    """Each product's month as published, or as it reads now; currencies are never added."""
    products = products_of(person_of(request))
    if not products:
        raise Http404("No product is open to you.")
    months = reports_of(products, month)
    _, after = month_bounds(month)
    context = {
        "month": month,
        "previous": month - dt.timedelta(days=1),
        "next": after if any(after <= today(product) for product in products) else None,
        "months": months,
        "together": together_by_currency(each.shown.report for each in months),
        "tables": shared_tables(months),
        "over": sum(not each.shown.report.headline.is_within_cap for each in months),
    }
    return render(request, "governance/report_together.html", context)
