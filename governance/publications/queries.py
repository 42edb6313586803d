"""Which version of a month's report is to be shown."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404

from company.models import Product
from governance.models import Publication
from governance.publications.versions import facts_of, load_version, newest
from governance.report.json_facts import from_json
from governance.report.sections import Report, build_report

# As a version: the month's figures as they are now, whatever was published.
DRAFT = "draft"


def report_of(publication: Publication) -> Report:
    """The report as it was frozen; every format of a version is made of this."""
    return from_json(Report, facts_of(publication))


@dataclass(frozen=True)
class ShownReport:
    """A month's report, and the version it is; None for a draft."""

    report: Report
    publication: Publication | None


def shown_report(product: Product, month: dt.date, asked: str = "") -> ShownReport:
    """The report of a month and the version it is.

    `asked` is a version's number, "draft" for the figures as they are now, or "" for the last
    published version, else a draft. Raises Http404.
    """
    if asked.isascii() and asked.isdecimal():
        # Cut, so that no number is too large for the database's integer.
        found: Publication | None = load_version(product, month, int(asked[:4]))
    elif asked in ("", DRAFT):
        found = newest(product, month) if not asked else None
    else:
        raise Http404(f"{asked!r} is no version: give its number, or {DRAFT}.")
    report = build_report(product, month) if found is None else report_of(found)
    return ShownReport(report, found)
