"""Weeks taken from one plan line for one special, proposed and carried out."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Round

from company.calendar import OptionalQuarterField, QuarterField
from company.models import Person
from ledger.models import AppendOnly
from portfolio.models import Customer, Item, Plan

ZERO = Decimal("0.00")


class Outcome(models.TextChoices):
    SLIPS = "slips", "Slips"
    POSTPONED = "postponed", "Postponed"
    DROPPED = "dropped", "Dropped"


class ProposedRow(AppendOnly):
    """One row of a proposal; no item means the reserve, which names what it kept out."""

    product_path = "proposal__sizing__escalation__product"

    proposal = models.ForeignKey("escalations.Proposal", models.PROTECT, related_name="rows")
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


class Displacements(models.QuerySet["Displacement"]):
    def open(self) -> Self:
        """Displacements of which some weeks have not come back."""
        returned = DisplacementReturn.objects.filter(displacement=OuterRef("pk")).order_by()
        weeks = Subquery(returned.values("displacement").annotate(n=Sum("weeks")).values("n"))
        # SQLite sums decimals as floats, so the sum is rounded back to the hundredth.
        back = Round(Coalesce(weeks, ZERO, output_field=models.DecimalField()), 2)
        return self.filter(weeks__gt=back)


class Displacement(AppendOnly):
    """Engineer-weeks taken from one line for one special, and what became of the item."""

    product_path = "escalation__product"

    escalation = models.ForeignKey(
        "escalations.Escalation", models.PROTECT, related_name="displacements"
    )
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="displacements")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="displacements")
    kept_out = models.ForeignKey(Item, models.PROTECT, null=True, related_name="kept_out_for")
    weeks = models.DecimalField(max_digits=9, decimal_places=2)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    to_quarter = OptionalQuarterField()
    landed_weeks = models.DecimalField(max_digits=9, decimal_places=2, default=ZERO)
    below_weeks = models.DecimalField(max_digits=9, decimal_places=2, default=ZERO)
    leaving_weeks = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        default=ZERO,
        help_text="What the line had left beside them, which left the plan with them.",
    )
    deal_amount = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, help_text="Copied when it was decided."
    )
    decided_at = models.DateTimeField()

    objects = Displacements.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["plan", "item"]), models.Index(fields=["decided_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks__gt=0),
                name="displacement_takes_weeks",
                violation_error_message="A displacement takes more than no weeks.",
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
        """The item that lost: the line's own, or the one the reserve had kept out."""
        item = self.item or self.kept_out
        assert item is not None  # noqa: S101 (a constraint holds it)
        return item

    @property
    def returned_weeks(self) -> Decimal:
        """Weeks that came back so far. Reads prefetched returns."""
        return sum((row.weeks for row in self.returns.all()), start=ZERO)

    @property
    def open_weeks(self) -> Decimal:
        """Weeks that have not come back. Reads prefetched returns."""
        return self.weeks - self.returned_weeks


class DisplacementReturn(AppendOnly):
    """Weeks that came back, never more than were taken: to their line, or to slack.

    They become slack where the item left the plan, with this displacement or later.
    """

    product_path = "displacement__escalation__product"

    displacement = models.ForeignKey(Displacement, models.PROTECT, related_name="returns")
    weeks = models.DecimalField(max_digits=9, decimal_places=2)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks__gt=0),
                name="displacement_return_has_weeks",
                violation_error_message="More than no weeks come back.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weeks} wk back"


class DisplacedCustomer(AppendOnly):
    """A customer who waits longer, with revenue and renewal as on the day of the decision."""

    product_path = "displacement__escalation__product"

    displacement = models.ForeignKey(Displacement, models.PROTECT, related_name="customers")
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
