"""Who else asks for the same, and which extension point would have done a special."""

from django.db import models
from django.db.models import Q

from company.histories import Tracked, TrackedRows
from company.models import Person
from portfolio.models import Customer, ExtensionPoint


class Joins(TrackedRows["Join"]):
    def standing(self) -> "Joins":
        """Those who still ask for it."""
        return self.filter(ended_on__isnull=True)


class Join(Tracked):
    """One more customer who asks for what was requested already, instead of a second request."""

    product_path = "escalation__product"
    histories_found_by = ("escalation", "customer")

    escalation = models.ForeignKey("escalations.Escalation", models.PROTECT, related_name="joins")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="joins")
    deal = models.ForeignKey(
        "escalations.Deal", models.PROTECT, null=True, blank=True, related_name="joins"
    )
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_on = models.DateField(
        null=True, blank=True, help_text="The day they asked no more; empty while they do."
    )

    objects = Joins.as_manager()  # type: ignore[misc]  # instead of the one of Tracked

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["escalation", "customer"],
                condition=Q(ended_on__isnull=True),
                name="joins_once_per_customer",
                violation_error_message="This customer asks for it already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} asks for {self.escalation} too"


class Offload(Tracked):
    """The extension point that would have done a core special; none where nobody names one."""

    product_path = "escalation__product"
    histories_found_by = ("escalation",)

    escalation = models.OneToOneField(
        "escalations.Escalation", models.PROTECT, related_name="offload"
    )
    extension_point = models.ForeignKey(
        ExtensionPoint, models.PROTECT, null=True, blank=True, related_name="offloads"
    )
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"What would have done {self.escalation}"
