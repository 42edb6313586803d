"""Every format of the monthly report. Each is written from the facts of a `Report` alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from governance.formats.csv_zip import as_csv
from governance.formats.json_file import as_json_file
from governance.formats.page import as_html
from governance.formats.pdf import as_pdf
from governance.formats.slides import as_pptx
from governance.formats.xlsx import as_xlsx

if TYPE_CHECKING:
    from governance.report.sections import Report


@dataclass(frozen=True)
class Format:
    """One format of the report's file.

    `write` takes the report, and the paper too where `on_paper`; it may raise FormatUnavailable.
    What `is_slow` takes over a second, so pages leave it to a worker.
    """

    key: str
    label: str
    content_type: str
    extension: str
    write: Callable[..., bytes]
    on_paper: bool = False
    is_slow: bool = False

    def bytes_of(self, report: "Report", paper: str = "a4") -> bytes:
        return self.write(report, paper) if self.on_paper else self.write(report)


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    each.key: each
    for each in (
        Format("html", "Web page", "text/html; charset=utf-8", "html", as_html),
        Format("pdf", "PDF", "application/pdf", "pdf", as_pdf, on_paper=True, is_slow=True),
        Format("pptx", "Slides", f"{OFFICE}.presentationml.presentation", "pptx", as_pptx),
        Format("xlsx", "Spreadsheet", f"{OFFICE}.spreadsheetml.sheet", "xlsx", as_xlsx),
        Format("csv", "CSV", "application/zip", "csv.zip", as_csv),
        Format("json", "JSON", "application/json", "json", as_json_file),
    )
}
