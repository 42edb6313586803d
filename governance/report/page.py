"""The report as a page that stands alone, for the command line and for mail."""

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from company.models import Product
from governance.report.facts import Report


def as_html(product: Product, report: Report) -> str:
    """One file: its style is inside it, it asks nothing of a server, and links are paths."""
    sheet = finders.find("css/daylight.css")
    with open(sheet, encoding="utf-8") as file:  # our own file, found by Django
        css = file.read()
    context = {"report": report, "product": product, "css": mark_safe(css)}  # noqa: S308 (ours)
    return render_to_string("governance/report_alone.html", context)
