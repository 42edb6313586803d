"""A Plotly figure as a still picture, drawn on the server.

It is what is printed, what is seen without JavaScript, and what is shown until somebody points at
the chart: Plotly's script is large, and most readers never point. Lengths are in the units of the
picture's view box.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

WIDTH = 400
HEIGHT = 260
PIE_WIDTH = 330
PIE_HEIGHT = 240
RADIUS = 84
# The length of the line from a slice to its label.
LEADER = 12
# The distance of two labels of two lines each.
APART = 28
# The margins of a chart of bars, for its scale and names.
LEFT, TOP, BOTTOM = 34, 16, 36
# Where a bar has less room for its name, names alternate between two lines. Below LEAST_ROOM some
# are left out. LINE_NAMES is the margin at the right for the names of lines.
NAME_ROOM = 72
LEAST_ROOM = 30
LINE_NAMES = 72
# The distances between two lines of a scale, in percent.
STEPS = (1, 2, 5, 10, 20, 25, 50, 100)


def token(name: str) -> str:
    """The CSS variable of the colour of that name (charts/colours.py)."""
    return f"var(--{name})"


@dataclass(frozen=True)
class Words:
    """One label: its lines of text, where the first one is, and its text-anchor."""

    lines: Sequence[str]
    x: float
    y: float
    anchor: str = "middle"


@dataclass(frozen=True)
class Piece:
    """One slice of a pie, with the line to its label."""

    path: str
    fill: str
    leader: str
    words: Words


@dataclass(frozen=True)
class Bar:
    """One bar, and the text above it."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    opacity: float
    words: Words


@dataclass(frozen=True)
class Level:
    """One horizontal line of the scale, with its value."""

    y: float
    words: Words


@dataclass(frozen=True)
class Step:
    """The limit of one bar: a line across that bar's room."""

    left: float
    right: float
    y: float


@dataclass(frozen=True)
class Bars:
    """A chart of bars, ready to be drawn.

    `named` are the heights of the named lines, `said` the names of these and of the limits.
    """

    bars: Sequence[Bar]
    scale: Sequence[Level]
    named: Sequence[float]
    steps: Sequence[Step]
    said: Sequence[Words]
    names: Sequence[Words]
    right: float
    floor: float = HEIGHT - BOTTOM


def pie(figure: dict[str, Any]) -> list[Piece]:
    """The pieces of a pie, clockwise from twelve o'clock."""
    (data,) = figure["data"]
    values = data["values"]
    whole = sum(values) or 1
    arcs = list(pairwise([0.0, *(weeks_before / whole for weeks_before in accumulate(values))]))
    labels = [
        _beside((start + end) / 2, (name, f"{value / whole:.0%}"))
        for (start, end), name, value in zip(arcs, data["labels"], values, strict=True)
    ]
    return [
        Piece(_sector(*arc), token(colour), _leader(sum(arc) / 2), words)
        for arc, colour, words in zip(arcs, data["marker"]["colors"], _apart(labels), strict=True)
    ]


def _apart(labels: Sequence[Words]) -> list[Words]:
    """The labels of each side moved down or up until none touches its neighbour.

    Clockwise, the labels of the right side go down and those of the left side go up.
    """
    moved: list[Words] = []
    for words in labels:
        before = moved[-1] if moved else None
        if before and before.anchor == words.anchor and words.anchor != "middle":
            down = words.anchor == "start"
            y = max(words.y, before.y + APART) if down else min(words.y, before.y - APART)
            words = replace(words, y=y)
        moved.append(words)
    return moved


def _at(turn: float, radius: float) -> tuple[float, float]:
    angle = 2 * math.pi * turn
    return PIE_WIDTH / 2 + radius * math.sin(angle), PIE_HEIGHT / 2 - radius * math.cos(angle)


def _point(turn: float, radius: float) -> str:
    return "{:.2f} {:.2f}".format(*_at(turn, radius))


def _sector(start: float, end: float) -> str:
    # An arc cannot end where it starts: a whole pie stops a hair before.
    end = min(end, start + 0.9999)
    arc = f"A {RADIUS} {RADIUS} 0 {int(end - start > 0.5)} 1 {_point(end, RADIUS)}"
    return f"M {_point(0, 0)} L {_point(start, RADIUS)} {arc} Z"


