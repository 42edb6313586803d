"""The charts of the slides: native, with their data inside, so that a click edits them."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from charts.colours import SPECIAL, slice_colour
from charts.palette import colour, tinted
from company.units import hundredths
from governance.formats.slide_parts import FONT, LEFT, TOP, WIDE, describe, rgb
from governance.report.figures import KINDS

if TYPE_CHECKING:
    from governance.report.facts import Slices

SHARE_FORM = '0.0"%"'
STROKE = (
    '<a:ln w="22225"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    '<a:prstDash val="dash"/></a:ln>'
)


def add_shares(slide: Any, facts: "Slices", description: str) -> None:
    """Specials' share by quarter, and each quarter's own cap as a line."""
    data = CategoryChartData(number_format="0.00")
    data.categories = [row.quarter.label for row in facts.quarters]
    data.add_series("Specials, % of effort", [_number(r.share.share) for r in facts.quarters])
    data.add_series("Cap, %", [_number(row.cap_percent) for row in facts.quarters])
    chart = _add(slide, data, description)
    plot = chart.plots[0]
    plot.gap_width = 60
    bars = plot.series[0]
    bars.format.fill.solid()
    bars.format.fill.fore_color.rgb = rgb(SPECIAL)
    labels = bars.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = (
        True,
        SHARE_FORM,
        False,
    )
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.name = Pt(12), FONT
    _as_line(chart)


def add_slices(slide: Any, facts: "Slices", description: str) -> None:
    """Target (palest), planned and actual of each slice."""
    data = CategoryChartData(number_format="0.00")
    data.categories = [row.name for row in facts.rows]
    for kind, name, _ in KINDS:
        data.add_series(f"{name}, %", [_number(getattr(row, kind)) for row in facts.rows])
    chart = _add(slide, data, description)
    chart.plots[0].gap_width = 60
    for (_, _, strength), series in zip(KINDS, chart.plots[0].series, strict=True):
        series.format.fill.solid()  # which the legend shows
        series.format.fill.fore_color.rgb = rgb(tinted("ink", strength))
        for place, row in enumerate(facts.rows):
            fill = series.points[place].format.fill
            fill.solid()
            fill.fore_color.rgb = rgb(tinted(slice_colour(row.slice), strength))


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(hundredths(value))


def _add(slide: Any, data: Any, description: str) -> Any:
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, LEFT, TOP, WIDE, Inches(4.85), data
    )
    describe(frame, description)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(12), FONT
    chart.font.color.rgb = rgb("ink")
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    scale = chart.value_axis
    scale.minimum_scale = 0
    scale.tick_labels.number_format, scale.tick_labels.number_format_is_linked = '0"%"', False
    scale.major_gridlines.format.line.color.rgb = rgb("rule")
    return chart


def _as_line(chart: Any) -> None:
    """The last series drawn as a line over the bars, which python-pptx has no way to ask for."""
    plot = chart._chartSpace.chart.plotArea
    (bars,) = plot.findall(qn("c:barChart"))
    series = bars.findall(qn("c:ser"))[-1]
    bars.remove(series)
    for only_of_bars in series.findall(qn("c:invertIfNegative")):
        series.remove(only_of_bars)
    # PowerPoint reads a series only in the order of its schema: name, line, marker.
    name = series.find(qn("c:tx"))
    name.addnext(_element("c:marker", '<c:symbol val="none"/>'))
    name.addnext(_element("c:spPr", STROKE.format(colour=colour("ink")[1:])))
    series.append(_element("c:smooth", val="0"))
    line = _element("c:lineChart", '<c:grouping val="standard"/><c:varyColors val="0"/>')
    line.append(series)
    line.append(_element("c:marker", val="1"))
    for axis in bars.findall(qn("c:axId")):
        line.append(_element("c:axId", val=axis.get("val")))
    bars.addnext(line)


def _element(tag: str, inner: str = "", **attributes: str) -> Any:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return parse_xml(f"<{tag} {nsdecls('c', 'a')}{said}>{inner}</{tag}>")
