"""The report as a page that stands alone, for the command line and to be kept."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from charts.pictures import Picture, picture
from company import clock
from company.addresses import absolute
from governance.formats.about import dated, ledger_head, month_of, standing
from governance.formats.every_figure import every_figure
from governance.report.figures import shares_chart, slices_chart

if TYPE_CHECKING:
    from governance.report.sections import Report

SHARES = "Share of effort that specials took, by quarter"
SLICES = "Target (palest), planned and actual share of each slice"


def as_html(report: "Report") -> bytes:
    """One file that stands alone: its style is inside, and it asks nothing of a server."""
    context = {
        **basics(report),
        "css": mark_safe(stylesheet("daylight") + stylesheet("report")),  # noqa: S308 (ours)
        "pictures": [shares_picture(report, themes=True), slices_picture(report, themes=True)],
    }
    return rendered("governance/report_alone.html", context, report).encode()


def basics(report: "Report") -> dict[str, object]:
    """What every template made of a report alone needs in its context."""
    return {
        "report": report,
        "month": month_of(report),
        "dated": dated(report).isoformat(),
        "standing": standing(report),
        "head": ledger_head(report),
        "every_figure": every_figure(report),
    }


def shares_picture(report: "Report", *, themes: bool = False) -> Picture:
    return picture(shares_chart(report.slices), SHARES, themes=themes)


def slices_picture(report: "Report", *, themes: bool = False) -> Picture:
    return picture(slices_chart(report.slices), SLICES, themes=themes)


def stylesheet(name: str) -> str:
    return Path(str(finders.find(f"css/{name}.css"))).read_text(encoding="utf-8")


def rendered(template: str, context: dict[str, object], report: "Report") -> str:
    """Rendered as on the report's own day, so that no year is written or left out later."""
    noon = dt.datetime.combine(dated(report), dt.time(12), dt.UTC)
    with timezone.override(dt.UTC), clock.at(noon):
        text = render_to_string(template, context)
    # A file is read away from this site: its links name it.
    return text.replace('href="/', f'href="{absolute("/")}')
