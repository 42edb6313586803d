"""Workbooks to read: honest ones, and ones that no spreadsheet program would write."""

import datetime as dt
import io
import zipfile

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def written(path, sheets, hidden=(), merged="", **options):
    """Write an honest workbook: for each sheet its rows. Lengths of time get their format."""
    options = {"default_date_format": "yyyy-mm-dd hh:mm:ss", **options}
    with xlsxwriter.Workbook(path, options) as book:
        length = book.add_format({"num_format": "[h]:mm:ss"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            if merged:
                sheet.merge_range(merged, "")
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell, length)
    return path


def _write(sheet, row, column, cell, length):
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, dt.timedelta):
        sheet.write_datetime(row, column, cell, length)
    else:
        sheet.write(row, column, cell)


# One style that is plain and one of a day, and looks as no program should write them.
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fills><fill/></fills><cellStyleXfs><xf numFmtId="0"/>'
    '</cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)


def content_types():
    """The part that says what each part is."""
    parts = {
        "/xl/workbook.xml": "sheet.main",
        "/xl/worksheets/sheet1.xml": "worksheet",
        "/xl/sharedStrings.xml": "sharedStrings",
        "/xl/styles.xml": "styles",
    }
    said = "".join(
        f'<Override PartName="{part}" ContentType="{SPREADSHEET}.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    return f'<Types xmlns="{CONTENT}">{said}</Types>'


def relations(*pairs):
    """The part that says what another one refers to, by kind and target."""
    said = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(pairs, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{said}</Relationships>'


def sheet_of(rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def cell(ref, text):
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def workbook(rows="", **parts):
    """The bytes of a smallest workbook; `rows` is the XML of its sheet's rows."""
    return packed(
        {
            "[Content_Types].xml": content_types(),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": (
                f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
                '<sheet name="Tasks" sheetId="1" r:id="r1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "worksheets/sheet1.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "/xl/styles.xml"),
            ),
            "xl/worksheets/sheet1.xml": sheet_of(rows),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
            "xl/styles.xml": STYLES,
            **{f"xl/{name}.xml": part for name, part in parts.items()},
        }
    )


def packed(parts):
    """The bytes of a ZIP archive; a part may be several blocks, so that it can be a large one."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            with archive.open(name, "w", force_zip64=True) as member:
                for block in [part] if isinstance(part, str | bytes) else part:
                    member.write(block.encode() if isinstance(block, str) else block)
    return target.getvalue()
