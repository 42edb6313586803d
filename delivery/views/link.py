"""What a link shows to somebody without an account: one month's report, nothing else."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from delivery.files import file_of
from delivery.links import LinkEnded, live_link, note_opening, published_for
from delivery.models import ReportLink
from governance.formats.about import filename
from governance.formats.registry import FORMATS
from governance.formats.unavailable import FormatUnavailable
from governance.publications.queries import report_of
from governance.report.figures import shares_chart, slices_chart

GONE = 410
# The formats offered as files; the web page needs none.
FILES = ("pdf", "pptx", "xlsx")
# Links to pages that need an account: for readers without one only their words are kept.
INTO_DAYLIGHT = re.compile(rb'<a\b[^>]*href="/p/[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


@require_safe
@login_not_required
def link_open(request: HttpRequest, key: str) -> HttpResponse:
    """The newest published version of the link's month; each opening is recorded."""
    try:
        link = live_link(key)
    except LinkEnded as ended:
        return _ended(request, ended)
    answer = _report(request, link, key)
    answer.content = INTO_DAYLIGHT.sub(rb"\1", answer.content)
    return _private(answer)


@require_safe
@login_not_required
def link_file(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """The version that `link_open` shows, as a file; recorded too."""
    if kind not in FILES:
        raise Http404(f"There is no {kind} of it: {', '.join(FILES)}.")
    try:
        link = live_link(key)
    except LinkEnded as ended:
        return _ended(request, ended)
    publication, report_format = published_for(link), FORMATS[kind]
    report = report_of(publication)
    try:
        answer = HttpResponse(file_of(report, kind), content_type=report_format.content_type)
    except FormatUnavailable as error:
        unavailable = HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
        return _private(unavailable)
    name = filename(report, report_format.extension)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    if request.method == "GET":
        note_opening(link, publication, kind)
    return _private(answer)


def _report(request: HttpRequest, link: ReportLink, key: str) -> HttpResponse:
    timezone.activate(link.product.time_zone)
    publication = published_for(link)
    report = report_of(publication)
    context = {
        "link": link,
        "key": key,
        "files": [FORMATS[kind] for kind in FILES],
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


def _ended(request: HttpRequest, ended: LinkEnded) -> HttpResponse:
    return _private(render(request, "delivery/link_ended.html", {"said": ended}, status=GONE))


def _private(answer: HttpResponse) -> HttpResponse:
    """The response with headers that keep it from search engines, caches and other sites.

    No referrer: the address itself opens the report.
    """
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
