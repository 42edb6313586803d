"""The report as a PDF: tagged, its fonts inside, its first page complete by itself."""

import hashlib
from typing import TYPE_CHECKING, Any

from charts.palette import with_colours
from charts.pictures import gauge_picture
from governance.formats.page import basics, rendered, shares_picture, slices_picture, stylesheet
from governance.formats.sentences import sentence_of
from governance.formats.typeface import faces
from governance.formats.unavailable import FormatUnavailable
from governance.formats.words import title_of
from governance.report.json_facts import as_json

if TYPE_CHECKING:
    from governance.report.sections import Report

PAPERS = {"a4": "A4", "letter": "Letter"}
# Where the style goes: it depends on what the page says.
STYLE = '<meta name="style">'
MISSING = (
    "A PDF is set with Pango, which this machine lacks. On Debian: apt-get install libpango-1.0-0"
    " libpangoft2-1.0-0 libharfbuzz-subset0."
)


def as_pdf(report: "Report", paper: str = "a4") -> bytes:
    """The bytes of the PDF, on A4 or Letter; the same facts give the same bytes.

    Raises FormatUnavailable where Pango is not installed.
    """
    page = _page(report, paper)
    # The same facts on the same paper have the same identifier, so the same bytes.
    facts = f"{paper}{as_json(report)}".encode()
    weasyprint = _weasyprint()
    # Only what is inside the page: a report asks nothing of a network, or of the disk.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data",))
    written: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=hashlib.sha256(facts).digest()[:16]
    )
    return written


def _weasyprint() -> Any:
    """The library, loaded when it is needed: it asks for Pango at once."""
    try:
        import weasyprint  # noqa: PLC0415 (only who wants a PDF needs Pango)
    except OSError:
        raise FormatUnavailable(MISSING) from None
    return weasyprint


def _page(report: "Report", paper: str) -> str:
    _, *after = report.sections()
    context = {
        **basics(report),
        "gauge": gauge_picture(report.headline),
        "shares": shares_picture(report),
        "pictures": [slices_picture(report)],
        "sections": report.templates[1:],
        "sentences": [
            (title_of(each.name), sentence_of(report, each.name))
            for each in after
            if getattr(report, each.name)
        ],
    }
    text = rendered("governance/report_paper.html", context, report)
    return text.replace(STYLE, f"<style>{_css(paper, text)}</style>", 1)


def _css(paper: str, text: str) -> str:
    """The house's style on paper: the sheet's size, the font for `text`, our colours."""
    sheet = with_colours(stylesheet("report_paper"))
    return f"@page {{ size: {PAPERS[paper]}; }}\n{faces(text)}\n{sheet}"
