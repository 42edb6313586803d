"""Charts of the report as Plotly data: colours by name, which the page turns into its own."""

from decimal import Decimal
from typing import Any

from governance.report.facts import Report

type Figure = dict[str, Any]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 2)


def _line(y: Decimal, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A named horizontal line, and its words at the right end."""
    shape = {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": float(y), "y1": float(y),
        "line": {"color": "rule", "width": 1, "dash": "dot"},
    }  # fmt: skip
    words = {
        "xref": "paper", "x": 1, "xanchor": "left", "y": float(y), "yanchor": "middle",
        "text": name, "showarrow": False, "font": {"color": "quiet", "size": 11},
    }  # fmt: skip
    return shape, words


def shares_chart(report: Report) -> Figure:
    """Specials' share of effort over eight quarters, with the named lines."""
    rows = report.slices.quarters
    cap = rows[-1].cap_percent
    lines = [
        _line(cap, f"cap {cap:.0f}%"),
        _line(report.slices.straining_above, "straining"),
        _line(report.slices.struggling_from, "struggling"),
        _line(report.slices.off_the_road_from, "off the road"),
    ]
    shares = [_number(row.share.share) for row in rows]
    return {
        "data": [
            {
                "type": "bar",
                "x": [f"Q{row.quarter.number}<br>{row.quarter.year}" for row in rows],
                "y": shares,
                "text": ["" if share is None else f"{share:.0f}%" for share in shares],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": "special"},
                "hovertemplate": "%{x}: %{y:.1f}%<extra></extra>",
            }
        ],
        "layout": {
            "shapes": [shape for shape, _ in lines],
            "annotations": [words for _, words in lines],
            "yaxis": {"rangemode": "tozero", "ticksuffix": "%", "range": [0, 34]},
            "margin": {"r": 90, "b": 44},
        },
    }


def slices_chart(report: Report) -> Figure:
    """Target, planned and actual of each slice, side by side."""
    rows = report.slices.rows
    kinds = [("target", "Target", 0.35), ("planned", "Planned", 0.6), ("actual", "Actual", 1)]
    return {
        "data": [
            {
                "type": "bar",
                "name": name,
                "x": [row.slice.replace("_", " ").capitalize() for row in rows],
                "y": [_number(getattr(row, kind)) for row in rows],
                "marker": {"color": [row.slice for row in rows], "opacity": strength},
                "hovertemplate": f"%{{x}}, {name.lower()}: %{{y:.1f}}%<extra></extra>",
            }
            for kind, name, strength in kinds
        ],
        "layout": {
            "barmode": "group",
            "yaxis": {"rangemode": "tozero", "ticksuffix": "%"},
        },
    }
