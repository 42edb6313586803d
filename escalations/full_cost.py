"""What a special costs in all: building it, and carrying it for years (DESIGN 4.6).

Sums are exact decimals, rounded half up to the hundredth once, at the end.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from company.units import hundredths, percent_of

HOURS_PER_WEEK = 40
MINUTES_PER_HOUR = 60


class Yearly(Protocol):
    """The numbers of a Costing: the model, its unsaved form, or a row as of an instant."""

    @property
    def installs(self) -> int: ...
    @property
    def minutes_per_update(self) -> Decimal: ...
    @property
    def updates_per_year(self) -> Decimal: ...
    @property
    def support_weeks_per_year(self) -> Decimal: ...
    @property
    def retest_weeks_per_year(self) -> Decimal: ...
    @property
    def run_cost_per_year(self) -> Decimal: ...
    @property
    def payment_once(self) -> Decimal: ...
    @property
    def payment_per_year(self) -> Decimal: ...


@dataclass(frozen=True)
class Assumptions:
    """What policy assumes of every special; `rate` is money per engineer-week."""

    support_years: int
    minimum_return: Decimal
    licence_price: Decimal | None
    rate: Decimal


@dataclass(frozen=True)
class Carrying:
    """What a special costs in each year after delivery; `rate` is money per engineer-week."""

    said: Yearly
    rate: Decimal

    @property
    def hours(self) -> Decimal:
        """Hours a year that updates take: installs x minutes per update x updates per year / 60."""
        return hundredths(self._minutes / MINUTES_PER_HOUR)

    @property
    def update_weeks(self) -> Decimal:
        return hundredths(self._update_weeks)

    @property
    def weeks(self) -> Decimal:
        """Engineer-weeks a year: updates, support and re-testing."""
        return hundredths(self.exact_weeks)

    @property
    def cost(self) -> Decimal:
        """Money a year: the weeks at the rate, and the run cost."""
        return hundredths(self.exact_cost)

    @property
    def exact_weeks(self) -> Decimal:
        fixed = self.said.support_weeks_per_year + self.said.retest_weeks_per_year
        return self._update_weeks + fixed

    @property
    def exact_cost(self) -> Decimal:
        return self.exact_weeks * self.rate + self.said.run_cost_per_year

    @property
    def _minutes(self) -> Decimal:
        return (
            Decimal(self.said.installs) * self.said.minutes_per_update * self.said.updates_per_year
        )

    @property
    def _update_weeks(self) -> Decimal:
        return self._minutes / (MINUTES_PER_HOUR * HOURS_PER_WEEK)


@dataclass(frozen=True)
class FullCost:
    """Building a special and carrying it for `support_years`, beside what the customer pays.

    All in money; the deal's amount is no payment for custom work.
    """

    build_cost: Decimal
    said: Yearly
    assumed: Assumptions

    @property
    def carrying(self) -> Carrying:
        return Carrying(self.said, self.assumed.rate)

    @property
    def carrying_cost(self) -> Decimal:
        """The cost of carrying it for all the years it is supported."""
        return hundredths(self.carrying.exact_cost * self.assumed.support_years)

    @property
    def full_cost(self) -> Decimal:
        return hundredths(self._exact)

    @property
    def paid(self) -> Decimal:
        return hundredths(self.said.payment_once + self._renewing)

    @property
    def return_multiple(self) -> Decimal | None:
        """Payment / full cost; None where nothing is paid or it costs nothing."""
        if not self.paid or not self._exact:
            return None
        return hundredths(self.paid / self._exact)

    @property
    def is_below_minimum(self) -> bool:
        """Whether the multiple, as shown, is below the policy's; nothing paid counts as 0."""
        if not self._exact:
            return False
        return (self.return_multiple or Decimal(0)) < self.assumed.minimum_return

    @property
    def recurring_share(self) -> Decimal | None:
        """The percent of the payment that is paid each year; None where nothing is paid."""
        share = percent_of(self._renewing, self.paid)
        return None if share is None else hundredths(share)

    @property
    def licences(self) -> Decimal | None:
        """How many standard licences pay for it; None without a price."""
        return licences_for(self._exact, self.assumed.licence_price)

    @property
    def _exact(self) -> Decimal:
        return self.build_cost + self.carrying.exact_cost * self.assumed.support_years

    @property
    def _renewing(self) -> Decimal:
        return self.said.payment_per_year * self.assumed.support_years


def licences_for(cost: Decimal, price: Decimal | None) -> Decimal | None:
    """How many licences at that price a cost takes to break even; None without a price."""
    return hundredths(cost / price) if price else None


def support_fee(base: Decimal, releases_behind: int) -> Decimal:
    """A customer's support fee: double for one release behind, quadruple for two."""
    return hundredths(base * 2**releases_behind)
