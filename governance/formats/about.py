"""What a file says of itself: product, month, draft or version, and the ledger's head."""

import datetime as dt
from typing import TYPE_CHECKING

from company.texts import long_day
from governance.formats.tables import printable

if TYPE_CHECKING:
    from governance.report.sections import Report


def month_of(report: "Report") -> str:
    """November 2026."""
    return f"{dt.date.fromisoformat(f'{report.month}-01'):%B %Y}"


def title_of_report(report: "Report") -> str:
    return f"{printable(report.product_name)}, {month_of(report)}"


def dated(report: "Report") -> dt.date:
    """The day that a file bears: the same facts make the same file on every day."""
    return report.publication.published_on if report.publication else report.as_at


def standing(report: "Report") -> str:
    """Draft as at 22 Nov 2026; or version 2, published on 1 Dec 2026 by somebody."""
    found = report.publication
    if found is None:
        return f"Draft, as at {long_day(report.as_at)}"
    by = f"by {printable(found.published_by)}" if found.is_signed else "not signed"
    return f"Version {found.version}, published on {long_day(found.published_on)}, {by}"


def ledger_head(report: "Report") -> str:
    """The ledger's head as `verify_ledger --head` takes it; nothing for a draft."""
    found = report.publication
    return f"{found.ledger_number}:{found.ledger_hash}" if found else ""


def filename(report: "Report", extension: str) -> str:
    version = f"-v{report.publication.version}" if report.publication else ""
    return f"{report.product}-{report.month}{version}.{extension}"
