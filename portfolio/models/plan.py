"""A product's plan for one quarter, its lines, their movements and the agreed baseline."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from company.calendar import QuarterField, tenth_working_day
from company.histories import Tracked
from company.models import Person, Product
from ledger.models import AppendOnly

ZERO = Decimal("0.00")
# What a line for no item is called.
RESERVE = "Reserve"


def WeeksField(**options: object) -> "models.DecimalField[Decimal | str | int, Decimal]":
    """A field of engineer-weeks, to the hundredth."""
    return models.DecimalField(max_digits=9, decimal_places=2, **options)  # type: ignore[arg-type]  # passed through


class Plan(Tracked):
    """One product in one fiscal quarter."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="plans")
    quarter = QuarterField()
    capacity_weeks = WeeksField(default=ZERO)

    class Meta:
        ordering = ["product", "quarter"]
        constraints = [
            models.UniqueConstraint(fields=["product", "quarter"], name="one_plan_per_quarter"),
            models.CheckConstraint(
                condition=Q(capacity_weeks__gte=0),
                name="plan_capacity_not_negative",
                violation_error_message="Capacity cannot be negative.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.quarter}"


class Target(Tracked):
    """The share of a plan that a slice is meant to take, in whole or half percents."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    slice = models.ForeignKey("portfolio.Slice", models.PROTECT, related_name="targets")
    percent = models.DecimalField(max_digits=4, decimal_places=1)

    product_path = "plan__product"
    histories_found_by = ("plan",)

    class Meta:
        ordering = ["slice__position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "slice"], name="one_target_per_slice"),
            models.CheckConstraint(
                condition=Q(percent__gte=0) & Q(percent__lte=100),
                name="target_is_a_percent",
                violation_error_message="A target lies between 0 and 100%.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slice_id}: {self.percent}%"


class Line(models.Model):
    """The engineer-weeks of one item in one plan, or the plan's reserve.

    `below_weeks` did not fit the capacity: they wait below the line, outside every sum.
    `unfunded_weeks` are the part of a special's `weeks` that an override took from no line.
    `position` orders the lines of a slice; those without one follow, largest first. Order is no
    drift.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="lines")
    item = models.ForeignKey(
        "portfolio.Item", models.PROTECT, null=True, blank=True, related_name="lines"
    )
    is_reserve = models.BooleanField(default=False)
    weeks = WeeksField(default=ZERO)
    below_weeks = WeeksField(default=ZERO)
    unfunded_weeks = WeeksField(default=ZERO)
    position = models.PositiveIntegerField(null=True, blank=True, editable=False)
    kept_out = models.ManyToManyField("portfolio.Item", related_name="kept_out_by", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "item"],
                name="one_line_per_item",
                violation_error_message="This plan already has a line for that item.",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(is_reserve=True),
                name="one_reserve_per_plan",
                violation_error_message="A plan has one reserve.",
            ),
            models.CheckConstraint(
                condition=Q(is_reserve=True, item__isnull=True)
                | Q(is_reserve=False, item__isnull=False),
                name="line_is_an_item_or_the_reserve",
                violation_error_message="A line is for an item, or it is the reserve.",
            ),
            models.CheckConstraint(
                condition=Q(weeks__gte=0) & Q(below_weeks__gte=0),
                name="line_weeks_not_negative",
                violation_error_message="A line cannot have fewer than no weeks.",
            ),
            models.CheckConstraint(
                condition=Q(unfunded_weeks__gte=0) & Q(unfunded_weeks__lte=F("weeks")),
                name="line_unfunded_within_its_weeks",
                violation_error_message="Unfunded weeks are part of the line's weeks.",
            ),
        ]

    def __str__(self) -> str:
        return RESERVE if self.is_reserve else str(self.item)


class Movement(AppendOnly):
    """One change of a line's weeks; a line's weeks are the sum of its movements."""

    product_path = "plan__product"

    class Kind(models.TextChoices):
        PLANNED = "planned", "Planned before the baseline"
        CHANGED = "changed", "Changed after the baseline, with a reason"
        LANDED = "landed", "Landed from another quarter"
        LEFT = "left", "Left the plan with what was displaced"
        DISPLACED = "displaced", "Moved to or from a special"
        UNFUNDED = "unfunded", "Approved without displacement"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="movements")
    item = models.ForeignKey(
        "portfolio.Item",
        models.PROTECT,
        null=True,
        related_name="movements",
        help_text="Empty for the reserve.",
    )
    weeks = WeeksField(help_text="What was added to the line; negative when taken from it.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.TextField(blank=True)
    special = models.ForeignKey(
        "portfolio.Item",
        models.PROTECT,
        null=True,
        related_name="movements_for",
        help_text="The item of the special that caused it.",
    )
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["plan", "kind"])]

    def __str__(self) -> str:
        return f"{self.weeks} {self.kind}"


class Baseline(AppendOnly):
    """A frozen copy of the plan, taken when the executive team agrees the quarter."""

    product_path = "plan__product"

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="baseline")
    capacity_weeks = WeeksField()
    cap_weeks = WeeksField()
    reason = models.TextField(blank=True)
    agreed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    last_movement = models.PositiveBigIntegerField(
        default=0, help_text="The last movement that the baseline holds."
    )

    def __str__(self) -> str:
        return f"Baseline of {self.plan}"

    @property
    def agreed_on(self) -> dt.date:
        """The day it was agreed, in the product's time zone. Reads the plan's product."""
        return self.plan.product.local_day(self.agreed_at)

    @property
    def is_late(self) -> bool:
        """Whether it was agreed after its quarter's tenth working day (DESIGN 4.1).

        Work before that day came before the plan; whatever is judged against it says so.
        """
        return self.agreed_on > tenth_working_day(self.plan.product, self.plan.quarter)


class BaselineLine(AppendOnly):
    """One line as it stood at the baseline; no item means the reserve."""

    product_path = "baseline__plan__product"

    baseline = models.ForeignKey(Baseline, models.PROTECT, related_name="lines")
    item = models.ForeignKey("portfolio.Item", models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300)
    slice_key = models.CharField(max_length=40, blank=True)
    weeks = WeeksField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class BaselineTarget(AppendOnly):
    """One slice target as it stood at the baseline."""

    product_path = "baseline__plan__product"

    baseline = models.ForeignKey(Baseline, models.PROTECT, related_name="targets")
    slice_key = models.CharField(max_length=40)
    percent = models.DecimalField(max_digits=4, decimal_places=1)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.slice_key}: {self.percent}%"
