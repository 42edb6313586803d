"""Customers, and what they wait for."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from company.fields import TitleField
from company.histories import Tracked, TrackedRows, Unit
from company.models import Product


class Customer(Tracked):
    """A company that pays, or a prospect (ARR 0)."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="customers")
    name = TitleField(max_length=200)
    account_key = models.CharField(
        max_length=200,
        blank=True,
        help_text=(
            "What your CRM knows the company by. Customers of several products with the same key"
            " are one company, whose revenue and deals count once."
        ),
    )
    import_key = models.CharField(max_length=200, blank=True, editable=False)
    arr = models.DecimalField(
        "annual recurring revenue", max_digits=14, decimal_places=2, default=Decimal("0.00")
    )
    renewal_date = models.DateField(null=True, blank=True)
    segment = TitleField(max_length=100, blank=True)
    version = models.CharField("product version in use", max_length=60, blank=True)

    units = {"arr": Unit.MONEY}

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "product",
                Lower("name"),
                name="customer_name_once",
                violation_error_message="This product already has a customer of that name.",
            ),
            models.UniqueConstraint(
                fields=["product", "import_key"],
                condition=~Q(import_key=""),
                name="customer_import_key_once",
            ),
            models.CheckConstraint(
                condition=Q(arr__gte=0),
                name="customer_arr_not_negative",
                violation_error_message="Annual recurring revenue cannot be negative.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="customer_has_a_name",
                violation_error_message="A customer needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def renews_after(self, day: dt.date) -> bool:
        """Whether the renewal date lies after `day`; False without one."""
        return self.renewal_date is not None and self.renewal_date > day

    def renews_in(self, day: dt.date) -> int | None:
        """Days from `day` to the renewal, negative once it passed; None without a date."""
        return None if self.renewal_date is None else (self.renewal_date - day).days


class WaitingRows(TrackedRows["Waiting"]):
    def open(self) -> "WaitingRows":
        """Those who still wait. Everything that asks who waits goes through here."""
        return self.filter(until__isnull=True)


class Waiting(Tracked):
    """A customer who waits for an item; with `until`, one who waited."""

    class Weight(models.TextChoices):
        BLOCKER = "blocker", "Blocker"
        NICE_TO_HAVE = "nice_to_have", "Nice to have"

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="waiting")
    item = models.ForeignKey("portfolio.Item", models.CASCADE, related_name="waiting")
    since = models.DateField()
    weight = models.CharField(
        "how badly", max_length=12, choices=Weight.choices, default=Weight.NICE_TO_HAVE
    )
    promised = models.BooleanField(default=False)
    heard_on = models.DateField(
        "last heard of on",
        null=True,
        blank=True,
        help_text="The day somebody last knew that they wait still, if that was after it began.",
    )
    until = models.DateField(
        null=True, blank=True, help_text="The day the wait ended; empty while they wait."
    )

    objects = WaitingRows.as_manager()  # type: ignore[misc]  # instead of the one of Tracked

    product_path = "customer__product"
    histories_found_by = ("customer", "item")

    class Meta:
        ordering = ["since", "pk"]
        verbose_name_plural = "waiting"
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "item"],
                condition=Q(until__isnull=True),
                name="waits_once_per_item",
                violation_error_message="This customer already waits for that item.",
            ),
            models.CheckConstraint(
                condition=Q(weight__in=["blocker", "nice_to_have"]),
                name="waiting_weight_known",
                violation_error_message="Waiting is a blocker or nice to have.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="waiting_ends_after_it_began",
                violation_error_message="A wait cannot end before it began.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} waits for {self.item}"


class Renewal(Tracked):
    """What became of a customer's renewal once its day had come.

    `arr_before` is the yearly revenue when it came up, `arr` after it.
    """

    class Outcome(models.TextChoices):
        RENEWED = "renewed", "Renewed"
        SHRANK = "shrank", "Shrank"
        LEFT = "left", "Left"

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="renewals")
    passed_on = models.DateField(help_text="The renewal date that has come.")
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    arr_before = models.DecimalField("revenue a year before", max_digits=14, decimal_places=2)
    arr = models.DecimalField("revenue a year after", max_digits=14, decimal_places=2)

    product_path = "customer__product"
    histories_found_by = ("customer",)
    units = dict.fromkeys(["arr_before", "arr"], Unit.MONEY)

    class Meta:
        ordering = ["-passed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "passed_on"], name="renewal_said_once"),
            models.CheckConstraint(
                condition=Q(arr_before__gte=0)
                & (
                    Q(outcome="renewed", arr__gte=F("arr_before"))
                    | Q(outcome="shrank", arr__gt=0, arr__lt=F("arr_before"))
                    | Q(outcome="left", arr=0)
                ),
                name="renewal_outcome_fits_its_revenue",
                violation_error_message="Who renewed pays no less than before, who shrank pays less"
                " and something still, and who left pays nothing.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.get_outcome_display().lower()}"

    @property
    def kept_revenue(self) -> Decimal:
        """What was kept of the revenue before; growth is left out, so that it hides nobody's
        loss.
        """
        return min(self.arr, self.arr_before)
