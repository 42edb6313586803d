"""What was published of a month, and which version of its report is to be shown."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from company.models import Product
from governance.models import Publication
from governance.report.build import build_report
from governance.report.json_facts import from_json
from governance.report.sections import Report

# Asks for the month as it reads now, whatever was published of it.
DRAFT = "draft"


def versions(product: Product, month: dt.date) -> QuerySet[Publication]:
    """Every version of the month, the first first, without their texts."""
    rows = Publication.objects.filter(product=product, month=month.replace(day=1))
    return rows.select_related("by").defer("text").order_by("version")


def newest(product: Product, month: dt.date) -> Publication | None:
    """The last version of the month, with its text."""
    return versions(product, month).defer(None).last()


def load_version(product: Product, month: dt.date, version: int) -> Publication:
    """Raises Http404."""
    found = versions(product, month).defer(None).filter(version=version).first()
    if found is None:
        raise Http404(f"{month:%B %Y} has no version {version}.")
    return found


def facts_of(publication: Publication) -> dict[str, Any]:
    """Its facts as they were frozen."""
    facts: dict[str, Any] = json.loads(publication.text)
    return facts


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
