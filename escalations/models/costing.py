"""What a special costs every year once it is delivered, and what the customer pays for it."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from company.histories import Tracked, Unit

MOST_INSTALLS = 10_000_000
ZERO = Decimal("0.00")
NOT_NEGATIVE = [MinValueValidator(ZERO)]
# The fields that are numbers; each is zero until somebody says more.
NUMBERS = (
    "installs",
    "minutes_per_update",
    "updates_per_year",
    "support_weeks_per_year",
    "retest_weeks_per_year",
    "run_cost_per_year",
    "payment_once",
    "payment_per_year",
)


def _number(digits: int) -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(
        max_digits=digits, decimal_places=2, default=ZERO, validators=NOT_NEGATIVE
    )


def _weeks() -> "models.DecimalField[Decimal, Decimal]":
    return _number(7)


def _money() -> "models.DecimalField[Decimal, Decimal]":
    return _number(14)


class Costing(Tracked):
    """What one escalation costs beside building it, and what its customer pays, as expected.

    Payments are for the custom work alone: the deal's amount is never among them (DESIGN 4.6).
    """

    product_path = "escalation__product"
    histories_found_by = ("escalation",)

    escalation = models.OneToOneField(
        "escalations.Escalation", models.PROTECT, related_name="costing"
    )
    installs = models.PositiveIntegerField(
        default=0, validators=[MaxValueValidator(MOST_INSTALLS)], help_text="Devices or sites."
    )
    minutes_per_update = _number(6)
    updates_per_year = _number(5)
    support_weeks_per_year = _weeks()
    retest_weeks_per_year = _weeks()
    run_cost_per_year = _money()
    payment_once = _money()
    payment_per_year = _money()
    sunset_on = models.DateField(
        null=True, blank=True, help_text="From that day on nobody carries it any more."
    )

    units = dict.fromkeys(["run_cost_per_year", "payment_once", "payment_per_year"], Unit.MONEY)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_per_update__gte=0) & Q(updates_per_year__gte=0),
                name="costing_updates_not_negative",
                violation_error_message="Updates take no fewer than no minutes.",
            ),
            models.CheckConstraint(
                condition=Q(support_weeks_per_year__gte=0) & Q(retest_weeks_per_year__gte=0),
                name="costing_weeks_not_negative",
                violation_error_message="Support and re-testing take no fewer than no weeks.",
            ),
            models.CheckConstraint(
                condition=Q(run_cost_per_year__gte=0),
                name="costing_run_cost_not_negative",
                violation_error_message="Running it costs nothing or more.",
            ),
            models.CheckConstraint(
                condition=Q(payment_once__gte=0) & Q(payment_per_year__gte=0),
                name="costing_payments_not_negative",
                violation_error_message="The customer pays nothing or more.",
            ),
            models.CheckConstraint(
                condition=Q(installs__gte=0) & Q(installs__lte=MOST_INSTALLS),
                name="costing_installs_in_bounds",
                violation_error_message="Name from none to ten million installations.",
            ),
        ]

    def __str__(self) -> str:
        return f"What {self.escalation} costs in all"
