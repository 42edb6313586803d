"""Slices, items, teams, and the effort really spent."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from company.fields import TitleField
from company.histories import Tracked, Unit
from company.models import Person, Product


class Slice(Tracked):
    """A kind of investment. Exactly one of a product's slices is the specials slice."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="slices")
    key = models.SlugField(max_length=40)
    name = TitleField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    is_specials = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "key"], name="slice_key_once"),
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(is_specials=True),
                name="one_specials_slice",
                violation_error_message="A product has exactly one specials slice.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Item(Tracked):
    """A piece of work on the roadmap. No slice means uncategorised."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="items")
    slice = models.ForeignKey(Slice, models.PROTECT, null=True, blank=True, related_name="items")
    title = TitleField(max_length=300)
    import_key = models.CharField(max_length=200, blank=True, editable=False)
    customer = models.ForeignKey(
        "portfolio.Customer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        help_text="The one customer this is for; empty for work meant for all.",
    )
    estimate_minutes = models.PositiveIntegerField("estimate", null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(
        "dropped on",
        null=True,
        blank=True,
        editable=False,
        help_text="The day a special pushed it off the roadmap; empty while it is on it.",
    )
    # A flag, not a date: trackers know at most whether, and "it was not" has no day.
    validated = models.BooleanField(
        null=True,
        blank=True,
        help_text="Whether customers confirmed the need before it was built. Empty: nobody said.",
    )

    units = {"estimate_minutes": Unit.MINUTES}

    class Meta:
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["product", "slice"])]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "import_key"],
                condition=~Q(import_key=""),
                name="item_import_key_once",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | Q(finished_on__isnull=True)
                | Q(finished_on__gte=F("started_on")),
                name="item_starts_before_it_finishes",
                violation_error_message="An item cannot finish before it starts.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="item_has_a_title",
                violation_error_message="An item needs a title.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Team(Tracked):
    """A team of the product: core teams make up its capacity, services teams never do."""

    class Kind(models.TextChoices):
        CORE = "core", "Core"
        SERVICES = "services", "Services"

    product = models.ForeignKey(Product, models.PROTECT, related_name="teams")
    name = TitleField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CORE)
    people = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal("1.00"))
    availability = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=Decimal("1.00"),
        help_text="The share of its weeks that goes into planned work, 0 to 1.",
    )
    lead = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Is asked every Friday whether the week was as the last one.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "name"],
                name="team_name_once",
                violation_error_message="This product already has a team of that name.",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=0),
                name="team_people_not_negative",
                violation_error_message="A team cannot have fewer than no people.",
            ),
            models.CheckConstraint(
                condition=Q(availability__gte=0) & Q(availability__lte=1),
                name="team_availability_is_a_share",
                violation_error_message="Availability lies between 0 and 1.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["core", "services"]),
                name="team_kind_known",
                violation_error_message="A team is core or services.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Effort(models.Model):
    """Work really done by a team on an item on a day, in whole minutes.

    2,400 minutes make an engineer-week. Nobody's personal hours are ever kept.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="effort")
    team = models.ForeignKey(Team, models.PROTECT, related_name="effort")
    item = models.ForeignKey(Item, models.PROTECT, related_name="effort")
    date = models.DateField()
    minutes = models.PositiveIntegerField()
    people = models.PositiveSmallIntegerField(default=1)
    is_split = models.BooleanField(
        default=False,
        editable=False,
        help_text="Nobody logged it: the team's weeks, split over its issues in progress.",
    )
    import_key = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["date", "pk"]
        verbose_name_plural = "effort"
        indexes = [
            models.Index(fields=["product", "date"]),
            models.Index(fields=["item", "date"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "import_key"],
                condition=~Q(import_key=""),
                name="effort_import_key_once",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1),
                name="effort_takes_time",
                violation_error_message="Effort is at least one minute.",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1),
                name="effort_needs_people",
                violation_error_message="Somebody did it: people is at least 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.date}"


class EffortReceipt(models.Model):
    """The answer given to an Idempotency-Key, so that the same key adds nothing.

    Request forms keep their drafts' receipts here as well (escalations/drafts.py).
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return self.key
