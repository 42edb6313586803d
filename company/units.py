"""Engineer-weeks, minutes and money as exact numbers: a week is 5 days of 8 hours."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from company.refusals import Malformed

MINUTES_PER_DAY = 480
MINUTES_PER_WEEK = 5 * MINUTES_PER_DAY
ZERO = Decimal("0.00")
CENT = Decimal("0.01")


def hundredths(value: Decimal) -> Decimal:
    """Rounded half up to two places, as weeks, money and percents are shown."""
    return value.quantize(CENT, ROUND_HALF_UP)


def hundredths_down(value: Decimal) -> Decimal:
    """Rounded down to two places, as a cap is: rounded up it would allow too much."""
    return value.quantize(CENT, ROUND_FLOOR)


def weeks_of(minutes: int) -> Decimal:
    """Engineer-weeks of a sum of minutes, to the hundredth."""
    return hundredths(Decimal(minutes) / MINUTES_PER_WEEK)


def weeks_filled_by(minutes: int) -> Decimal:
    """Engineer-weeks that a sum of minutes fills, rounded down to the hundredth."""
    return hundredths_down(Decimal(minutes) / MINUTES_PER_WEEK)


def minutes_of(weeks: Decimal) -> int:
    """Whole minutes of engineer-weeks with at most two places (a hundredth is 24 minutes)."""
    return int(weeks * MINUTES_PER_WEEK)


def exact_weeks(value: Decimal, field: str = "weeks") -> Decimal:
    """`value` with two places. Raises Malformed for a third decimal or a negative number."""
    if value != value.quantize(CENT):
        raise Malformed(**{field: f"{value} has more than two decimals. Write weeks like 3.25."})
    if value < 0:
        raise Malformed(**{field: f"{value} is negative. Weeks are 0 or more."})
    return value.quantize(CENT)


def percent_of(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """The unrounded share in percent; None where `whole` is 0."""
    return Decimal(part) * 100 / Decimal(whole) if whole else None
