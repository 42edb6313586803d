"""With nothing, with one special and with fifty."""

from dataclasses import replace

import pytest

from tests.governance.formats.reading import needs_pango, pdf, sheets, slide_texts, slides

pytestmark = pytest.mark.any_database


def grown(report, n: int):
    """The report with `n` specials, promises apart, and as many items put off."""
    specials = [replace(report.underway[0], title=f"Special {k}") for k in range(n)]
    put_off = [replace(report.postponed.rows[0], title=f"Item {k}") for k in range(n)]
    decided = [replace(report.decisions.rows[0], title=f"Decided {k}") for k in range(n)]
    return replace(
        report,
        underway=specials,
        postponed=replace(report.postponed, rows=put_off),
        decisions=replace(report.decisions, rows=decided),
    )


@pytest.mark.parametrize("n", [1, 50])
def test_slides_are_eight_whatever_there_is(report, n):
    deck = slides(grown(report, n))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    underway = slide_texts(deck.slides[2])

    assert len(titles) == 8
    assert all(titles)
    assert titles[2].startswith("1 special is" if n == 1 else "50 specials are")
    assert (deck.slide_width, deck.slide_height) == (12191695, 6858000)
    shown = [text for text in underway if text.startswith("Special ")]
    assert len(shown) == min(n, 8)
    assert ("And 42 more in the report." in underway) == (n == 50)


def test_an_empty_month_has_no_empty_chart(empty):
    deck = slides(empty)

    charts = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(deck.slides) == 8
    assert len(charts) == 1  # targets and what was planned
    assert "Nothing to list." in slide_texts(deck.slides[2])
    assert sheets(empty)["Specials underway"].max_row == 1


def test_sheets_can_be_worked_with(report):
    book = sheets(report)

    assert book.sheetnames[0] == "Summary"
    assert {"Specials underway", "Customers who wait", "Share by quarter"} <= set(book.sheetnames)
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
    assert len(book["Share by quarter"]._charts) == len(book["Specials versus core"]._charts) == 1
    assert book["Specials underway"]["H2"].number_format == "#,##0.00"
    assert book["Specials underway"]["M2"].number_format == "d mmm yyyy"


@needs_pango
def test_fifty_specials_on_letter_cut_no_row_and_number_their_pages(report):
    many = grown(report, 50)
    paper = pdf(many, "letter")
    sheets_of_paper = [sheet.extract_text() for sheet in paper.pages]

    assert paper.pages[0].mediabox.width == pytest.approx(612)
    for n, said in enumerate(sheets_of_paper, start=1):
        assert f"{n} / {len(sheets_of_paper)}" in said
        assert "Skylark, November 2026" in said
    # What page one needs stands on it; sections begin on the second.
    assert "Left for one-offs" in sheets_of_paper[0]
    assert "Special 0" not in sheets_of_paper[0]
    assert "Specials underway" in sheets_of_paper[1]
    for k in range(50):
        assert any(f"Special {k}\n" in said or f"Special {k} " in said for said in sheets_of_paper)
