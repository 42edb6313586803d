"""The charts of the report and the look-back: specials' share by quarter, and the slices."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from charts import colours
from charts.figures import Figure, Series, bars, rounded
from company.calendar import Quarter
from governance.models import Policy
from governance.report.facts import Slices

# With more bars there is no room for a number on each.
MOST_SAID = 12
# Target is drawn palest, what was really done in full.
KINDS = (("target", "Target", 0.35), ("planned", "Planned", 0.6), ("actual", "Actual", 1))


def shares_chart(slices: Slices) -> Figure:
    """Specials' share of effort over the report's eight quarters."""
    rows = slices.quarters
    shares = {row.quarter: row.share.share for row in rows}
    return shares_figure(shares, [row.cap_percent for row in rows], slices)


def shares_figure(
    by_quarter: Mapping[Quarter, Decimal | None],
    caps: Sequence[Decimal],
    levels: Slices | Policy,
) -> Figure:
    """Bars of the specials share by quarter, each against its own cap.

    `levels` has the lines of the named bands, in percent.
    """
    shares = [rounded(share) for share in by_quarter.values()]
    most = max((share for share in shares if share), default=0)
    texts = [_said(share, share == most, len(shares)) for share in shares]
    return bars(
        [f"Q{quarter.number}<br>{quarter.year}" for quarter in by_quarter],
        [Series(list(by_quarter.values()), colours.SPECIAL, texts=texts)],
        steps=caps,
        step_name=f"cap {caps[-1]:.0f}%",
        levels=[
            (levels.straining_above, "straining"),
            (levels.struggling_from, "struggling"),
            (levels.off_the_road_from, "off the road"),
        ],
        top=max(34, most * 1.1),
    )


def months_figure(by_month: Mapping[dt.date, Decimal | None]) -> Figure:
    """Bars of the specials share by month; no lines, as bands and caps are of quarters."""
    shares = [rounded(share) for share in by_month.values()]
    most = max((share for share in shares if share), default=0)
    return bars(
        [
            f"{month:%b}<br>{month.year if n == 0 or month.month == 1 else ''}"
            for n, month in enumerate(by_month)
        ],
        [
            Series(
                list(by_month.values()),
                colours.SPECIAL,
                texts=[_said(share, share == most, len(shares)) for share in shares],
            )
        ],
        top=max(10, most * 1.15),
    )


def slices_chart(slices: Slices) -> Figure:
    """Target, planned and actual of each slice, side by side."""
    rows = slices.rows
    fills = [colours.slice_colour(row.slice) for row in rows]
    return bars(
        [row.slice.replace("_", " ").capitalize() for row in rows],
        [
            Series([getattr(row, kind) for row in rows], fills, name, opacity=opacity)
            for kind, name, opacity in KINDS
        ],
    )


def _said(share: float | None, is_most: bool, bars: int) -> str:
    """The number on a bar; among many bars only the highest has one."""
    if not share or (bars > MOST_SAID and not is_most):
        return ""
    return f"{share:.0f}%" if share >= 1 else f"{share:.1f}%"
