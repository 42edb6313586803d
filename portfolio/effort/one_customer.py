"""Core work for one customer: beside the specials share, never inside it and never hidden."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from company.units import ZERO, weeks_of
from portfolio.as_of import AsOf
from portfolio.effort.worked import Worked
from portfolio.models import Customer


@dataclass(frozen=True)
class ItemForOne:
    """A core item marked as for one customer, with the core teams' weeks on it."""

    item: int
    title: str
    customer: int
    customer_name: str
    weeks: Decimal


@dataclass(frozen=True)
class OneCustomerWork:
    """All such work of a period, in weeks; `rows` are its items, the largest first."""

    weeks: Decimal = ZERO
    rows: Sequence[ItemForOne] = field(default_factory=list)

    @property
    def items(self) -> int:
        return len(self.rows)

    @property
    def customers(self) -> int:
        return len({row.customer for row in self.rows})


def work_for_one_customer(as_of: AsOf, worked: Worked) -> OneCustomerWork:
    """The items marked as for one customer, of what the core teams worked on.

    Without items of escalations, which are in the specials slice.
    """
    minutes = worked.minutes()
    for_one = {
        pk: item
        for pk, item in worked.items.items()
        if item.customer_id and not worked.is_special(pk)
    }
    names = as_of.needed(Customer, "name", keys={item.customer_id for item in for_one.values()})
    rows = [
        ItemForOne(
            pk, item.title, item.customer_id, names[item.customer_id].name, weeks_of(minutes[pk])
        )
        for pk, item in for_one.items()
    ]
    return OneCustomerWork(
        weeks_of(sum(minutes[pk] for pk in for_one)),
        sorted(rows, key=lambda row: (-minutes[row.item], row.item)),
    )
