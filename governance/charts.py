"""Charts of the report as Plotly data: colours by name, which the page turns into its own."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from company.calendar import Quarter
from governance.models import Policy
from governance.report.facts import Report, Slices

type Figure = dict[str, Any]

# More bars than that have no room for a number on each.
MOST_SAID = 12


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
    """Specials' share of effort over the report's eight quarters."""
    rows = report.slices.quarters
    shares = {row.quarter: row.share.share for row in rows}
    return shares_figure(shares, [row.cap_percent for row in rows], report.slices)


def shares_figure(
    by_quarter: Mapping[Quarter, Decimal | None],
    caps: Sequence[Decimal],
    levels: Slices | Policy,
) -> Figure:
    """Specials' share of effort by quarter, with the named lines; the cap's is the last one's."""
    lines = [
        _line(caps[-1], _cap_name(caps)),
        _line(levels.straining_above, "straining"),
        _line(levels.struggling_from, "struggling"),
        _line(levels.off_the_road_from, "off the road"),
    ]
    shares = [_number(share) for share in by_quarter.values()]
    most = max((share for share in shares if share), default=0)
    return {
        "data": [
            {
                "type": "bar",
                "x": [f"Q{quarter.number}<br>{quarter.year}" for quarter in by_quarter],
                "y": shares,
                "text": [_said(share, share == most, len(shares)) for share in shares],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": "special"},
                "hovertemplate": "%{x}: %{y:.1f}%<extra></extra>",
            }
        ],
        "layout": {
            "shapes": [shape for shape, _ in lines],
            "annotations": [words for _, words in lines],
            "yaxis": {"rangemode": "tozero", "ticksuffix": "%", "range": [0, max(34, most * 1.1)]},
            "margin": {"r": 90, "b": 44},
        },
    }


def _cap_name(caps: Sequence[Decimal]) -> str:
    """Says "now" where earlier quarters had another cap, to the tenth that is shown."""
    now = "now " if len({round(cap, 1) for cap in caps}) > 1 else ""
    return f"cap {now}{caps[-1]:.0f}%"


def _said(share: float | None, is_most: bool, bars: int) -> str:
    """What stands on a bar: where they are many, on the highest only."""
    if not share or (bars > MOST_SAID and not is_most):
        return ""
    return f"{share:.0f}%" if share >= 1 else f"{share:.1f}%"


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
