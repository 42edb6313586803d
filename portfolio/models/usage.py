"""Who uses what was built."""

from django.db import models

from company.histories import Tracked


class Usage(Tracked):
    """A customer uses an item. Without a row it is unknown: nobody may have looked."""

    customer = models.ForeignKey("portfolio.Customer", models.CASCADE, related_name="usage")
    item = models.ForeignKey("portfolio.Item", models.CASCADE, related_name="usage")
    last_used_on = models.DateField(null=True, blank=True)

    product_path = "customer__product"
    histories_found_by = ("customer", "item")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "usage"
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "item"],
                name="uses_once_per_item",
                violation_error_message="This customer is already known to use that item.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} uses {self.item}"