def _leader(turn: float) -> str:
    """The path of the line from a slice's rim towards its label."""
    return f"M {_point(turn, RADIUS)} L {_point(turn, RADIUS + LEADER)}"


def _beside(turn: float, lines: Sequence[str]) -> Words:
    """The label beside the middle of a slice's rim."""
    x, y = _at(turn, RADIUS + LEADER + 6)
    sideways = math.sin(2 * math.pi * turn)
    if abs(sideways) < 0.1:
        return Words(lines, x, y - 14 if y < PIE_HEIGHT / 2 else y + 10)
    return Words(lines, x, y - 3, "start" if sideways > 0 else "end")


def bars(figure: dict[str, Any]) -> Bars:
    """Bars side by side from zero, with the lines that the figure names."""
    data, layout = figure["data"], figure["layout"]
    shapes, said = layout.get("shapes", []), layout.get("annotations", [])
    right = WIDTH - (LINE_NAMES if said else 4)
    across = [shape for shape in shapes if shape["xref"] == "paper"]
    own = [shape for shape in shapes if shape["xref"] == "x"]
    values = [value for series in data for value in series["y"] if value is not None]
    # Without a given end the scale leaves a tenth of room above the tallest bar, for its text.
    top = layout["yaxis"].get("range", [0, 0])[1] or max([*values, 1]) * 1.1
    return Bars(
        bars=list(_bars(data, top, right)),
        scale=[_level(value, f"{value}%", top, LEFT - 6, "end") for value in _steps(top)],
        named=[HEIGHT - BOTTOM - _height(shape["y0"], top) for shape in across],
        steps=[_step(shape, top, right, len(data[0]["x"])) for shape in own],
        said=[_level(each["y"], each["text"], top, right + 5, "start").words for each in said],
        names=_names(data[0]["x"], right),
        right=right,
    )


def _step(shape: dict[str, Any], top: float, right: float, bars: int) -> Step:
    room = (right - LEFT) / bars
    left, end = (LEFT + room * (shape[x] + 0.5) for x in ("x0", "x1"))
    return Step(left, end, HEIGHT - BOTTOM - _height(shape["y0"], top))


def _steps(top: float) -> range:
    step = next((step for step in STEPS if top / step <= 5), STEPS[-1])
    return range(0, int(top) + 1, step)


def _height(value: float, top: float) -> float:
    return (HEIGHT - TOP - BOTTOM) * min(value, top) / top


def _level(value: float, text: str, top: float, x: float, anchor: str) -> Level:
    y = HEIGHT - BOTTOM - _height(value, top)
    return Level(y, Words([text], x, y + 4, anchor))


def _bars(data: Sequence[dict[str, Any]], top: float, right: float) -> Iterator[Bar]:
    room = (right - LEFT) / len(data[0]["x"])
    width = room * 0.72 / len(data)
    for n, series in enumerate(data):
        marker, texts = series["marker"], series.get("text", [""] * len(series["y"]))
        for place, (value, text) in enumerate(zip(series["y"], texts, strict=True)):
            if value is None:
                continue
            x = LEFT + room * (place + 0.14) + width * n
            height = _height(value, top)
            y = HEIGHT - BOTTOM - height
            colours = marker["color"]
            colour = colours if isinstance(colours, str) else colours[place]
            words = Words([text] if text else [], x + width / 2, y - 5)
            yield Bar(x, y, width, height, token(colour), marker.get("opacity", 1), words)


def _names(names: Sequence[str], right: float) -> list[Words]:
    """The names under the bars; every second or third one where all of them would touch."""
    room = (right - LEFT) / len(names)
    floor = HEIGHT - BOTTOM + 15
    crowded = any("<br>" not in name for name in names) and room < NAME_ROOM
    return [
        Words(
            name.split("<br>"),
            LEFT + room * (place + 0.5),
            floor + 13 if crowded and place % 2 else floor,
        )
        for place, name in enumerate(names)
        if not place % math.ceil(LEAST_ROOM / room)
    ]
