"""One company that is a customer of several products, known by its account key, counts once.

Over all products its revenue, deals and promises count once: revenue and amounts are the largest
that a product knows, deals or promises of the same name are one. Currencies are never added. Each
product's own report stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from company.units import ZERO
from governance.report.sections import Report
from portfolio.models import Customer

# An account key, or the id of a customer who has none.
type Company = str | int


@dataclass
class Seen:
    """What the reports say of one company, in one currency; deals and promises by their name."""

    names: set[str] = field(default_factory=set)
    products: set[str] = field(default_factory=set)
    waiting: Decimal = ZERO
    blocked: Decimal = ZERO
    deals: dict[str, Decimal] = field(default_factory=dict)
    promises: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return min(self.names, key=lambda name: (name.casefold(), name))

    @property
    def known_in(self) -> list[str]:
        return sorted(self.products)

    @property
    def deal_value(self) -> Decimal:
        return sum(self.deals.values(), ZERO)


@dataclass(frozen=True)
class Together:
    """All companies in one currency: how many, and what counts once for each.

    `shared` are those that several products know.
    """

    currency: str
    companies: int
    waiting: Decimal
    blocked: Decimal
    deal_value: Decimal
    promises: int
    shared: Sequence[Seen]


def together_by_currency(reports: Iterable[Report]) -> list[Together]:
    """One `Together` for each currency, from the reports' sections 2 to 4. One query."""
    told = [(report, list(_mentions(report))) for report in reports]
    company = _companies({customer for _, found in told for customer, *_ in found})
    seen: dict[str, dict[Company, Seen]] = defaultdict(lambda: defaultdict(Seen))
    for report, found in told:
        for customer, name, says in found:
            one = seen[report.currency][company[customer]]
            one.names.add(name)
            one.products.add(report.product_name)
            _merge(one, says)
    return [_together(currency, found) for currency, found in sorted(seen.items())]


def _mentions(report: Report) -> Iterator[tuple[int, str, Seen]]:
    """Each customer that sections 2 to 4 name: its id, its name, and what the row says of it."""
    for row in report.postponed.rows:
        for who in row.customers:
            is_ahead = who.renewal_date is not None and who.renewal_date > report.as_at
            arr = who.arr if is_ahead else ZERO
            yield who.customer, who.name, Seen(waiting=arr, blocked=arr if who.is_blocked else ZERO)
    for special in report.underway:
        if special.customer_id:
            deals = {special.deal: special.deal_amount or ZERO} if special.deal else {}
            yield special.customer_id, special.customer, Seen(deals=deals)
    for promise in report.commitments.rows:
        yield promise.customer_id, promise.customer, Seen(promises={promise.what})


def _companies(customers: set[int]) -> Mapping[int, Company]:
    """By customer id, the account key as it is now, or the id where there is none."""
    rows = Customer.objects.filter(pk__among=customers).exclude(account_key="")
    keys = rows.values_list("pk", "account_key") if customers else ()
    return {pk: pk for pk in customers} | {pk: key.strip().casefold() for pk, key in keys}


def _merge(one: Seen, says: Seen) -> None:
    one.waiting, one.blocked = max(one.waiting, says.waiting), max(one.blocked, says.blocked)
    for deal, amount in says.deals.items():
        name = deal.casefold()
        one.deals[name] = max(one.deals.get(name, ZERO), amount)
    one.promises |= {what.casefold() for what in says.promises}


def _together(currency: str, found: Mapping[Company, Seen]) -> Together:
    seen = list(found.values())
    shared = [one for one in seen if len(one.products) > 1]
    return Together(
        currency=currency,
        companies=len(seen),
        waiting=sum((one.waiting for one in seen), ZERO),
        blocked=sum((one.blocked for one in seen), ZERO),
        deal_value=sum((one.deal_value for one in seen), ZERO),
        promises=sum(len(one.promises) for one in seen),
        shared=sorted(shared, key=lambda one: (-one.waiting, one.name.casefold())),
    )
