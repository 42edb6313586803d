"""The spreadsheet's own charts, which read its cells: change a cell and they follow."""

from typing import Any

from charts.colours import SPECIAL, slice_colour
from charts.palette import colour, tinted
from governance.formats.tables import Table
from governance.report.figures import KINDS

SIZE = {"width": 720, "height": 340}


def shares_chart(book: Any, sheet: str, table: Table) -> Any:
    """Specials' share by quarter, each beside its own cap."""
    chart = book.add_chart({"type": "column"})
    fill = {"color": colour(SPECIAL)}
    chart.add_series({**_cells(sheet, table, "quarter", "share.share"), "fill": fill, "gap": 60})
    caps = book.add_chart({"type": "line"})
    line = {"color": colour("ink"), "width": 1.5, "dash_type": "dash"}
    caps.add_series({**_cells(sheet, table, "quarter", "cap_percent"), "line": line})
    chart.combine(caps)
    return _finished(chart, "Share of effort that specials took, and the cap, in percent")


def slices_chart(book: Any, sheet: str, table: Table) -> Any:
    """Target (palest), planned and actual of each slice."""
    chart = book.add_chart({"type": "column"})
    keys = [str(row[_place(table, "slice")].value) for row in table.rows]
    for kind, _, strength in KINDS:
        points = [{"fill": {"color": tinted(slice_colour(key), strength)}} for key in keys]
        chart.add_series({**_cells(sheet, table, "name", kind), "points": points})
    return _finished(chart, "Target (palest), planned and actual share of each slice, in percent")


def _cells(sheet: str, table: Table, names: str, values: str) -> dict[str, Any]:
    last, name, value = len(table.rows), _place(table, names), _place(table, values)
    return {
        "name": [sheet, 0, value],
        "categories": [sheet, 1, name, last, name],
        "values": [sheet, 1, value, last, value],
    }


def _place(table: Table, key: str) -> int:
    return [column.key for column in table.columns].index(key)


def _finished(chart: Any, title: str) -> Any:
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}, "overlay": False})
    chart.set_y_axis({"min": 0, "num_format": "0", "major_gridlines": {"visible": True}})
    chart.set_legend({"position": "bottom"})
    chart.set_size(SIZE)
    return chart
