"""Which version of a month's report is to be shown."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404

from company.models import Product
from governance.models import Publication
from governance.publications.versions import facts_of, load_version, newest
from governance.report.json_facts import from_json
from governance.report.sections import Report, build_report

# Asks for the month as it reads now, whatever was published of it.
DRAFT = "draft"


def report_of(publication: Publication) -> Report:
    """Its report as it was frozen. Every format is made of this."""
    return from_json(Report, facts_of(publication))


@dataclass(frozen=True)
class ShownReport:
    """A month's report, and the version it is; None for a draft."""

    report: Report
    publication: Publication | None


def shown_report(product: Product, month: dt.date, asked: str = "") -> ShownReport:
    """The version that was asked for by its number; else the last published one, else a draft.

    "draft" asks for the figures as they are now. Raises Http404.
    """
    if asked.isascii() and asked.isdecimal():
        found: Publication | None = load_version(product, month, int(asked[:4]))
    elif asked in ("", DRAFT):
        found = newest(product, month) if not asked else None
    else:
        raise Http404(f"{asked!r} is no version: give its number, or {DRAFT}.")
    report = build_report(product, month) if found is None else report_of(found)
    return ShownReport(report, found)
