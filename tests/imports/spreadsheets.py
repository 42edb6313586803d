"""OpenDocument spreadsheets to read."""

from tests.imports.workbooks import packed

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
OWN = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
NAMES = " ".join(
    f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def spreadsheet(tables, styles=""):
    """The bytes of a spreadsheet of these tables."""
    content = (
        f'<office:document-content {NAMES} xmlns:calcext="{OWN}">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return packed({"mimetype": MIMETYPE, "content.xml": content})


def table(rows, name="Log", style=""):
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def line(cells, times=1):
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def said(text, times=1):
    """A cell of text."""
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def typed(kind, text, attribute="value"):
    """A cell of a value, which shows something else."""
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{text}">'
        "<text:p>as shown</text:p></table:table-cell>"
    )


def blank(times=1):
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'
