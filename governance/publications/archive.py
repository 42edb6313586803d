"""Every month of a product: what was published of it, its headline, and the trend."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from company.calendar import month_bounds, today
from company.models import Product
from company.units import percent_of
from governance.models import Publication
from governance.publications.kept import Kept, newest_of_each, read
from portfolio.as_of import AsOf
from portfolio.effort.sums import core_minutes


@dataclass(frozen=True)
class ArchivedMonth:
    """One month; its share in percent as it was last published, else by today's effort."""

    month: dt.date
    is_running: bool
    # The last version, None for a draft.
    publication: Publication | None
    kept: Kept | None
    share: Decimal | None

    @property
    def key(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def sentence(self) -> str:
        return self.kept.headline.sentence if self.kept else ""


def archive(product: Product) -> list[ArchivedMonth]:
    """The months since the first that has effort or was published, the running one first."""
    effort = core_minutes(AsOf(product))
    published = {
        row.month: row
        for row in newest_of_each(Publication.objects.filter(product=product).select_related("by"))
    }
    running = today(product).replace(day=1)
    worked = {month for month, _ in effort.by_month}
    month = min([running, *worked, *published])
    months = []
    while month <= running:
        first, after = month_bounds(month)
        row = published.get(month)
        kept = read(row) if row else None
        share = percent_of(effort.special(first, after), effort.total(first, after))
        months.append(
            ArchivedMonth(
                month=month,
                is_running=month == running,
                publication=row,
                kept=kept,
                share=kept.headline.month.share if kept else share,
            )
        )
        month = after
    return months[::-1]
