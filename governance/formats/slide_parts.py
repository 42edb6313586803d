"""What a slide is made of: title, text, table, notes; native shapes that can be edited."""

from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches, Pt

from charts.palette import colour
from governance.formats.tables import Column, Table

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, WIDE = Inches(0.7), Inches(11.93)
TOP = Inches(1.75)
TITLE_ONLY = 5
FONT = "Arial"
# The theme's accents, which whatever is added to a slide takes: core colours, vermilion last.
ACCENTS = (
    "slice-features",
    "slice-infrastructure",
    "slice-quality",
    "slice-discovery",
    "slice-uncategorised",
    "special",
)
PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
MOST_ROWS = 8
MOST_LETTERS = 70
# In characters. Longer titles are set smaller, so that they take two lines.
LONG_TITLE = 90


def new_deck() -> Any:
    """An empty deck, 16:9, in the house's colours; its layouts as wide as its slides."""
    deck = Presentation()
    stretch = WIDTH / deck.slide_width
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    master = deck.slide_master
    for shape in [*master.shapes, *(s for layout in deck.slide_layouts for s in layout.shapes)]:
        shape.left, shape.width = Emu(int(shape.left * stretch)), Emu(int(shape.width * stretch))
    fill = master.background.fill
    fill.solid()
    fill.fore_color.rgb = rgb("paper")
    _paint(master.part.part_related_by(RELATIONSHIP_TYPE.THEME))
    return deck


def rgb(name: str) -> Any:
    """A colour of the house by name, or one given as #bd3110."""
    value = name if name.startswith("#") else colour(name)
    return RGBColor.from_string(value[1:])


def new_slide(deck: Any, title: str, notes: str) -> Any:
    """A slide with its one message as title, and where its figures come from as notes."""
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    box = slide.shapes.title
    box.left, box.top, box.width, box.height = LEFT, Inches(0.45), WIDE, Inches(1.15)
    box.text_frame.word_wrap, box.text_frame.margin_left = True, 0
    box.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    write(box.text_frame, [title], size=28 if len(title) <= LONG_TITLE else 22, bold=True)
    slide.notes_slide.notes_text_frame.text = notes
    return slide


def write(
    frame: Any, lines: Sequence[str], size: int, name: str = "ink", bold: bool = False
) -> None:
    """Replace the frame's text by these lines, one paragraph each."""
    frame.text = ""
    for n, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size / 3)
        run = paragraph.add_run()
        run.text = line
        _style(run.font, size, name, bold)


def add_words(
    slide: Any, lines: Sequence[str], top: Any, size: int = 16, name: str = "ink", high: float = 0.5
) -> None:
    """Add a text box over the slide's width; sizes in points, `high` in inches."""
    frame = slide.shapes.add_textbox(LEFT, top, WIDE, Inches(high)).text_frame
    frame.word_wrap = True
    frame.margin_left = 0
    write(frame, lines, size, name)


def add_table(slide: Any, table: Table, widths: Sequence[float], description: str) -> None:
    """Add the table's first rows, and a line on how many more the report has.

    `widths` are the columns' shares of the slide's width.
    """
    if not table.rows:
        add_words(slide, ["Nothing to list."], TOP, name="quiet")
        return
    shown = table.rows[:MOST_ROWS]
    frame = slide.shapes.add_table(
        len(shown) + 1, len(table.columns), LEFT, TOP, WIDE, Inches(0.4) * (len(shown) + 1)
    )
    describe(frame, description)
    grid = frame.table
    frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN_TABLE
    for place, (column, part) in enumerate(zip(table.columns, widths, strict=True)):
        grid.columns[place].width = Emu(int(WIDE * part / sum(widths)))
        _cell(grid.cell(0, place), column.label, column, is_head=True)
        for at, row in enumerate(shown, start=1):
            _cell(grid.cell(at, place), row[place].said, column)
        for at in range(len(shown) + 1):
            grid.cell(at, place).margin_left = Inches(0.12 if place else 0)
    if more := len(table.rows) - len(shown):
        add_words(slide, [f"And {more:,} more in the report."], Inches(6.85), 12, "quiet")


def describe(frame: Any, words: str) -> None:
    """The alternative text of a table or a chart."""
    frame._element.xpath("./p:nvGraphicFramePr/p:cNvPr")[0].set("descr", words)


def _cell(cell: Any, text: str, column: Column, is_head: bool = False) -> None:
    frame = cell.text_frame
    frame.word_wrap = True
    cut = text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1].rstrip()}\u2026"
    write(frame, [cut.replace("\n", " ")], 12, "quiet" if is_head else "ink", bold=is_head)
    if column.kind not in ("text", "date", "quarter"):
        frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    frame.paragraphs[0].space_after = Pt(0)
    cell.margin_right = 0
    cell.margin_top = cell.margin_bottom = Inches(0.04)
    _rule(cell, "ink" if is_head else "rule")


def _rule(cell: Any, name: str) -> None:
    """A thin line below a cell."""
    line = f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill>{_fill(name)}</a:solidFill></a:lnB>'
    cell._tc.get_or_add_tcPr().append(parse_xml(line))


def _fill(name: str) -> str:
    return f'<a:srgbClr {nsdecls("a")} val="{colour(name)[1:]}"/>'


def _style(font: Any, size: int, name: str, bold: bool) -> None:
    font.name, font.size, font.bold = FONT, Pt(size), bold
    font.color.rgb = rgb(name)


def _paint(theme: Any) -> None:
    """Our colours and a font that every machine has, for what people add to a slide."""
    # python-pptx cannot change a theme, so its XML is rewritten.
    root = parse_xml(theme.blob)
    for n, name in enumerate(ACCENTS, start=1):
        _recolour(root, f"accent{n}", name)
    for tag, name in (("dk1", "ink"), ("lt1", "paper"), ("dk2", "quiet"), ("lt2", "sheet")):
        _recolour(root, tag, name)
    for face in root.iter(qn("a:latin")):
        face.set("typeface", FONT)
    theme._blob = serialize_part_xml(root)


def _recolour(root: Any, tag: str, name: str) -> None:
    (found,) = root.iter(qn(f"a:{tag}"))
    found.clear()
    found.append(parse_xml(_fill(name)))
