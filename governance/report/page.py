"""The report as a page that stands alone, for the command line and for mail."""

from django.template.loader import render_to_string

from governance.report.facts import Report


def as_html(report: Report) -> str:
    return render_to_string("governance/report_alone.html", {"report": report})
