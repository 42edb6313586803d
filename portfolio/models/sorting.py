"""What people said past items were built for, kept so that it can be taken back."""

from django.db import models
from django.db.models import Q

from company.histories import Tracked
from company.models import Person, Product


class SortedItem(Tracked):
    """One item's answer to "for whom was this built?", with the slice it was in before.

    What the answer means stands on the item itself, as its customer or slice. Only items without a
    customer are sorted, so no customer has to be remembered.
    """

    class Answer(models.TextChoices):
        PLANNED = "planned", "Planned"
        CUSTOMER = "customer", "For one customer"
        FAULT = "fault", "A fault"
        SKIP = "skip", "Skipped"

    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    item = models.OneToOneField("portfolio.Item", models.PROTECT, related_name="sorting")
    answer = models.CharField(max_length=8, choices=Answer.choices)
    customer = models.ForeignKey(
        "portfolio.Customer", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    slice_before = models.ForeignKey(
        "portfolio.Slice", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_customer = models.BooleanField(
        default=False, help_text="The customer was not known until this named them."
    )

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["product", "by", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["planned", "customer", "fault", "skip"]),
                name="sorted_item_answer_known",
                violation_error_message="An item is planned, for one customer, a fault or skipped.",
            ),
            models.CheckConstraint(
                condition=Q(answer="customer", customer__isnull=False)
                | ~Q(answer="customer") & Q(customer__isnull=True),
                name="sorted_item_names_its_customer",
                violation_error_message="Say which customer it was for, and of no other answer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_answer_display().lower()}"
