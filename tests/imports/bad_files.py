"""Bytes that somebody may take for a table, and what is said of them."""

import gzip
import lzma
import random

from imports.files.workbooks import MAGIC
from tests.imports.spreadsheets import MIMETYPE, line, said, spreadsheet, table
from tests.imports.workbooks import MAIN, cell, content_types, packed, sheet_of, workbook

MB = 1 << 20

GOOD = b"name,arr\nAcme,100\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2040)
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(512)
LONG_TEXT = f'<sst xmlns="{MAIN}"><si><t>{"x" * 130_000}</t></si></sst>'
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet_of(f'<row r="1">{cell("A1", "&a;")}</row>')
SHARED = '<c t="s"><v>0</v></c>'

NO_TABLE = "not a table. Save it as CSV or XLSX."
EMPTY = " is empty. Export it again with a header and its rows."
DAMAGED = " is a damaged or locked workbook. Save it again as XLSX or CSV."
TOO_LARGE = " unpacks to more than a workbook may hold here. Save the sheet as CSV."
TOO_MUCH = " unpacks to more than 64 MB. Export fewer rows or columns at a time."
CUT_OFF = " ends in the middle of a character: it was cut off. Export it again."
NOT_UNPACKED = " is damaged or cut off: it cannot be unpacked. Pack it again."
NO_ROWS = " has a header and no rows. Is the filter of the export too narrow?"
NO_TEXT = " holds NUL bytes: it is not a text file. Export it as CSV or XLSX."
NO_ROW = " characters: that is no table of rows. Export it again as CSV."
NO_WORKBOOK = " is a ZIP archive, not a workbook. Unpack it first."
PACKED = " is compressed in a way that is not read. Unpack it first, or pack it with gzip or xz."
LONG_CELL = " a cell is longer than 131,072 characters, or its quote is never closed. Shorten it."
NO_PAGE = (
    " is a web page (HTML) without a table of rows, perhaps one to sign in or of a fault."
    " Export the table again, as CSV or XLSX."
)
JSON = f" is JSON, {NO_TABLE}"
SIGN_IN = "<!DOCTYPE html>\n<html><body><form><p>Sign in, please</p></form></body></html>"
ONE_ROW = "<table><tr><th>name</th><th>arr</th></tr></table>"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OPEN_QUOTE = (
    " a quoted cell never ends, so that it swallows the rest of the file."
    " Was the file cut off? Export it again."
)


def noise(size=9000):
    return random.Random(7).randbytes(size)  # noqa: S311 (no secret)


def row(cells, number=1):
    return f'<row r="{number}">{cells.replace("#", str(number))}</row>'


def rows(count, cells):
    return "".join(row(cells, number) for number in range(1, count + 1))


def blanks(megabytes):
    """A sheet of nothing but blanks."""
    begin, end = sheet_of("|").split("|")
    return [begin, *[b" " * MB] * megabytes, end]


def long_cell(megabytes):
    """A sheet of one cell."""
    begin, end = sheet_of(row(cell("A1", "|"))).split("|")
    return [begin, *[b"x" * MB] * megabytes, end]


def package_of(part):
    return packed({"[Content_Types].xml": content_types(), part: "<x/>"})


