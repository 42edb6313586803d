"""Where custom work goes instead of the core: extension points and partners; and non-goals."""

from typing import Any, Self

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from company.fields import TitleField
from company.histories import Tracked, TrackedRows
from company.models import Product

LINK = URLValidator(
    schemes=["http", "https"], message="Write the whole address, like https://docs.example.com."
)


class Standing(TrackedRows[Any]):
    def standing(self) -> Self:
        """Those that nobody has ended."""
        return self.filter(ended_on__isnull=True)


def _once(field: str, name: str, said: str) -> models.UniqueConstraint:
    """Among those not ended, a name is unique whatever its case; an ended one's may come again."""
    return models.UniqueConstraint(
        "product",
        Lower(field),
        condition=Q(ended_on__isnull=True),
        name=name,
        violation_error_message=said,
    )


class ExtensionPoint(Tracked):
    """A documented way to do custom work outside the core, or one that is still missing."""

    class Layer(models.TextChoices):
        DEVICE_HARDWARE = "device_hardware", "Device hardware"
        DEVICE_SOFTWARE = "device_software", "Device software"
        CLOUD_PLATFORM = "cloud_platform", "Cloud platform"
        CLOUD_APPLICATION = "cloud_application", "Cloud application"

    class Kind(models.TextChoices):
        API = "api", "API"
        WEBHOOK = "webhook", "Webhook"
        REPORT_INTERFACE = "report_interface", "Report interface"
        WHITE_LABEL = "white_label", "White label"
        MODULE = "module", "Module"
        OTHER = "other", "Another way"

    class State(models.TextChoices):
        DOCUMENTED = "documented", "Documented"
        PLANNED = "planned", "Planned"
        MISSING = "missing", "Missing"

    product = models.ForeignKey(Product, models.PROTECT, related_name="extension_points")
    name = TitleField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.API)
    layer = models.CharField(
        max_length=17,
        choices=Layer.choices,
        blank=True,
        help_text="Only where the product has devices.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.MISSING)
    link = models.CharField(
        max_length=500, blank=True, validators=[LINK], help_text="Where it is documented."
    )
    ended_on = models.DateField(
        null=True, blank=True, help_text="The day it went; empty while it stands."
    )

    objects = Standing.as_manager()  # type: ignore[misc]  # instead of the one of Tracked

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            _once(
                "name",
                "extension_point_name_once",
                "This product already has an extension point of that name.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="extension_point_has_a_name",
                violation_error_message="An extension point needs a name.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "api",
                        "webhook",
                        "report_interface",
                        "white_label",
                        "module",
                        "other",
                    ]
                ),
                name="extension_point_kind_known",
                violation_error_message="That is not a kind of extension point.",
            ),
            models.CheckConstraint(
                condition=Q(
                    layer__in=[
                        "",
                        "device_hardware",
                        "device_software",
                        "cloud_platform",
                        "cloud_application",
                    ]
                ),
                name="extension_point_layer_known",
                violation_error_message="That is not a layer of the product.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["documented", "planned", "missing"]),
                name="extension_point_state_known",
                violation_error_message="It is documented, planned or missing.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it is still to be built or documented."""
        return self.state != self.State.DOCUMENTED

    @property
    def said(self) -> str:
        """Its name, with its state in brackets while it is not documented."""
        return f"{self.name} ({self.get_state_display().lower()})" if self.is_open else self.name


class NonGoal(Tracked):
    """What the product decided not to do: since when, and because of what."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="non_goals")
    title = TitleField("what", max_length=200)
    since = models.DateField()
    because = models.TextField()
    ended_on = models.DateField(
        null=True, blank=True, help_text="The day it was taken back; empty while it stands."
    )

    objects = Standing.as_manager()  # type: ignore[misc]  # instead of the one of Tracked

    class Meta:
        ordering = ["-since", "pk"]
        constraints = [
            _once("title", "non_goal_title_once", "This product already has a non-goal like that."),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="non_goal_has_a_title",
                violation_error_message="Say what is not done.",
            ),
            models.CheckConstraint(
                condition=~Q(because=""),
                name="non_goal_has_a_reason",
                violation_error_message="Say because of what it is not done.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
                name="non_goal_ends_after_it_began",
                violation_error_message="It cannot end before it was decided.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Partner(Tracked):
    """A company that does custom work for the product's customers."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="partners")
    name = TitleField(max_length=200)
    does = models.CharField("what they do", max_length=300, blank=True)
    link = models.CharField(max_length=500, blank=True, validators=[LINK])
    ended_on = models.DateField(
        null=True, blank=True, help_text="The day they stopped; empty while they work for us."
    )

    objects = Standing.as_manager()  # type: ignore[misc]  # instead of the one of Tracked

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            _once("name", "partner_name_once", "This product already has a partner of that name."),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="partner_has_a_name",
                violation_error_message="A partner needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
