"""Policy, caps, decisions, comments and publications.

All but comments and settings are append-only: corrected by a new row, never edited.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual

from company.calendar import QuarterField
from company.models import Person, Product
from escalations.models import Escalation
from ledger.models import AppendOnly
from portfolio.models import Partner, Plan


class Policy(AppendOnly):
    """What the executive team decided for a product from a quarter on. Percents in percent.

    The latest `from_quarter` not after a quarter counts; of two, the one set later (DESIGN 4.3).
    """

    product_path = "product"

    product = models.ForeignKey(Product, models.PROTECT, related_name="policies")
    from_quarter = QuarterField()
    cap_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("10.00"))
    straining_above = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("15.00"))
    struggling_from = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("20.00"))
    off_the_road_from = models.DecimalField(
        max_digits=5, decimal_places=2, default=Decimal("30.00")
    )
    slots = models.PositiveSmallIntegerField("slots a quarter", default=2)
    slot_weeks = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("2.00"))
    overdraft = models.BooleanField("overdraft carries into the next quarter", default=True)
    support_years = models.PositiveSmallIntegerField("years a special is supported", default=7)
    minimum_return = models.DecimalField(
        "least a special should return", max_digits=5, decimal_places=2, default=Decimal("3.00")
    )
    licence_price = models.DecimalField(
        "price of a standard licence", max_digits=14, decimal_places=2, null=True, blank=True
    )
    quota_relief_percent = models.DecimalField(
        "quota relief for what a special cost, in percent",
        max_digits=5,
        decimal_places=2,
        default=Decimal("20.00"),
    )
    support_fee = models.DecimalField(
        "support fee a year on the newest version",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["from_quarter", "pk"]
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(cap_percent__gte=0) & Q(cap_percent__lte=100),
                name="policy_cap_is_a_percent",
                violation_error_message="The cap lies between 0 and 100%.",
            ),
            models.CheckConstraint(
                condition=Q(straining_above__lte=models.F("struggling_from"))
                & Q(struggling_from__lte=models.F("off_the_road_from")),
                name="policy_bands_rise",
                violation_error_message="The bands rise: straining, struggling, off the road.",
            ),
            models.CheckConstraint(
                condition=Q(slot_weeks__gte=0),
                name="policy_slot_not_negative",
                violation_error_message="A slot cannot hold fewer than no weeks.",
            ),
            models.CheckConstraint(
                condition=Q(support_years__gte=1) & Q(support_years__lte=50),
                name="policy_support_years_in_bounds",
                violation_error_message="A special is supported for 1 to 50 years.",
            ),
            models.CheckConstraint(
                condition=Q(minimum_return__gte=0),
                name="policy_return_not_negative",
                violation_error_message="The least that a special returns is 0 or more.",
            ),
            models.CheckConstraint(
                condition=Q(licence_price__isnull=True) | Q(licence_price__gt=0),
                name="policy_licence_has_a_price",
                violation_error_message="A licence has a price above 0; leave it out where none"
                " is known.",
            ),
            models.CheckConstraint(
                condition=Q(quota_relief_percent__gte=-50) & Q(quota_relief_percent__lte=100),
                name="policy_relief_in_bounds",
                violation_error_message="Quota relief lies between -50 and 100%.",
            ),
            models.CheckConstraint(
                condition=Q(support_fee__isnull=True) | Q(support_fee__gt=0),
                name="policy_support_has_a_fee",
                violation_error_message="A support fee is above 0; leave it out where none is set.",
            ),
        ]

    def __str__(self) -> str:
        return f"Policy of {self.product} from {self.from_quarter}"


class Cap(AppendOnly):
    """The ceiling of a quarter as somebody set it; the last row counts.

    A percent that is not frozen follows the plan's capacity, so `weeks` is then only its value on
    the day it was set. The baseline freezes it in weeks.
    """

    product_path = "plan__product"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="caps")
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    weeks = models.DecimalField(max_digits=9, decimal_places=2)
    is_frozen = models.BooleanField(default=False)
    is_breach = models.BooleanField(
        default=False, help_text="It was set below what was already held."
    )
    is_correction = models.BooleanField(
        default=False, help_text="It was set after its quarter had ended."
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks__gte=0),
                name="cap_not_negative",
                violation_error_message="A cap cannot be negative.",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | (Q(percent__gte=0) & Q(percent__lte=100)),
                name="cap_percent_is_a_percent",
                violation_error_message="A cap lies between 0 and 100%.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weeks} wk"


class WriteOff(AppendOnly):
    """Overdraft that an executive forgave the quarter it was carried into."""

    product_path = "plan__product"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="write_offs")
    weeks = models.DecimalField(max_digits=9, decimal_places=2)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks__gt=0),
                name="write_off_has_weeks",
                violation_error_message="More than no weeks are written off.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="write_off_has_a_reason",
                violation_error_message="A write-off is published with its reason: write one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weeks} wk"


class Decision(AppendOnly):
    """Approving, turning down, re-estimating or continuing, by a named person with a reason."""

    product_path = "escalation__product"

    class Kind(models.TextChoices):
        APPROVE = "approve", "Approved"
        REESTIMATE = "reestimate", "Re-estimated"
        DECLINE = "decline", "Declined"
        DEFER = "defer", "Deferred"
        REDIRECT = "redirect", "Redirected"
        CONTINUE = "continue", "Continued"
        RETIRE = "retire", "Retired"

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    weeks = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    is_override = models.BooleanField(default=False)
    is_slot = models.BooleanField(default=False)
    is_own_request = models.BooleanField(default=False)
    used_slot_weeks = models.BooleanField(
        default=False, help_text="It took weeks that were set apart for free slots."
    )
    cap_raised_on = models.DateField(
        null=True, help_text="It fits only because the cap was raised then, after the baseline."
    )
    judged = models.JSONField(
        default=dict, help_text="The cap, headroom and coverage it was judged against."
    )
    until = models.DateField(null=True)
    redirected_to = models.CharField(max_length=10, blank=True)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    deal_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    customer_arr = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    customer_renewal_date = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["escalation", "kind"]),
            models.Index(fields=["at"]),
            models.Index(fields=["escalation"], condition=Q(is_slot=True), name="slot_decisions"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="decision_has_a_reason",
                violation_error_message="A decision needs a reason.",
            ),
            models.CheckConstraint(
                condition=Q(is_override=False) | Q(GreaterThanOrEqual(Length("reason"), 20)),
                name="override_reason_is_long_enough",
                violation_error_message="An override needs a reason of at least 20 characters.",
            ),
            models.CheckConstraint(
                condition=Q(is_override=False) | Q(is_slot=False),
                name="a_slot_is_no_override",
                violation_error_message="A slot cannot override.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "approve",
                        "reestimate",
                        "decline",
                        "defer",
                        "redirect",
                        "continue",
                        "retire",
                    ]
                ),
                name="decision_kind_known",
                violation_error_message="That is not a decision.",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=True) | Q(redirected_to="partner"),
                name="decision_names_a_partner_who_gets_it",
                violation_error_message="It names a partner only where it is redirected to one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.at:%d %b %Y}"


class Side(models.TextChoices):
    """Whose comment on a month it is."""

    PRODUCT = "product", "Product"
    SALES = "sales", "Sales"


class Commentary(models.Model):
    """What one side says of a month, kept until it is published; each version has its own copy."""

    MOST_CHARACTERS = 600

    product = models.ForeignKey(Product, models.PROTECT, related_name="commentary")
    month = models.DateField(help_text="The first day of the month.")
    side = models.CharField(max_length=7, choices=Side.choices)
    text = models.TextField(blank=True, max_length=MOST_CHARACTERS)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "month", "side"],
                name="one_comment_a_side_and_month",
                violation_error_message="That side has commented on the month already.",
            ),
            models.CheckConstraint(
                condition=Q(side__in=["product", "sales"]),
                name="commentary_side_known",
                violation_error_message="Product comments, and sales does.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} on {self.month:%Y-%m}"


class Publication(AppendOnly):
    """One version of one month's report as it was frozen.

    `text` is the exact JSON of the facts, `schema` its form, `sha256` its digest. Without `by`
    nobody signed it: it was frozen when nobody published it in time, or by the command.
    """

    product_path = "product"

    product = models.ForeignKey(Product, models.PROTECT, related_name="publications")
    month = models.DateField(help_text="The first day of the month.")
    version = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    schema = models.PositiveSmallIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["month", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "month", "version"], name="publication_version_once"
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="publication_versions_start_at_one",
                violation_error_message="Versions are numbered from 1.",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | Q(by__isnull=False),
                name="publication_correction_is_signed",
                violation_error_message="Somebody signs a correction.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}, version {self.version}"


class ReportSettings(models.Model):
    """When a product's report is due, and whether it goes out where nobody signs it.

    Days are working days of the month after the report's.
    """

    product = models.OneToOneField(Product, models.PROTECT, related_name="report_settings")
    remind_on = models.PositiveSmallIntegerField(
        "remind the product manager on working day", default=2
    )
    freeze_on = models.PositiveSmallIntegerField(
        "without a signature it goes out on working day", default=5
    )
    goes_out_unsigned = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "report settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(remind_on__range=(1, 15)) & Q(freeze_on__range=(1, 15)),
                name="report_days_are_of_the_first_weeks",
                violation_error_message="Name a working day from the first to the fifteenth.",
            ),
            models.CheckConstraint(
                condition=Q(remind_on__lte=models.F("freeze_on")),
                name="report_is_reminded_of_before_it_goes_out",
                violation_error_message="Remind on the day it goes out at the latest.",
            ),
        ]

    def __str__(self) -> str:
        return f"Report settings of {self.product}"
