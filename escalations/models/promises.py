"""The monthly answers on whether all promises are listed."""

from django.db import models
from django.db.models import Q

from company.models import Person, Product
from ledger.models import AppendOnly


class PromiseAnswer(AppendOnly):
    """One person's answer of one month: whether they or their people promised anything else."""

    product_path = "product"

    product = models.ForeignKey(Product, models.PROTECT, related_name="promise_answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    month = models.DateField(help_text="The first day of the month it was asked in.")
    nothing_else = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "person", "month"], name="promises_answered_once_a_month"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="promises_answered_of_a_month",
                violation_error_message="An answer is of a month: give its first day.",
            ),
        ]

    def __str__(self) -> str:
        said = "nothing else" if self.nothing_else else "something else"
        return f"{self.month:%B %Y}: {said}"
