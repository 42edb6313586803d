"""The facts of section 9: what every live special costs each year, and until when."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class CarriedRow:
    """Section 9: a special that was delivered; weeks and money of each year."""

    escalation: int
    title: str
    customer_id: int | None
    customer: str
    carrying_weeks: Decimal
    carrying_cost: Decimal
    sunset_on: dt.date | None
    # Its day has come, and nobody has retired it.
    is_past_sunset: bool = False


@dataclass(frozen=True)
class CarriedSpecials:
    """Section 9. Sums are those of the rows; of `unsaid` live specials nobody said what they cost.

    `live` is None in reports published before there was such a section.
    """

    live: int | None = None
    unsaid: int = 0
    carrying_weeks: Decimal = Decimal("0.00")
    carrying_cost: Decimal = Decimal("0.00")
    # Live specials whose sunset has come; decisions to retire one in four quarters.
    past_sunset: int = 0
    retired: int = 0
    rows: list[CarriedRow] = field(default_factory=list)