# What it is: (its name, what makes its bytes, what is said behind its name).
BAD_FILES = {
    "an image": ("t.csv", lambda: b"\x89PNG\r\n\x1a\n" + noise(), f" is an image, {NO_TABLE}"),
    "a photograph": ("t.csv", lambda: b"\xff\xd8\xff\xe0" + noise(), f" is an image, {NO_TABLE}"),
    "a PDF": ("t.csv", lambda: b"%PDF-1.7\n" + noise(), f" is a PDF document, {NO_TABLE}"),
    "noise": ("t.csv", noise, NO_TEXT),
    "NULs": ("t.csv", lambda: bytes(10 * MB), NO_TEXT),
    "nothing": ("t.csv", bytes, EMPTY),
    "blank lines": ("t.csv", lambda: b"\r\n" * 5000 + b"  \n,,\n", EMPTY),
    "a header only": ("t.csv", lambda: b"name,arr\n", NO_ROWS),
    "a cut character": ("t.csv", lambda: (GOOD + "Größe,5\nü".encode())[:-1], CUT_OFF),
    "cut UTF-16": ("t.csv", lambda: GOOD.decode().encode("utf-16")[:-1], CUT_OFF),
    "an open quote": ("t.csv", lambda: GOOD + b'"B,5\nC,6\n', f", row 3:{OPEN_QUOTE}"),
    "a cell of 10 MB": (
        "t.csv",
        lambda: GOOD + b"x" * 10 * MB + b",5\n",
        f", row 3, has more than 4,194,304{NO_ROW}",
    ),
    "a quoted cell of 10 MB": (
        "t.csv",
        lambda: GOOD + b'"' + b"x\n" * 5 * MB + b'",5\n',
        f", row 3:{LONG_CELL}",
    ),
    "many lines of one row": (
        "t.csv",
        lambda: GOOD + (b'"' + b"x" * 99 + b'\n",') * 80_000 + b"5\n",
        f", row 3, has more than 4,194,304{NO_ROW}",
    ),
    "commas only": ("t.csv", lambda: b"," * 10 * MB, f", row 1, has more than 4,194,304{NO_ROW}"),
    "rows of 4 MB of commas": (
        "t.csv",
        lambda: GOOD + (b"," * (4 * MB - 9) + b"\n") * 4,
        ", row 3, has 4,194,296 cells, and at most 16,384 can be read. Is the delimiter right?",
    ),
    "5,000 columns": (
        "t.csv",
        lambda: b"name," * 5000 + b"arr\n" + b"1," * 5000 + b"1\n",
        " has 5,001 columns and at most 4,096 can be read. Export fewer.",
    ),
    "an .xls": (
        "t.xls",
        lambda: OLE + noise(),
        " is an old Excel workbook (.xls). Save it as CSV or XLSX.",
    ),
    "an encrypted workbook": (
        "t.xlsx",
        lambda: LOCKED,
        " is locked with a password. Save it again without one, or as CSV.",
    ),
    "a .zip": ("t.zip", lambda: packed({"customers.csv": GOOD}), NO_WORKBOOK),
    "an empty .zip": ("t.zip", lambda: packed({}), NO_WORKBOOK),
    "a letter": (
        "t.docx",
        lambda: package_of("word/document.xml"),
        " is a document, not a workbook. Save its table as CSV or XLSX.",
    ),
    "a binary workbook": (
        "t.xlsb",
        lambda: package_of("xl/workbook.bin"),
        " is a binary workbook (.xlsb). Save it as XLSX or CSV.",
    ),
    "an OpenDocument": (
        "t.ods",
        lambda: packed({"mimetype": "x", "content.xml": "<x/>"}),
        " is an OpenDocument file, not a spreadsheet. Save its table as CSV or XLSX.",
    ),
    "half a workbook": ("t.xlsx", lambda: workbook()[:900], DAMAGED),
    "broken XML": ("t.xlsx", lambda: workbook(**{"worksheets/sheet1": "<x"}), DAMAGED),
    "no sheets": (
        "t.xlsx",
        lambda: workbook(workbook=f'<workbook xmlns="{MAIN}"/>'),
        " has no sheet of cells. Save the sheet as CSV.",
    ),
    "no rows": ("t.xlsx", workbook, EMPTY),
    "a sheet's cell of 60 MB": (
        "t.xlsx",
        lambda: workbook(**{"worksheets/sheet1": long_cell(60)}),
        TOO_LARGE,
    ),
    "a cell far right": ("t.xlsx", lambda: workbook(row(cell("XFE1", "x"))), DAMAGED),
    "a row far below": ("t.xlsx", lambda: workbook(row("", 1_048_577)), DAMAGED),
    "an unknown text": ("t.xlsx", lambda: workbook(row(SHARED)), DAMAGED),
    "a text before the first": (
        "t.xlsx",
        lambda: workbook(row('<c t="s"><v>-2</v></c>'), sharedStrings=LONG_TEXT),
        DAMAGED,
    ),
    "a page to sign in, named .xls": ("t.xls", lambda: SIGN_IN.encode(), NO_PAGE),
    "a page to sign in, named .csv": ("t.csv", lambda: SIGN_IN.encode("utf-16"), NO_PAGE),
    "a page of a header only": ("t.xls", lambda: ONE_ROW.encode(), NO_PAGE),
    "a page of one endless word": (
        "t.xls",
        lambda: b"<table><tr><td>" + b"x" * 9 * MB,
        TOO_LARGE,
    ),
    "JSON named .xls": ("t.xls", lambda: b'\xef\xbb\xbf {"issues": []}', JSON),
    "JSON named .csv": ("t.csv", lambda: b'[{"name": "Acme"}, {"name": "Bolt"}]\n', JSON),
    "XML": ("t.csv", lambda: b'<?xml version="1.0"?><rss></rss>', f" is XML, {NO_TABLE}"),
    "a workbook of 2003": (
        "t.xls",
        lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>\n<Workbook>',
        " is an XML spreadsheet, as Excel 2003 wrote them. Save it as CSV or XLSX.",
    ),
    "a page in one file": (
        "t.xls",
        lambda: b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n",
        " is a web page kept as one file (MHTML). Save it as CSV or XLSX.",
    ),
    "Daylight's own rows": ("t.rows", lambda: MAGIC + b"name,arr\r\n0", DAMAGED),
    "an OpenDocument with a password": (
        "t.ods",
        lambda: packed({"mimetype": MIMETYPE, "content.xml": noise()}),
        DAMAGED,
    ),
    "an OpenDocument without sheets": (
        "t.ods",
        lambda: spreadsheet(""),
        " has no sheet of cells. Save the sheet as CSV.",
    ),
    "an OpenDocument of blanks": ("t.ods", lambda: spreadsheet(table("")), EMPTY),
    "a bomb of repeated cells": (
        "t.ods",
        lambda: spreadsheet(table(line(said("x", 16_384), 100_000))),
        TOO_LARGE,
    ),
    "an OpenDocument of too many columns": (
        "t.ods",
        lambda: spreadsheet(table(line(said("x", 16_385)))),
        DAMAGED,
    ),
    "an OpenDocument of entities": (
        "t.ods",
        lambda: packed({"mimetype": MIMETYPE, "content.xml": ENTITY}),
        DAMAGED,
    ),
    "a workbook of the strict form": (
        "t.xlsx",
        lambda: workbook(workbook=f'<workbook xmlns="{STRICT}"/>'),
        " is a workbook of the strict form (Strict Open XML), which is not read."
        " Save it as an ordinary Excel workbook (.xlsx), or as CSV.",
    ),
    "rows out of order": (
        "t.xlsx",
        lambda: workbook(row(cell("A5", "x"), 5) + row(cell("A3", "y"), 3)),
        DAMAGED,
    ),
    "a workbook in UTF-16": (
        "t.xlsx",
        lambda: workbook(
            **{"worksheets/sheet1": [sheet_of(row(cell("A1", "x"))).encode("utf-16")]}
        ),
        DAMAGED,
    ),
    "a bomb of entries": (
        "t.xlsx",
        lambda: packed({f"x{n}": "" for n in range(10_001)}),
        TOO_LARGE,
    ),
    "a bomb of shared texts": (
        "t.xlsx",
        lambda: workbook(sharedStrings=[f'<sst xmlns="{MAIN}">', "<si/>" * 100_001, "</sst>"]),
        TOO_LARGE,
    ),
    "a bomb of styles": (
        "t.xlsx",
        lambda: workbook(styles=[f'<styleSheet xmlns="{MAIN}">', *["<xf/>" * MB] * 2]),
        TOO_LARGE,
    ),
    "gzip cut off": ("t.csv.gz", lambda: gzip.compress(GOOD * 1000)[:-20], NOT_UNPACKED),
    "xz cut off": ("t.csv.xz", lambda: lzma.compress(GOOD * 1000)[:-20], NOT_UNPACKED),
    "gzip damaged": ("t.csv.gz", lambda: gzip.compress(GOOD)[:10] + noise(500), NOT_UNPACKED),
    "gzip of nothing": ("t.csv.gz", lambda: gzip.compress(b""), EMPTY),
    "gzip in gzip": (
        "t.csv.gz",
        lambda: gzip.compress(gzip.compress(GOOD)),
        " is compressed twice. Unpack it first.",
    ),
    "bzip2": ("t.csv.bz2", lambda: b"BZh91AY&SY" + noise(), PACKED),
    "7z": ("t.7z", lambda: b"7z\xbc\xaf\x27\x1c" + noise(), PACKED),
    # Bombs: small files that unpack to more than a machine holds.
    "a gzip bomb": ("t.csv.gz", lambda: gzip.compress(GOOD * 100_000) * 80, TOO_MUCH),
    "an xz bomb": ("t.csv.xz", lambda: lzma.compress(GOOD * 100_000, preset=0) * 80, TOO_MUCH),
    "xz that wants much memory": (
        "t.csv.xz",
        lambda: lzma.compress(GOOD, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 256 * MB}]),
        NOT_UNPACKED,
    ),
    "a bomb of blanks": (
        "t.xlsx",
        lambda: workbook(**{"worksheets/sheet1": blanks(65)}),
        TOO_LARGE,
    ),
    "a bomb of far corners": (
        "t.xlsx",
        lambda: workbook(rows(700, '<c r="A#"><v>1</v></c><c r="XFD#"><v>1</v></c>')),
        TOO_LARGE,
    ),
    "a bomb of one text": (
        "t.xlsx",
        lambda: workbook(rows(80, SHARED * 10), sharedStrings=LONG_TEXT),
        TOO_MUCH,
    ),
    "a bomb of one row": (
        "t.xlsx",
        lambda: workbook(row(SHARED * 1000), sharedStrings=LONG_TEXT),
        TOO_LARGE,
    ),
    "a bomb of one tag": ("t.xlsx", lambda: workbook(row(f'<c x="{"y" * 6 * MB}"/>')), TOO_LARGE),
    "a bomb of names": (
        "t.xlsx",
        lambda: workbook(row("".join(f"<x{n}/>" for n in range(1500)))),
        DAMAGED,
    ),
    "a bomb of entities": ("t.xlsx", lambda: workbook(**{"worksheets/sheet1": ENTITY}), DAMAGED),
}
