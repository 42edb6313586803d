"""What an escalation would take, who confirmed it, and what would pay for it."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from company.calendar import QuarterField, working_days_after
from company.models import Person, Product
from escalations.models.judging import Judgement, settled
from escalations.states import ANSWER_DAYS, IN_PLACE_DAYS
from ledger.models import AppendOnly
from portfolio.models import ExtensionPoint, Partner


class Approach(models.TextChoices):
    CORE = "core", "Change the product for this one customer"
    PLANNED_ITEM = "planned_item", "A planned item: several customers want it"
    EXTENSION_POINT = "extension_point", "Through an extension point"
    SERVICES = "services", "Services"
    PARTNER = "partner", "A partner"
    NOT_VIABLE = "not_viable", "Not viable"
    FAULT = "fault", "A fault in the standard product"


class Sizing(AppendOnly):
    """Low, likely and high weeks and the approach. The latest one counts."""

    product_path = "escalation__product"

    escalation = models.ForeignKey("escalations.Escalation", models.PROTECT, related_name="sizings")
    low_weeks = models.DecimalField(max_digits=9, decimal_places=2)
    likely_weeks = models.DecimalField(max_digits=9, decimal_places=2)
    high_weeks = models.DecimalField(max_digits=9, decimal_places=2)
    approach = models.CharField(max_length=16, choices=Approach.choices)
    extension_point = models.ForeignKey(
        ExtensionPoint, models.PROTECT, null=True, blank=True, related_name="sizings"
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="sizings"
    )
    note = models.TextField(blank=True)
    spent_minutes = models.PositiveIntegerField(
        null=True, help_text="What the core teams had logged on it by then."
    )
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low_weeks__gte=0)
                & Q(likely_weeks__gte=F("low_weeks"))
                & Q(high_weeks__gte=F("likely_weeks")),
                name="sizing_low_likely_high",
                violation_error_message="Low is at most likely, and likely at most high.",
            ),
            models.CheckConstraint(
                condition=Q(approach__in=Approach.values),
                name="sizing_approach_known",
                violation_error_message="That is not an approach.",
            ),
            models.CheckConstraint(
                condition=Q(extension_point__isnull=True) | Q(approach="extension_point"),
                name="sizing_names_an_extension_point_it_goes_through",
                violation_error_message="It names an extension point only where it goes through"
                " one.",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=True) | Q(approach="partner"),
                name="sizing_names_a_partner_who_does_it",
                violation_error_message="It names a partner only where a partner does it.",
            ),
        ]

    def in_place_from(self, product: Product) -> dt.date:
        """The day from which an executive may confirm it in another's place."""
        due = working_days_after(product.local_day(self.at), ANSWER_DAYS)
        return working_days_after(due, IN_PLACE_DAYS)

    @property
    def way(self) -> str:
        """The approach in words, with the extension point or the partner that it names."""
        named = self.extension_point.said if self.extension_point else str(self.partner or "")
        said = self.get_approach_display()
        return f"{said}: {named}" if named else said

    def __str__(self) -> str:
        return f"{self.low_weeks} / {self.likely_weeks} / {self.high_weeks} wk"


class SizedPart(AppendOnly):
    """The likely weeks that fall into one quarter."""

    product_path = "sizing__escalation__product"

    sizing = models.ForeignKey(Sizing, models.PROTECT, related_name="parts")
    quarter = QuarterField()
    weeks = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        ordering = ["quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["sizing", "quarter"], name="one_sized_part_per_quarter"
            ),
            models.CheckConstraint(
                condition=Q(weeks__gte=0),
                name="sized_part_not_negative",
                violation_error_message="A part cannot take fewer than no weeks.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weeks} wk in {self.quarter}"


class Confirmation(AppendOnly):
    """Product or engineering stands by a sizing. Sizing again starts from none."""

    product_path = "sizing__escalation__product"

    class Side(models.TextChoices):
        PRODUCT = "product", "Product"
        ENGINEERING = "engineering", "Engineering"

    sizing = models.ForeignKey(Sizing, models.PROTECT, related_name="confirmations")
    side = models.CharField(max_length=12, choices=Side.choices)
    in_place = models.BooleanField(
        default=False, help_text="An executive confirmed, five working days after it was due."
    )
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sizing", "side"], name="each_side_confirms_once"),
            models.CheckConstraint(
                condition=Q(side__in=["product", "engineering"]),
                name="confirmation_side_known",
                violation_error_message="Product confirms, or engineering.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_side_display()


class Proposal(AppendOnly):
    """Product's position and the displacement it proposes; it reserves nothing."""

    product_path = "sizing__escalation__product"

    sizing = models.ForeignKey(Sizing, models.PROTECT, related_name="proposals")
    position = models.TextField(blank=True)
    at_decision = models.BooleanField(
        default=False, help_text="Whoever decided named these lines, instead of product's."
    )
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.position[:60]

    @property
    def verdict(self) -> bool | None:
        """Whether the position was right, as it counts. Reads what was prefetched."""
        return settled(self.judgements.all(), Judgement.Side.SALES)
