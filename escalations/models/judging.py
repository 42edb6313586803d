"""What each side says of a claim, or of product's position: whether it came true."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from company.histories import Tracked
from company.models import Person, Product


class Judgement(Tracked):
    """One side's verdict on one claim or one position; each side has one, and may change it.

    Product judges the claims of sales, sales judges product's position. Where the other side says
    otherwise both are shown, and it counts for neither (DESIGN 4.8). Former verdicts stay in the
    history, so that a past month reads what was said by its end.
    """

    class Side(models.TextChoices):
        PRODUCT = "product", "Product"
        SALES = "sales", "Sales"

    product = models.ForeignKey(Product, models.PROTECT, related_name="judgements")
    claim = models.ForeignKey(
        "escalations.Claim", models.CASCADE, null=True, related_name="judgements"
    )
    proposal = models.ForeignKey(
        "escalations.Proposal", models.PROTECT, null=True, related_name="judgements"
    )
    side = models.CharField(max_length=7, choices=Side.choices)
    is_true = models.BooleanField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(claim__isnull=False, proposal__isnull=True)
                | Q(claim__isnull=True, proposal__isnull=False),
                name="judgement_of_one_thing",
                violation_error_message="A judgement is of one claim, or of one position.",
            ),
            models.CheckConstraint(
                condition=Q(side__in=["product", "sales"]),
                name="judgement_side_known",
                violation_error_message="Product judges, or sales.",
            ),
            models.UniqueConstraint(fields=["claim", "side"], name="each_side_judges_a_claim_once"),
            models.UniqueConstraint(
                fields=["proposal", "side"], name="each_side_judges_a_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} says it was {'true' if self.is_true else 'not true'}"


def settled(judgements: Iterable[Judgement], judge: str) -> bool | None:
    """The verdict that counts: that of the judging side, unless the other differs; else None."""
    verdicts = {row.side: row.is_true for row in judgements}
    verdict = verdicts.get(judge)
    return verdict if all(other == verdict for other in verdicts.values()) else None
