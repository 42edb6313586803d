"""The monthly executive report, and the look-back."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from company.access import load_product, person_of
from company.calendar import month_bounds, today
from governance.lookback.page import story_of
from governance.report.build import as_csv, build_report
from governance.report.figures import shares_chart, slices_chart

# As many postponed rows stand on the page at once; the others are one click away.
FIRST_ROWS = 25


@require_safe
def report_running(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product(person_of(request), slug)
    return redirect("governance:report_detail", slug=slug, month=today(product))


@require_safe
def report_detail(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """One page, one month, one product."""
    product = load_product(person_of(request), slug)
    report = build_report(product, month)
    _, after = month_bounds(month)
    context = {
        "product": product,
        "report": report,
        # A template's slice: the first rows, or all of them.
        "shown": ":" if "all" in request.GET else f":{FIRST_ROWS}",
        "month": month,
        "previous": month - dt.timedelta(days=1),
        "next": after if not report.is_running else None,
        "charts": {
            "shares": shares_chart(report.slices),
            "slices": slices_chart(report.slices),
        },
    }
    return render(request, "governance/report_detail.html", context)


@require_safe
def report_csv(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    product = load_product(person_of(request), slug)
    answer = HttpResponse(as_csv(build_report(product, month)), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{month:%Y-%m}.csv"'
    return answer


@require_safe
def lookback(request: HttpRequest, slug: str) -> HttpResponse:
    """The last eight quarters: how much went into specials, and the four questions."""
    product = load_product(person_of(request), slug)
    asked = request.GET.get("quarters", "8")
    quarters = min(max(int(asked[:3]), 1), 40) if asked.isdecimal() else 8
    context = {
        "product": product,
        "quarters": quarters,
        "story": story_of(product, quarters, list_all="all" in request.GET),
    }
    return render(request, "governance/lookback.html", context)
