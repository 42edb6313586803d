"""The monthly executive report, and the look-back."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from company.access import load_product, may, person_of
from company.calendar import month_bounds, today
from company.models import Person, Product
from governance.formats.registry import FORMATS
from governance.lookback.page import story_of
from governance.publications.commentary import DOING
from governance.publications.queries import shown_report
from governance.publications.versions import versions
from governance.report.figures import shares_chart, slices_chart

# Rows of the postponed section on the page; `?all` shows the rest.
FIRST_ROWS = 25
# The formats its menu offers: not html, which is the page itself.
FILES = ("pdf", "pptx", "xlsx", "csv", "json")


@require_safe
def report_running(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product(person_of(request), slug)
    return redirect("governance:report_detail", slug=slug, month=today(product))


@require_safe
def report_detail(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """One page, one month, one product: the last published version, a draft before.

    `?version=` asks for another version, or for the draft that the next one would be.
    """
    person = person_of(request)
    product = load_product(person, slug)
    shown = shown_report(product, month, request.GET.get("version", ""))
    report = shown.report
    _, after = month_bounds(month)
    context = {
        **_publishing(person, product, month),
        "publication": shown.publication,
        "product": product,
        "report": report,
        # A template's slice: the first rows, or all of them.
        "shown": ":" if "all" in request.GET else f":{FIRST_ROWS}",
        "month": month,
        "files": [FORMATS[key] for key in FILES],
        "previous": month - dt.timedelta(days=1),
        "next": after if after <= today(product) else None,
        "charts": {
            "shares": shares_chart(report.slices),
            "slices": slices_chart(report.slices),
        },
    }
    return render(request, "governance/report_detail.html", context)


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


def _publishing(person: Person, product: Product, month: dt.date) -> dict[str, Any]:
    """The versions of the month, and what this person may do with them."""
    return {
        "versions": list(versions(product, month)),
        "may_publish": may(person, product.pk, "publish the report"),
        "comment_sides": [side for side, doing in DOING.items() if may(person, product.pk, doing)],
    }
