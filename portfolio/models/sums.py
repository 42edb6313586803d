"""Sums of effort kept for months and quarters that ended, so that no page reads all history."""

from django.db import models
from django.db.models import F, Q

from company.calendar import QuarterField
from company.models import Product


class EffortMonth(models.Model):
    """Minutes of one team on one slice in a month that ended, by the effort's dates.

    A month has all of its rows or none: whatever changes its effort deletes them
    (portfolio.effort.sums), and they are made again under the product's lock.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    month = models.DateField(help_text="Its first day.")
    team = models.ForeignKey("portfolio.Team", models.CASCADE, related_name="+")
    slice = models.ForeignKey(
        "portfolio.Slice",
        models.CASCADE,
        null=True,
        related_name="+",
        help_text="Empty: uncategorised.",
    )
    minutes = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["month", "pk"]
        indexes = [models.Index(fields=["product", "month"])]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "month", "team", "slice"], name="one_effort_sum_per_slice"
            ),
            models.UniqueConstraint(
                fields=["product", "month", "team"],
                condition=Q(slice__isnull=True),
                name="one_effort_sum_uncategorised",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1),
                name="effort_sum_takes_time",
                violation_error_message="A sum of effort is at least one minute.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min in {self.month:%b %Y}"


class EffortQuarter(models.Model):
    """Minutes of one team on one item in a fiscal quarter that ended, by the effort's dates.

    A quarter has all of its rows or none, as a month of EffortMonth has.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    quarter = QuarterField()
    team = models.ForeignKey("portfolio.Team", models.CASCADE, related_name="+")
    item = models.ForeignKey("portfolio.Item", models.CASCADE, related_name="+")
    minutes = models.PositiveBigIntegerField()
    split_minutes = models.PositiveBigIntegerField(
        help_text="What of them nobody logged: split over issues in progress."
    )

    class Meta:
        ordering = ["quarter", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "quarter", "team", "item"], name="one_effort_sum_per_item"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1) & Q(minutes__gte=F("split_minutes")),
                name="effort_sum_of_item_takes_time",
                violation_error_message="A sum of effort is at least one minute.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min in {self.quarter}"
