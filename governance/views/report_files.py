"""The monthly report as a file, in every format."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from company.access import load_product, person_of
from governance.formats.about import filename
from governance.formats.pdf import PAPERS
from governance.formats.registry import FORMATS
from governance.formats.unavailable import FormatUnavailable
from governance.publications.queries import shown_report


@require_safe
def report_file(request: HttpRequest, slug: str, month: dt.date, kind: str) -> HttpResponse:
    """One format of the month's report: `?version=` as on its page, `?paper=letter` for a PDF."""
    product = load_product(person_of(request), slug)
    paper = request.GET.get("paper", "a4")
    if kind not in FORMATS or paper not in PAPERS:
        raise Http404(f"There is no {kind} on {paper}: {', '.join(FORMATS)} on {', '.join(PAPERS)}")
    written = FORMATS[kind]
    report = shown_report(product, month, request.GET.get("version", "")).report
    try:
        answer = HttpResponse(written.bytes_of(report, paper), content_type=written.content_type)
    except FormatUnavailable as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    name = filename(report, written.extension)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
