"""Weeks taken from one plan line for one special, proposed and carried out."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from escalations.models.escalation import Escalation
from escalations.models.sizing import Proposal
from portfolio.models import Customer, Item, Plan
from portfolio.quarters import OptionalQuarterField, QuarterField

ZERO = Decimal("0.00")


class Outcome(models.TextChoices):
    SLIPS = "slips", "Slips"
    POSTPONED = "postponed", "Postponed"
    DROPPED = "dropped", "Dropped"


class ProposedRow(models.Model):
    """One row of a proposal; no item means the reserve, which names what it kept out."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="rows")
    quarter = QuarterField()
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    kept_out = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    weeks = models.DecimalField(max_digits=9, decimal_places=2)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    to_quarter = OptionalQuarterField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks__gt=0),
                name="proposed_row_takes_weeks",
                violation_error_message="A displacement takes more than no weeks.",
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=False) | Q(kept_out__isnull=False),
                name="proposed_row_names_something",
                violation_error_message="A displacement names an item.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weeks} wk from {self.item or 'the reserve'}"


class Displacement(models.Model):
    """So many engineer-weeks taken from one line, and what became of the item."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="displacements")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="displacements")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="displacements")
    kept_out = models.ForeignKey(Item, models.PROTECT, null=True, related_name="kept_out_for")
    weeks = models.DecimalField(max_digits=9, decimal_places=2)
    returned_weeks = models.DecimalField(max_digits=9, decimal_places=2, default=ZERO)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    to_quarter = OptionalQuarterField()
    landed_weeks = models.DecimalField(max_digits=9, decimal_places=2, default=ZERO)
    below_weeks = models.DecimalField(max_digits=9, decimal_places=2, default=ZERO)
    deal_amount = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, help_text="Copied when it was decided."
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["plan", "item"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks__gt=0),
                name="displacement_takes_weeks",
                violation_error_message="A displacement takes more than no weeks.",
            ),
            models.CheckConstraint(
                condition=Q(returned_weeks__gte=0) & Q(returned_weeks__lte=F("weeks")),
                name="displacement_returns_what_it_took",
                violation_error_message="No more comes back than was taken.",
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=False) | Q(kept_out__isnull=False),
                name="displacement_names_something",
                violation_error_message="A displacement names an item.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weeks} wk from {self.item or 'the reserve'}"

    @property
    def named(self) -> Item:
        """The item that lost: the line's own, or what the reserve had kept out."""
        found = self.item or self.kept_out
        assert found is not None  # noqa: S101 (a constraint holds it)
        return found

    @property
    def open_weeks(self) -> Decimal:
        """What is still taken."""
        return self.weeks - self.returned_weeks


class DisplacedCustomer(models.Model):
    """A customer who waits longer, with ARR and renewal copied when it was decided."""

    displacement = models.ForeignKey(Displacement, models.CASCADE, related_name="customers")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    arr = models.DecimalField(max_digits=14, decimal_places=2)
    renewal_date = models.DateField(null=True)

    class Meta:
        ordering = [F("renewal_date").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["displacement", "customer"], name="displaced_customer_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.customer)
