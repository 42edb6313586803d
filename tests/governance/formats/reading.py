"""Files of the report read back as their readers' programs read them."""

import csv
import io
import re
import zipfile
from ctypes.util import find_library

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from governance.formats.csv_zip import as_csv
from governance.formats.pdf import as_pdf
from governance.formats.slides import as_pptx
from governance.formats.xlsx import as_xlsx

needs_pango = pytest.mark.skipif(
    not find_library("pangoft2-1.0"),
    reason="libpangoft2-1.0-0 is not installed, which a PDF is set with",
)


def csv_tables(report) -> dict[str, list[dict[str, str]]]:
    """Each file of the zip by its name: its rows by the names of their columns."""
    with zipfile.ZipFile(io.BytesIO(as_csv(report))) as file:
        texts = {name: file.read(name).decode("utf-8-sig") for name in file.namelist()}
    return {name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()}


def csv_rows(report, name: str) -> list[dict[str, str]]:
    """The rows of the file of that name, whatever its number."""
    (rows,) = [rows for file, rows in csv_tables(report).items() if file[3:] == f"{name}.csv"]
    return rows


def sheets(report):
    return load_workbook(io.BytesIO(as_xlsx(report)))


def slides(report):
    return Presentation(io.BytesIO(as_pptx(report)))


def slide_texts(slide) -> list[str]:
    """All that one reads on a slide: texts and cells of tables."""
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def pdf(report, paper: str = "a4") -> PdfReader:
    return PdfReader(io.BytesIO(as_pdf(report, paper)))


def run_together(text: str) -> str:
    """Without spaces and line ends, which a page puts where it has room.

    Where a page has a letter that no font has, pypdf reads each with a zero before it.
    """
    return re.sub(r"[\s\x00]+", "", text)
