"""Template filters: how pages write weeks, money, shares, dates and quarters."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from company import clock
from company.texts import short_money
from company.units import MINUTES_PER_WEEK, hundredths

register = template.Library()

NOTHING = "\u2013"


@register.filter
def wk(weeks: Decimal | None) -> SafeString | str:
    """3.25 wk, the unit in a quieter tone."""
    if weeks is None:
        return NOTHING
    return format_html('<span class="num">{}<span class="unit"> wk</span></span>', f"{weeks:,.2f}")


@register.filter
def left(weeks: Decimal | None) -> SafeString | str:
    """Weeks left, 1.82 wk; a negative number as 0.47 wk over."""
    if weeks is None or weeks >= 0:
        return wk(weeks)
    return format_html(
        '<span class="num">{}<span class="unit"> wk over</span></span>', f"{-weeks:,.2f}"
    )


@register.filter
def plain_left(weeks: Decimal | None) -> str:
    """As `left`, without the unit, for a column whose heading names it."""
    return plain(weeks) if weeks is None or weeks >= 0 else f"{-weeks:,.2f} over"


@register.filter
def plain(number: Decimal | None) -> str:
    """A number with two places, for a column whose heading names the unit."""
    return NOTHING if number is None else f"{number:,.2f}"


@register.filter
def signed(number: Decimal | None) -> str:
    """A change, with its sign."""
    return NOTHING if number is None else f"{number:+,.2f}".replace("-", "\u2212")


@register.filter
def money(amount: Decimal | None, currency: str) -> SafeString | str:
    """EUR 420k, EUR 1.25m; below ten thousand in full."""
    if amount is None:
        return NOTHING
    text = short_money(amount)
    return format_html('<span class="num"><span class="unit">{} </span>{}</span>', currency, text)


@register.filter
def percent(share: Decimal | None) -> SafeString | str:
    """11.6%, rounded half up from the hundredths that files and the API give."""
    if share is None:
        return NOTHING
    return format_html('<span class="num">{}<span class="unit">%</span></span>', tenths(share))


def tenths(share: Decimal) -> Decimal:
    """A percent rounded half up to one place, by way of the two that files and the API give.

    Rounding 11.649 at once and from 11.65 would differ: pages and files must agree.
    """
    return hundredths(share).quantize(Decimal("0.1"), ROUND_HALF_UP)


@register.filter(expects_localtime=True)
def day(value: dt.date | dt.datetime | None, with_year: bool = False) -> str:
    """14 Nov, in the product's time zone; with the year when it is not this one."""
    if value is None:
        return NOTHING
    this_year = timezone.localtime(clock.now()).year
    year = f" {value.year}" if with_year or value.year != this_year else ""
    return f"{value.day} {value:%b}{year}"


@register.filter
def unbroken(name: Any) -> str:
    """A name whose words keep the hyphen they begin with on one line, as "-ilities" does."""
    return re.sub(r"(?<!\S)-(?=\w)", "\N{NON-BREAKING HYPHEN}", str(name))


@register.filter
def label(value: Any) -> str:
    """The label of a choice; a text as it is; a dash for nothing."""
    return str(value.label) if isinstance(value, TextChoices) else str(value or NOTHING)


@register.filter
def weeks_from_minutes(minutes: int | None) -> str:
    """Whole minutes as engineer-weeks with two places (2,400 to the week)."""
    weeks = Decimal(minutes or 0) / MINUTES_PER_WEEK
    return f"{weeks.quantize(Decimal('0.01'), ROUND_HALF_UP):,.2f}"
