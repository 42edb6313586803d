"""What a file says of itself: product, month, draft or version, and the ledger's head."""

import datetime as dt
from typing import TYPE_CHECKING

from company.texts import long_day
from governance.formats.tables import printable

if TYPE_CHECKING:
    from governance.report.sections import Report


def month_of(report: "Report") -> str:
    """The report's month in words: November 2026."""
    return f"{dt.date.fromisoformat(f'{report.month}-01'):%B %Y}"


def title_of_report(report: "Report") -> str:
    """Product and month, as a file's title."""
    return f"{printable(report.product_name)}, {month_of(report)}"


def dated(report: "Report") -> dt.date:
    """The day a file is dated by; it depends on the facts alone, so that they always make the same
    file.
    """
    return report.publication.published_on if report.publication else report.as_at


def standing(report: "Report") -> str:
    """ "Draft, as at 22 Nov 2026", or "Version 2, published on 1 Dec 2026 by" whom."""
    publication = report.publication
    if publication is None:
        return f"Draft, as at {long_day(report.as_at)}"
    by = f"by {printable(publication.published_by)}" if publication.is_signed else "not signed"
    return f"Version {publication.version}, published on {long_day(publication.published_on)}, {by}"


def ledger_head(report: "Report") -> str:
    """The ledger's head as `verify_ledger --head` takes it, N:HASH; empty for a draft."""
    publication = report.publication
    return f"{publication.ledger_number}:{publication.ledger_hash}" if publication else ""


def filename(report: "Report", extension: str) -> str:
    """PRODUCT-YYYY-MM-vN.EXTENSION; a draft has no version."""
    version = f"-v{report.publication.version}" if report.publication else ""
    return f"{report.product}-{report.month}{version}.{extension}"
