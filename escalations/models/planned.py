"""What was asked for by one customer and became a planned item of the core."""

from django.db import models
from django.db.models import Q

from company.calendar import QuarterField
from company.models import Person
from ledger.models import AppendOnly
from portfolio.models import Item


class TakenIntoPlan(AppendOnly):
    """An escalation reclassified as planned work, published with who, when and why."""

    product_path = "escalation__product"

    class Approach(models.TextChoices):
        PLANNED_ITEM = "planned_item", "A planned item: several customers want it"
        FAULT = "fault", "A fault in the standard product"

    escalation = models.OneToOneField(
        "escalations.Escalation", models.PROTECT, related_name="taken_into_plan"
    )
    item = models.OneToOneField(Item, models.PROTECT, related_name="taken_from")
    approach = models.CharField(max_length=12, choices=Approach.choices)
    quarter = QuarterField()
    weeks = models.DecimalField(max_digits=9, decimal_places=2)
    documented = models.TextField(
        blank=True, help_text="Of a fault: the documented behaviour that broke."
    )
    customers = models.PositiveIntegerField(help_text="How many customers wanted it that day.")
    is_own_request = models.BooleanField(default=False)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "taken into plans"
        indexes = [models.Index(fields=["at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks__gt=0),
                name="taken_into_plan_takes_weeks",
                violation_error_message="A planned item takes more than no weeks.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="taken_into_plan_has_a_reason",
                violation_error_message="Taking it into the plan needs a reason.",
            ),
            models.CheckConstraint(
                condition=Q(approach="planned_item", customers__gte=2)
                | (Q(approach="fault") & ~Q(documented="")),
                name="taken_into_plan_for_several_or_as_a_fault",
                violation_error_message=(
                    "A planned item is for several customers; a fault names what was documented."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation} in {self.quarter}"


# The approaches with which a request can be taken into the plan.
PLANNABLE = frozenset(TakenIntoPlan.Approach.values)
