"""The report on paper: page one stands alone, and no row is cut."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bin.demonstration import serve

pytestmark = [
    pytest.mark.skipif(
        not (shutil.which("pdftoppm") and shutil.which("pdftotext")),
        reason="pdftoppm and pdftotext (poppler-utils) are not installed",
    ),
    pytest.mark.xdist_group("paper"),  # which has a server of its own
]
# The words of each row of a table that is printed.
ROWS = """() => [...document.querySelectorAll("tbody tr")]
  .filter(row => row.checkVisibility())
  .map(row => row.innerText)"""
INSIDE = "getComputedStyle(document.querySelector('tbody tr')).breakInside"


# A demonstration of its own: what other stories decide makes the report longer.
@pytest.fixture(scope="session")
def folder(pristine, tmp_path_factory) -> Path:
    return Path(shutil.copytree(pristine, tmp_path_factory.mktemp("paper") / "copy"))


@pytest.fixture(scope="session")
def base_url(folder) -> Iterator[str]:
    with serve(folder) as address:
        yield address


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_report_on_paper(sign_in, tmp_path, paper):
    page = sign_in("Helen")
    page.goto("/p/wicket/report/")
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    assert page.locator("svg.still").count() == 2
    assert all(chart.is_visible() for chart in page.locator("svg.still").all())
    rows = page.evaluate(ROWS)
    assert page.evaluate(INSIDE) == "avoid"
    pdf = tmp_path / f"{paper}.pdf"
    page.pdf(path=pdf, format=paper, prefer_css_page_size=False)
    sheets = read(pdf)
    headings = ("Left for one-offs", "Specials underway", "Promised to customers")
    for heading in (*headings, "Postponed in their place"):
        assert heading in sheets[0], f"page one of {paper} does not have {heading!r}"
    # Section 5 begins page two: all of sections 1 to 4 stands before it.
    assert sheets[1].split("\n")[0].strip() == "Specials versus core"
    cut = [row for row in rows if not any(set(words(row)) <= set(words(s)) for s in sheets)]
    assert rows
    assert not cut, f"cut on {paper}: {cut[:3]}"
    subprocess.run(["pdftoppm", "-r", "70", "-png", str(pdf), str(tmp_path / paper)], check=True)
    assert len(list(tmp_path.glob("*.png"))) == len(sheets)


def read(pdf) -> list[str]:
    """The words of each page."""
    told = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    )
    return [sheet for sheet in told.stdout.split("\f") if sheet.strip()]
