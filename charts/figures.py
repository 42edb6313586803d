"""Charts as Plotly data, with colours by name (charts/colours.py).

The same data is drawn as a still picture (charts/still.py) and, once somebody points at it, by
Plotly in static/js/charts.js, which replaces the names of colours by the page's values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from charts import colours

type Figure = dict[str, Any]


@dataclass(frozen=True)
class Series:
    """One series of bars: values in percent, and a colour for all or one for each bar."""

    values: Sequence[Decimal | None]
    colour: str | Sequence[str]
    name: str = ""
    texts: Sequence[str] = ()
    opacity: float = 1


@dataclass(frozen=True)
class Part:
    """One slice of a pie, in engineer-weeks."""

    name: str
    colour: str
    weeks: Decimal


def bars(
    names: Sequence[str],
    series: Sequence[Series],
    *,
    levels: Iterable[tuple[Decimal, str]] = (),
    steps: Sequence[Decimal] = (),
    step_name: str = "",
    top: float | None = None,
) -> Figure:
    """A chart of bars in percent from zero; `top` is the end of the scale, None fits it.

    `levels` are named lines across the whole chart. `steps` are the limits of the bars, one for
    each, drawn across that bar alone; `step_name` stands beside the last.
    """
    lines = [_level(height, name) for height, name in levels]
    limits = [_step(place, height) for place, height in enumerate(steps)]
    scale: dict[str, Any] = {"rangemode": "tozero", "ticksuffix": "%"}
    layout: dict[str, Any] = {"yaxis": scale}
    if top is not None:
        scale["range"] = [0, top]
    if lines:
        layout |= {"shapes": [s for s, _ in lines], "annotations": [words for _, words in lines]}
        layout["margin"] = {"r": 90, "b": 44}
    if limits:
        layout["shapes"] = [*layout.get("shapes", []), *limits]
        layout["annotations"] = [*layout.get("annotations", []), _beside(steps[-1], step_name)]
    if len(series) > 1:
        layout["barmode"] = "group"
    return {"data": [_bars(names, each) for each in series], "layout": layout}


def pie(parts: Sequence[Part]) -> Figure:
    """A pie of the parts, clockwise from twelve o'clock in the order given."""
    data = {
        "type": "pie",
        "labels": [part.name for part in parts],
        "values": [float(part.weeks) for part in parts],
        "sort": False,
        "direction": "clockwise",
        "rotation": 0,
        "texttemplate": "%{label}<br>%{percent:.0%}",
        "textposition": "outside",
        "automargin": True,
        "marker": {
            "colors": [part.colour for part in parts],
            "line": {"color": colours.QUIET, "width": 1},
        },
        "hovertemplate": "%{label}: %{value:.2f} wk<extra></extra>",
    }
    return {
        "data": [data],
        "layout": {"height": 300, "margin": {"l": 8, "r": 8, "t": 8, "b": 8}},
    }


def rounded(value: Decimal | None) -> float | None:
    """The value as JSON holds it: a float with two places."""
    return None if value is None else round(float(value), 2)


def _bars(names: Sequence[str], series: Series) -> dict[str, Any]:
    point = f"%{{x}}, {series.name.lower()}" if series.name else "%{x}"
    bar: dict[str, Any] = {
        "type": "bar",
        "x": list(names),
        "y": [rounded(value) for value in series.values],
        "marker": {
            "color": series.colour if isinstance(series.colour, str) else list(series.colour)
        },
        "hovertemplate": f"{point}: %{{y:.1f}}%<extra></extra>",
    }
    if series.name:
        bar |= {"name": series.name, "marker": bar["marker"] | {"opacity": series.opacity}}
    if series.texts:
        bar |= {"text": list(series.texts), "textposition": "outside", "cliponaxis": False}
    return bar


def _level(y: Decimal, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A named line across the chart, and its name at the right end, as Plotly shapes."""
    line = {"color": colours.RULE, "width": 1, "dash": "dot"}
    across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1}
    return {**across, "y0": float(y), "y1": float(y), "line": line}, _beside(y, name)


def _step(place: int, y: Decimal) -> dict[str, Any]:
    """A line across the bar at that place."""
    across = {"type": "line", "xref": "x", "x0": place - 0.5, "x1": place + 0.5}
    line = {"color": colours.INK, "width": 1.5}
    return {**across, "y0": float(y), "y1": float(y), "line": line}


def _beside(y: Decimal, name: str) -> dict[str, Any]:
    beside = {"xref": "paper", "x": 1, "xanchor": "left", "yanchor": "middle"}
    font = {"color": colours.QUIET, "size": 11}
    return {**beside, "y": float(y), "text": name, "showarrow": False, "font": font}
