"""What people typed comes through every format as they typed it, and does nothing there."""

import csv
import html
import io
import re
import zipfile
from dataclasses import replace

import pytest

from governance.formats.csv_zip import as_csv
from governance.formats.mail import as_mail
from governance.formats.page import as_html
from governance.formats.registry import FORMATS
from tests.governance.formats.reading import (
    needs_pango,
    pdf,
    run_together,
    sheets,
    slide_texts,
    slides,
)

pytestmark = pytest.mark.any_database

FORMULA = "=cmd|' /C calc'!A0"
SCRIPT = "<script>alert(1)</script> & co"
LONG = "Donaudampfschiff" * 12
EMOJI = "Gate 🚪 for Ünal"
HEBREW = "שער הכניסה"
CONTROL = "tab\tand\x0bbell\x07"
TEXTS = (FORMULA, SCRIPT, LONG, EMOJI, HEBREW)


@pytest.fixture
def hostile(report):
    """Each text as a title, a customer, a deal and a reason."""
    row, decision = report.underway[0], report.decisions.rows[0]
    underway = [replace(row, title=text, customer=text, deal=text) for text in (*TEXTS, CONTROL)]
    decided = [replace(decision, title=text, reason=text, by=text) for text in TEXTS]
    return replace(
        report,
        product_name=f"{SCRIPT} &P",
        underway=underway,
        decisions=replace(report.decisions, rows=decided),
        notes=[SCRIPT],
    )


def test_csv_neutralises_formulas_and_excel_reads_its_umlauts(hostile):
    raw = zipfile.ZipFile(io.BytesIO(as_csv(hostile))).read("02-underway.csv")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))

    assert raw.startswith(b"\xef\xbb\xbf")
    assert [row["Special"] for row in rows] == [f"'{FORMULA}", *TEXTS[1:], "tab\tand bell "]


def test_the_spreadsheet_holds_texts_and_no_formula(hostile):
    book = sheets(hostile)
    special = [cell for (cell,) in book["Specials underway"].iter_rows(min_row=2, max_col=1)]

    assert [cell.value for cell in special] == [*TEXTS, "tab\tand bell "]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}


def test_pages_and_mail_run_nothing(hostile):
    _, text, page, _ = as_mail(hostile, "https://daylight.example/")

    for written in (as_html(hostile).decode(), page):
        assert "<script" not in written
        assert SCRIPT in html.unescape(written)
    assert SCRIPT in text
    assert all(text in html.unescape(as_html(hostile).decode()) for text in TEXTS)


def test_slides_stay_within_their_table(hostile):
    texts = [text for slide in slides(hostile).slides for text in slide_texts(slide)]

    assert {FORMULA, SCRIPT, EMOJI, HEBREW} <= set(texts)
    assert f"{LONG[:69]}…" in texts


@needs_pango
def test_paper_prints_them(hostile):
    paper = run_together(" ".join(sheet.extract_text() for sheet in pdf(hostile).pages))

    said = [run_together(text) for text in (FORMULA, SCRIPT, LONG, "for Ünal")]
    assert [text for text in said if text not in paper] == []


def test_the_same_facts_make_the_same_bytes(hostile):
    for key in ("html", "pptx", "xlsx", "csv", "json"):
        assert FORMATS[key].bytes_of(hostile) == FORMATS[key].bytes_of(hostile), key


def test_links_of_a_saved_page_name_the_site(hostile, settings):
    settings.SITE_URL = "https://daylight.example"

    links = set(re.findall(r'href="(.*?)"', as_html(hostile).decode()))

    assert "https://daylight.example/p/skylark/queue/" in links
    assert [link for link in links if not link.startswith(("https://daylight.example/", "#"))] == []
