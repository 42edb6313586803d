"""The report as a page that stands alone, for the command line and for mail."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from company.models import Product
from governance.report.sections import Report


def as_html(product: Product, report: Report) -> str:
    """One file: its style is inside it, it asks nothing of a server, and links are paths."""
    sheet = finders.find("css/daylight.css")
    css = Path(str(sheet)).read_text(encoding="utf-8")
    context = {"report": report, "product": product, "css": mark_safe(css)}  # noqa: S308 (ours)
    return render_to_string("governance/report_alone.html", context)
