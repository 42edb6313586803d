"""What a special underway is still expected to take, said again while it runs."""

from django.db import models
from django.db.models import Q

from company.models import Person
from ledger.models import AppendOnly


class Forecast(AppendOnly):
    """What engineering expects is left on one day; the last one counts. It approves nothing.

    `spent_minutes` is what was logged then, so that both together are the whole.
    """

    product_path = "escalation__product"

    escalation = models.ForeignKey(
        "escalations.Escalation", models.PROTECT, related_name="forecasts"
    )
    left_weeks = models.DecimalField(max_digits=9, decimal_places=2)
    spent_minutes = models.PositiveBigIntegerField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_weeks__gte=0),
                name="forecast_not_negative",
                violation_error_message="What is left is no weeks or more.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_weeks} wk left"
