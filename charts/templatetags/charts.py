"""Template tags that draw charts and slices."""

from typing import Any

from django import template

from charts import colours
from charts.figures import Figure
from charts.gauge import WIDTH
from charts.gauge import gauge as gauge_of
from charts.pictures import drawn

register = template.Library()


@register.filter
def slice_colour(key: str | None) -> str:
    """The name of a slice's colour, for `data-slice`; None and "" are uncategorised."""
    return colours.slice_colour(key or None)


@register.inclusion_tag("_chart.html")
def chart(figure: Figure, figure_id: str) -> dict[str, Any]:
    """A chart: a still picture of it, and its data for Plotly once somebody points at it."""
    return drawn({"figure": figure, "id": figure_id})


@register.inclusion_tag("_gauge.html")
def gauge(budget: Any) -> dict[str, Any]:
    """What fills the cap, in engineer-weeks; `budget` has cap, held and overdraft."""
    drawn = gauge_of(budget.cap_weeks, budget.held_weeks, budget.overdraft_weeks)
    return {"budget": budget, "gauge": drawn, "width": WIDTH}
