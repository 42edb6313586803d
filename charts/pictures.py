"""Charts as pictures that need no style sheet: in a PDF, a saved page, a mail."""

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from charts import still
from charts.figures import Figure
from charts.gauge import WIDTH as GAUGE_WIDTH
from charts.gauge import gauge
from charts.palette import as_variables, with_colours

# More room at the right than on a page: a picture cuts off a line's name that is too long.
BESIDE = 24
_TEXT = re.compile(r"<text (.*?</text>)", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """One picture as SVG, with a text for whoever does not see it."""

    svg: str
    alternative: str
    caption: str = ""

    @property
    def uri(self) -> str:
        """The SVG as a data: address for an <img>, which asks no server."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg.encode()).decode()}"


def drawn(context: dict[str, Any]) -> dict[str, Any]:
    """The context that a template draws a figure from."""
    figure = context["figure"]
    is_pie = figure["data"][0]["type"] == "pie"
    return {
        **context,
        "width": still.PIE_WIDTH if is_pie else still.WIDTH,
        "height": still.PIE_HEIGHT if is_pie else still.HEIGHT,
        "pieces": still.pie(figure) if is_pie else (),
        "bars": None if is_pie else still.bars(figure),
    }


def picture(figure: Figure, caption: str, *, themes: bool = False) -> Picture:
    """A chart of bars or a pie; with `themes` its colours follow the reader's screen."""
    context = drawn({"figure": figure})
    drawing = _svg("_still_alone.svg", {**context, "whole": context["width"] + BESIDE}, themes)
    # Each text is drawn twice, first as an outline in the paper's colour: lines do not cross it
    # then.
    drawing = _TEXT.sub(r'<text class="halo" \1<text \1', drawing)
    return Picture(drawing, f"{caption}: {said(figure)}", caption)


def gauge_picture(budget: Any, *, themes: bool = False) -> Picture:
    """The gauge of a cap; `budget` has cap, held and overdraft in weeks."""
    bar = gauge(budget.cap_weeks, budget.held_weeks, budget.overdraft_weeks)
    carried = f"{budget.overdraft_weeks:,.2f} wk carried in and " if budget.overdraft_weeks else ""
    words = f"{carried}{budget.held_weeks:,.2f} wk held of a cap of {budget.cap_weeks:,.2f} wk"
    svg = _svg("_gauge_alone.svg", {"gauge": bar, "whole": GAUGE_WIDTH + 2}, themes)
    return Picture(svg, words[0].upper() + words[1:])


def said(figure: Figure) -> str:
    """Every value of a chart of bars in words: "Q3 2026 11.00% (limit 10.00%)", and named lines."""
    layout = figure["layout"]
    limits = [shape["y0"] for shape in layout.get("shapes", []) if shape["xref"] == "x"]
    parts = [
        f"{_where(series, place)} {'none' if value is None else f'{value:.2f}%'}"
        + (f" (limit {limits[place]:.2f}%)" if limits else "")
        for series in figure["data"]
        for place, value in enumerate(series["y"])
    ]
    lines = [line["text"] for line in layout.get("annotations", [])]
    return ", ".join(parts) + (f"; lines: {', '.join(lines)}" if lines else "")


def _where(series: dict[str, Any], place: int) -> str:
    name = f", {series['name'].lower()}" if series.get("name") else ""
    return f"{series['x'][place].replace('<br>', ' ')}{name}"


def _svg(template: str, context: dict[str, Any], themes: bool) -> str:
    style = mark_safe(as_variables() if themes else "")  # noqa: S308 (ours)
    text = render_to_string(template, {**context, "style": style})
    return text if themes else with_colours(text)
