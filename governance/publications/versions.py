"""What was published of a month, version by version."""

import datetime as dt
import json
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from company.models import Product
from governance.models import Publication


def versions(product: Product, month: dt.date) -> QuerySet[Publication]:
    """Every version of the month, oldest first, without their long texts."""
    rows = Publication.objects.filter(product=product, month=month.replace(day=1))
    return rows.select_related("by").defer("text").order_by("version")


def newest(product: Product, month: dt.date) -> Publication | None:
    """The last version of the month, with its text."""
    return versions(product, month).defer(None).last()


def load_version(product: Product, month: dt.date, version: int) -> Publication:
    """One version with its text. Raises Http404."""
    found = versions(product, month).defer(None).filter(version=version).first()
    if found is None:
        raise Http404(f"{month:%B %Y} has no version {version}.")
    return found


def facts_of(publication: Publication) -> dict[str, Any]:
    """The facts of a version as JSON decodes them."""
    facts: dict[str, Any] = json.loads(publication.text)
    return facts
