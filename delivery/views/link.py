"""What a link opens for somebody without an account: one month's report, and nothing else."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from delivery.links import LinkEnded, live_link, note_opening, published_for
from delivery.models import ReportLink
from governance.publications.queries import report_of
from governance.report.figures import shares_chart, slices_chart

GONE = 410
# They lead to pages for which one signs in: whoever has no account reads the words alone.
INTO_DAYLIGHT = re.compile(rb'<a\b[^>]*href="/p/[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


@require_safe
@login_not_required
def link_open(request: HttpRequest, key: str) -> HttpResponse:
    """The newest published version of the link's month; each opening is written down."""
    try:
        link = live_link(key)
    except LinkEnded as ended:
        return _private(render(request, "delivery/link_ended.html", {"said": ended}, status=GONE))
    timezone.activate(link.product.time_zone)
    answer = _report(request, link)
    answer.content = INTO_DAYLIGHT.sub(rb"\1", answer.content)
    return _private(answer)


def _report(request: HttpRequest, link: ReportLink) -> HttpResponse:
    publication = published_for(link)
    report = report_of(publication)
    context = {
        "link": link,
        "product": link.product,
        "report": report,
        "said": report.publication,
        "month": link.month,
        "charts": {
            "shares": shares_chart(report.slices),
            "slices": slices_chart(report.slices),
        },
    }
    answer = render(request, "delivery/report_open.html", context)
    if request.method == "GET":
        note_opening(link, publication, "html")
    return answer


def _private(answer: HttpResponse) -> HttpResponse:
    """No search engine lists it, no proxy keeps it, and no other site learns its address."""
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
