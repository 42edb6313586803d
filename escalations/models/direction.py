"""What kind of company the executives want: of products, of services, or both on purpose."""

from django.db import models
from django.db.models import Q

from company.models import Person, Product
from ledger.models import AppendOnly


class Direction(AppendOnly):
    """One decision on it, with its reason; the latest one holds."""

    product_path = "product"

    class Kind(models.TextChoices):
        PRODUCT = "product_company", "A product company"
        SERVICES = "services_company", "A services company"
        BOTH = "both_on_purpose", "Both, on purpose"

    product = models.ForeignKey(Product, models.PROTECT, related_name="directions")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["product_company", "services_company", "both_on_purpose"]),
                name="direction_kind_known",
                violation_error_message="A product company, a services company, or both.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="direction_has_a_reason",
                violation_error_message="Write the reason.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
