"""Deals in the CRM, and commitments to customers."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from company.fields import TitleField
from company.histories import Tracked, TrackedRows, Unit
from company.models import Product
from portfolio.models import Customer


class Deal(Tracked):
    """An opportunity in the CRM; one without an account has no customer."""

    class Kind(models.TextChoices):
        NEW = "new", "New"
        RENEWAL = "renewal", "Renewal"
        EXPANSION = "expansion", "Expansion"

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        WON = "won", "Won"
        LOST = "lost", "Lost"

    product = models.ForeignKey(Product, models.PROTECT, related_name="deals")
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="deals"
    )
    name = TitleField(max_length=200)
    import_key = models.CharField(max_length=200, blank=True, editable=False)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    asked_amount = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text="The amount when a request was first submitted with it.",
    )
    signed_amount = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="What was signed, once it is won.",
    )
    stage = models.CharField(max_length=60, blank=True)
    close_date = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NEW)
    outcome = models.CharField(max_length=5, choices=Outcome.choices, default=Outcome.OPEN)
    owner = TitleField(max_length=200, blank=True)

    units = dict.fromkeys(["amount", "asked_amount", "signed_amount"], Unit.MONEY)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "import_key"],
                condition=~Q(import_key=""),
                name="deal_import_key_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="deal_amount_not_negative",
                violation_error_message="A deal's amount cannot be negative.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["open", "won", "lost"]),
                name="deal_outcome_known",
                violation_error_message="A deal is open, won or lost.",
            ),
            models.CheckConstraint(
                condition=Q(signed_amount__isnull=True) | Q(outcome="won", signed_amount__gte=0),
                name="deal_signed_when_won",
                violation_error_message="Only a won deal was signed, for an amount of 0 or more.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def settle_signed(self) -> None:
        """Set what was signed: a won deal's amount, unless another is said; none for any other
        deal.
        """
        if self.outcome != self.Outcome.WON:
            self.signed_amount = None
        elif self.signed_amount is None:
            self.signed_amount = self.amount


def worth_of(amount: Decimal, signed_amount: Decimal | None) -> Decimal:
    """What a deal is worth: what was signed, else its amount."""
    return amount if signed_amount is None else signed_amount


class Commitments(TrackedRows["Commitment"]):
    def open(self) -> "Commitments":
        """Promises that are neither kept nor broken."""
        return self.filter(kept_on__isnull=True, broken_on__isnull=True)


class Commitment(Tracked):
    """Something promised to a customer by a date, wherever it was promised."""

    class Source(models.TextChoices):
        CONTRACT = "contract", "Contract"
        EMAIL = "email", "E-mail"
        SPOKEN = "spoken", "Spoken"
        OTHER = "other", "Other"

    product = models.ForeignKey(Product, models.PROTECT, related_name="commitments")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="commitments")
    escalation = models.ForeignKey(
        "escalations.Escalation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
    )
    what = TitleField(max_length=300)
    due = models.DateField()
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.OTHER)
    weeks = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    sla = models.CharField("SLA", max_length=200, blank=True)
    kept_on = models.DateField(null=True, blank=True, help_text="When the promise was kept.")
    broken_on = models.DateField(
        null=True, blank=True, help_text="When it was given up, or its day was missed for good."
    )

    objects = Commitments.as_manager()  # type: ignore[misc]  # instead of the one of Tracked

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks__isnull=True) | Q(weeks__gte=0),
                name="commitment_weeks_not_negative",
                violation_error_message="A commitment cannot take fewer than no weeks.",
            ),
            models.CheckConstraint(
                condition=Q(kept_on__isnull=True) | Q(broken_on__isnull=True),
                name="commitment_kept_or_broken",
                violation_error_message="A promise is kept or broken, not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.what
