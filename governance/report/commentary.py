"""Section 11: what product and sales say of the month, as they last wrote it."""

from governance.models import Commentary
from governance.report.facts import Comment
from governance.report.period import ReportPeriod


def commentary(period: ReportPeriod) -> list[Comment]:
    """At most one comment a side, product's first.

    Read as it stands now, not as of the month's end: comments are written after that.
    """
    rows = Commentary.objects.filter(product=period.product, month=period.first).exclude(text="")
    return [
        Comment(row.side, row.text, str(row.by or ""), period.product.local_day(row.at))
        for row in rows.select_related("by").order_by("side")
    ]
