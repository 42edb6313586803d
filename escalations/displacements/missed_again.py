"""Items that landed in a later quarter, which ended without finishing them (DESIGN 4.5)."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from company.calendar import Quarter, bounds
from company.models import Product
from company.units import ZERO, hundredths
from escalations.models import Displacement, Outcome


def missed_again(product: Product, as_of_day: dt.date, item: int | None = None) -> dict[int, int]:
    """By item id, how many of the quarters it landed in ended by that day without it.

    One query, of displacements as they stood at the end of `as_of_day`; `item` asks for one alone.
    Weeks that slipped and all came back landed nowhere. Not missed are items finished by then, and
    quarters before whose end the item was dropped.
    """
    after = product.midnight(as_of_day + dt.timedelta(days=1))
    landed = Displacement.objects.filter(
        escalation__product=product,
        item__isnull=False,
        to_quarter__isnull=False,
        decided_at__lt=after,
    )
    back = Coalesce(Sum("returns__weeks", filter=Q(returns__at__lt=after)), ZERO)
    rows = (landed if item is None else landed.filter(item=item)).annotate(back=back).order_by()
    fields = (
        "item",
        "item__finished_on",
        "item__closed_on",
        "to_quarter",
        "outcome",
        "weeks",
        "back",
    )
    missed: dict[int, set[Quarter]] = defaultdict(set)
    for pk, finished_on, closed_on, quarter, outcome, weeks, returned in rows.values_list(*fields):
        is_done = finished_on is not None and finished_on <= as_of_day
        still_out = weeks - hundredths(Decimal(returned))
        if not is_done and has_missed(product, quarter, as_of_day, outcome, still_out, closed_on):
            missed[pk].add(quarter)
    return {pk: len(quarters) for pk, quarters in missed.items()}


def has_missed(
    product: Product,
    to_quarter: Quarter,
    as_of_day: dt.date,
    outcome: str,
    still_out: Decimal,
    closed_on: dt.date | None,
) -> bool:
    """Whether the quarter it landed in ended by that day without it.

    `still_out` are the weeks that have not come back.
    """
    _, end = bounds(product, to_quarter)
    is_dropped = closed_on is not None and closed_on < end
    is_back = outcome == Outcome.SLIPS and not still_out
    return end <= as_of_day and not (is_dropped or is_back)
