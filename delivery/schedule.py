"""When a product's report is due: on chosen working days of the following month."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from company import clock
from company.calendar import is_working_day, month_bounds, quarter_of, working_days_between
from company.models import Person, Product
from company.records import Changes, Keeping, keep
from company.versions import Expected
from delivery.subscribers import DOING
from governance.models import ReportSettings
from portfolio.models import Effort, Plan

# From these hours on, in the product's time zone, reminders and unsigned reports go out.
REMIND_FROM, FREEZE_FROM = 8, 12
SETTINGS = Keeping(ReportSettings, DOING)
A_DAY = dt.timedelta(days=1)


def settings_of(product: Product) -> ReportSettings:
    """The product's settings; unsaved defaults where nobody has chosen any."""
    found = ReportSettings.objects.filter(product=product).first()
    return found or ReportSettings(product=product)


def keep_settings(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> ReportSettings:
    return keep(SETTINGS, pk, changes, actor=actor, expected=expected)


@dataclass(frozen=True)
class Due:
    """What is due now for the report of `month`, the month that ended last."""

    month: dt.date
    reminder: bool
    freezing: bool


def due_now(product: Product) -> Due:
    """What is due at this hour.

    Nothing on weekends, nor for a month without work.
    """
    now = clock.now().astimezone(ZoneInfo(product.time_zone))
    first, _ = month_bounds(now.date())
    month, _ = month_bounds(first - A_DAY)
    if not is_working_day(now.date()) or not had_work(product, month):
        return Due(month, reminder=False, freezing=False)
    settings, number = settings_of(product), working_days_between(first - A_DAY, now.date())
    return Due(
        month,
        reminder=(number, now.hour) >= (settings.remind_on, REMIND_FROM),
        freezing=settings.goes_out_unsigned
        and (number, now.hour) >= (settings.freeze_on, FREEZE_FROM),
    )


def had_work(product: Product, month: dt.date) -> bool:
    """Whether the month has anything to report: effort, or a plan of its quarter."""
    first, after = month_bounds(month)
    logged = Effort.objects.filter(product=product, date__gte=first, date__lt=after)
    plans = Plan.objects.filter(product=product, quarter=quarter_of(product, first))
    return logged.exists() or plans.exists()
