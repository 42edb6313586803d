"""Still pictures of charts: the geometry is checked against what the figures say."""

import math
import re
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from charts import still
from charts.figures import Series, bars

NUMBER = re.compile(r"-?\d+\.?\d*")


def pie_figure(*values: float) -> dict:
    names = [f"Slice {n}" for n, _ in enumerate(values)]
    colours = [
        "special",
        "slice-features",
        "paper",
        "slice-added-2",
        *["slice-quality"] * len(values),
    ]
    marker = {"colors": colours[: len(values)]}
    return {"data": [{"type": "pie", "labels": names, "values": list(values), "marker": marker}]}


def bar_figure(*values: float | None, names: list[str] | None = None) -> dict:
    names = names or [f"Q{n}<br>2026" for n, _ in enumerate(values)]
    data = {"type": "bar", "x": names, "y": list(values), "marker": {"color": "special"}}
    return {"data": [data], "layout": {"yaxis": {"range": [0, 40]}}}


def swept(path: str) -> float:
    """The part of a whole turn that a sector covers, from its two rim points and its arc flag."""
    numbers = [float(n) for n in NUMBER.findall(path)]
    (cx, cy), (x1, y1), large, (x2, y2) = numbers[:2], numbers[2:4], numbers[7], numbers[9:11]
    angle = math.atan2(x2 - cx, cy - y2) - math.atan2(x1 - cx, cy - y1)
    turn = angle / (2 * math.pi) % 1
    assert (turn > 0.5) == bool(large)
    return turn


def test_a_pie_starts_at_twelve_and_gives_each_slice_its_part():
    pieces = still.pie(pie_figure(1, 1, 2))

    start = [float(n) for n in NUMBER.findall(pieces[0].path)][2:4]
    assert start == [still.PIE_WIDTH / 2, still.PIE_HEIGHT / 2 - still.RADIUS]
    assert [round(swept(piece.path), 2) for piece in pieces] == [0.25, 0.25, 0.5]
    assert [piece.words.lines[1] for piece in pieces] == ["25%", "25%", "50%"]


def test_a_pie_takes_the_colours_of_the_page():
    pieces = still.pie(pie_figure(1, 1, 1, 1))

    assert [piece.fill for piece in pieces] == [
        "var(--special)",
        "var(--slice-features)",
        "var(--paper)",
        "var(--slice-added-2)",
    ]


def test_one_slice_alone_is_a_whole_pie():
    (piece,) = still.pie(pie_figure(83.2))

    assert swept(piece.path) > 0.999
    assert piece.words.lines[1] == "100%"


@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=7))
def test_labels_of_one_side_never_touch(values):
    pieces = still.pie(pie_figure(*values))

    for side in ("start", "end"):
        heights = sorted(p.words.y for p in pieces if p.words.anchor == side)
        gaps = [below - above for above, below in pairwise(heights)]
        assert all(gap >= still.APART - 0.001 for gap in gaps)


def test_bars_are_as_high_as_their_values():
    bars = still.bars(bar_figure(10, 20, None, 40))

    heights = [bar.height for bar in bars.bars]
    assert len(heights) == 3, "nothing is drawn where nothing is known"
    assert [round(height / heights[0], 6) for height in heights] == [1, 2, 4]
    assert all(round(bar.y + bar.height, 6) == bars.floor for bar in bars.bars)


def test_named_lines_stand_at_their_values():
    figure = bar_figure(40, 20)
    figure["layout"]["shapes"] = [{"xref": "paper", "y0": 20.0}]
    figure["layout"]["annotations"] = [{"y": 20.0, "text": "struggling"}]

    bars = still.bars(figure)

    assert [words.lines for words in bars.said] == [["struggling"]]
    assert bars.named == [bars.bars[1].y]
    assert [level.words.lines[0] for level in bars.scale] == ["0%", "10%", "20%", "30%", "40%"]


def test_each_bar_has_its_own_limit_across_it():
    quarters = ["Q1", "Q2"]
    series = Series([Decimal(40), Decimal(20)], "special")

    figure = bars(quarters, [series], steps=[Decimal(20), Decimal(10)], step_name="cap", top=40)

    drawn = still.bars(figure)
    first, second = drawn.steps
    assert (first.left, second.right) == (still.LEFT, drawn.right)
    assert first.right == second.left
    assert [first.y, second.y] == [drawn.bars[1].y, (drawn.bars[1].y + drawn.floor) / 2]
    assert [(words.lines, words.y) for words in drawn.said] == [(["cap"], second.y + 4)]
    assert [(s["x0"], s["x1"], s["y0"]) for s in figure["layout"]["shapes"]] == [
        (-0.5, 0.5, 20.0),
        (0.5, 1.5, 10.0),
    ]


def test_crowded_names_stand_on_two_lines_by_turns():
    names = ["Features", "Infrastructure", "Quality", "Discovery", "Specials", "Uncategorised"]

    crowded = still.bars(bar_figure(1, 2, 3, 4, 5, 6, names=names)).names
    roomy = still.bars(bar_figure(1, 2, names=names[:2])).names

    assert [words.y - crowded[0].y for words in crowded] == [0, 13, 0, 13, 0, 13]
    assert {words.y for words in roomy} == {roomy[0].y}


def test_names_that_would_touch_are_left_out():
    few = still.bars(bar_figure(*[1] * 12)).names
    many = still.bars(bar_figure(*[1] * 40)).names

    assert [words.lines[0] for words in few][:3] == ["Q0", "Q1", "Q2"]
    assert [words.lines[0] for words in many][:3] == ["Q0", "Q4", "Q8"]
    assert all(after.x - before.x >= still.LEAST_ROOM for before, after in pairwise(many))
