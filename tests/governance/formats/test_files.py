"""The files as the page offers them."""

import io
import zipfile

import pytest

from governance.formats import pdf
from governance.formats.registry import FORMATS
from governance.formats.unavailable import FormatUnavailable
from tests.portfolio.pages import signed_in

pytestmark = pytest.mark.any_database

REPORT = "/p/skylark/report/2026-11/"


@pytest.mark.parametrize("kind", ["html", "csv", "json", "xlsx", "pptx"])
def test_each_format_is_a_file_of_its_kind(agreed, kind):
    reader = signed_in(agreed.cast.observer)

    answer = reader.get(f"{REPORT}as/{kind}/")

    ending = {"csv": "csv.zip"}.get(kind, kind)
    assert answer.status_code == 200
    assert answer["Content-Type"] == FORMATS[kind].content_type
    assert answer["Content-Disposition"] == f'attachment; filename="skylark-2026-11.{ending}"'
    if kind in ("csv", "xlsx", "pptx"):
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


@pytest.mark.parametrize("kind", ["html", "csv", "json", "xlsx", "pptx"])
@pytest.mark.parametrize("month", ["1900-01", "2999-12"])
def test_the_first_month_and_the_last_are_files_too(agreed, month, kind):
    answer = signed_in(agreed.cast.observer).get(f"/p/skylark/report/{month}/as/{kind}/")

    assert (answer.status_code, len(answer.content) > 1000) == (200, True)


@pytest.mark.parametrize("asked", ["as/docx/", "as/pdf/?paper=a5"])
def test_what_there_is_not_is_not_found(agreed, asked):
    assert signed_in(agreed.cast.observer).get(f"{REPORT}{asked}").status_code == 404


def test_the_page_offers_every_file(agreed):
    page = signed_in(agreed.cast.observer).get(REPORT).content.decode()

    for kind in ("pdf", "pptx", "xlsx", "csv", "json"):
        # A page that waits for a file is no download.
        mark = "" if FORMATS[kind].is_slow else " download"
        assert f'href="{REPORT}as/{kind}/?version=draft"{mark}>{FORMATS[kind].label}</a>' in page


def test_without_pango_a_pdf_says_what_to_install(report, run_without_pango):
    with pytest.raises(FormatUnavailable, match="apt-get install libpango"):
        pdf.as_pdf(report)


@pytest.fixture
def run_without_pango(monkeypatch):
    def missing():
        raise FormatUnavailable(pdf.MISSING)

    monkeypatch.setattr(pdf, "_weasyprint", missing)
