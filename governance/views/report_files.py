"""The monthly report as a file, in every format."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import load_product, person_of
from company.models import Product
from governance.formats.about import filename
from governance.formats.kept_files import KeptFile
from governance.formats.pdf import PAPERS
from governance.formats.registry import FORMATS, Format
from governance.publications.queries import shown_report
from governance.report.sections import Report

# Seconds after which the page that waits for a file looks again.
LOOK_AGAIN = 2


@require_safe
def report_file(request: HttpRequest, slug: str, month: dt.date, kind: str) -> HttpResponse:
    """One format of the month's report: `?version=` as on its page, `?paper=letter` for a PDF.

    A slow format is made by a worker; until it is there the answer is a waiting page (202).
    """
    product = load_product(person_of(request), slug)
    paper, version = request.GET.get("paper", "a4"), request.GET.get("version", "")
    if kind not in FORMATS or paper not in PAPERS:
        raise Http404(f"There is no {kind} on {paper}: {', '.join(FORMATS)} on {', '.join(PAPERS)}")
    report, wanted = shown_report(product, month, version).report, FORMATS[kind]
    if not wanted.is_slow:
        return _answer(report, wanted, wanted.bytes_of(report))
    file = KeptFile(report, kind, paper)
    if file.is_there:
        return _answer(report, wanted, file.read())
    refusal = file.refusal
    if not refusal and not file.is_asked_for:
        file.ask(product, month, version, kind, paper)
    return _waiting(request, product, month, refusal)


def _answer(report: Report, wanted: Format, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=wanted.content_type)
    name = filename(report, wanted.extension)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _waiting(request: HttpRequest, product: Product, month: dt.date, refusal: str) -> HttpResponse:
    context = {"product": product, "month": month, "refusal": refusal}
    status = 503 if refusal else 202
    answer = render(request, "governance/report_file.html", context, status=status)
    if not refusal:
        answer["Refresh"] = str(LOOK_AGAIN)
    return answer
