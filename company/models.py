"""Products, the people who govern them, their roles, their tokens and what they are told."""

import datetime as dt
import zoneinfo
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import Exact
from django.utils import timezone

from company import clock
from company.fields import TitleField
from company.outgoing import Outgoing


class People(BaseUserManager["Person"]):
    """People are named by their e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **rest: object) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **rest)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **rest: object) -> "Person":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **rest})

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class NotifyBy(models.TextChoices):
    """How somebody hears of what concerns them."""

    APP = "app", "In Daylight"
    MAIL = "mail", "In Daylight, and by mail at once"
    NONE = "none", "Not at all"


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. What they may do is said by their memberships, product by product."""

    email = models.EmailField("e-mail", unique=True)
    name = TitleField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("site administrator", default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    tour_done_at = models.DateTimeField(null=True, blank=True, editable=False)
    notify_by = models.CharField(
        "notices", max_length=4, choices=NotifyBy.choices, default=NotifyBy.APP
    )

    USERNAME_FIELD = "email"
    objects = People()

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_any_case_unique"),
            models.CheckConstraint(
                condition=Q(notify_by__in=NotifyBy.values),
                name="person_notify_by_known",
                violation_error_message="Notices come in Daylight, by mail too, or not at all.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or self.email


def _time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"{name} is not a time zone. Write it like Europe/Madrid.")


class Product(models.Model):
    """A product line with its own plan, cap and report."""

    slug = models.SlugField(max_length=60, unique=True)
    name = TitleField(max_length=200)
    currency = models.CharField(
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}$", "Three capital letters, such as EUR.")],
    )
    fiscal_year_start = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="The month in which the fiscal year starts, 1 to 12.",
    )
    time_zone = models.CharField(max_length=60, default="UTC", validators=[_time_zone])

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fiscal_year_start__range=(1, 12)),
                name="product_fiscal_year_starts_in_a_month",
                violation_error_message="A fiscal year starts in a month from 1 to 12.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def local_day(self, moment: dt.datetime) -> dt.date:
        """The calendar day of `moment` in the product's time zone."""
        return timezone.localtime(moment, zoneinfo.ZoneInfo(self.time_zone)).date()

    def midnight(self, day: dt.date) -> dt.datetime:
        """The instant at which `day` begins in the product's time zone."""
        return dt.datetime.combine(day, dt.time(), tzinfo=zoneinfo.ZoneInfo(self.time_zone))


class Rate(models.Model):
    """The loaded cost of one engineer-week from a date on, in the product's currency."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="rates")
    from_date = models.DateField(default=dt.date(1970, 1, 1))
    per_week = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("8000.00"))

    class Meta:
        ordering = ["from_date"]
        constraints = [
            models.UniqueConstraint(fields=["product", "from_date"], name="one_rate_per_date"),
            models.CheckConstraint(
                condition=Q(per_week__gte=0),
                name="rate_not_negative",
                violation_error_message="A rate cannot be negative.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.per_week} from {self.from_date}"


class Role(models.TextChoices):
    """What a person does for one product (DESIGN section 2)."""

    SALES = "sales", "Sales"
    SALES_VP = "sales_vp", "Sales VP"
    PRODUCT_MANAGER = "product_manager", "Product manager"
    ENGINEERING = "engineering", "Engineering"
    EXECUTIVE = "executive", "Executive"
    OBSERVER = "observer", "Observer"

    @property
    def in_a_sentence(self) -> str:
        """Who that is, in the middle of a sentence."""
        named = {
            Role.SALES_VP: "the sales VP",
            Role.PRODUCT_MANAGER: "a product manager",
            Role.EXECUTIVE: "an executive",
            Role.OBSERVER: "an observer",
        }
        return named.get(self, self.label.lower())


class Membership(models.Model):
    """One role of one person in one product; a person may hold several."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    product = models.ForeignKey(Product, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    since = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["product", "person", "role"]
        constraints = [
            models.UniqueConstraint(fields=["person", "product", "role"], name="one_role_once"),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message="That is not a role.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()} of {self.product}"


class Token(models.Model):
    """A personal key to the API. Only its SHA-256 is kept; the text is shown once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = TitleField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Exact(Length("digest"), 64),
                name="token_kept_as_digest",
                violation_error_message="A token is kept as its SHA-256 only.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_live(self, now: dt.datetime) -> bool:
        """Whether the token opens anything at `now`."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Notice(models.Model):
    """Something one person is told, written in the transaction of what happened; once by key."""

    class Kind(models.TextChoices):
        YOUR_TURN = "your_turn", "Your turn"
        DECIDED = "decided", "Decided"
        SENT_BACK = "sent_back", "Sent back"
        DISPLACED = "displaced", "Displaced"
        OVERRAN = "overran", "Overran"
        DUE_TOMORROW = "due_tomorrow", "Due tomorrow"
        TEAM_WEEK = "team_week", "A week to confirm"
        IS_SPECIAL = "is_special", "Special?"

    MOST_CHARACTERS = 500

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    product = models.ForeignKey(Product, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.CharField(max_length=MOST_CHARACTERS)
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=100)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "at"]),
            models.Index(
                fields=["person"], condition=Q(read_at__isnull=True), name="unread_notices"
            ),
            models.Index(
                fields=["path"], condition=Q(read_at__isnull=True), name="unread_notices_of"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "your_turn",
                        "decided",
                        "sent_back",
                        "displaced",
                        "overran",
                        "due_tomorrow",
                        "team_week",
                        "is_special",
                    ]
                ),
                name="notice_kind_known",
                violation_error_message="That is no kind of notice.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class NoticeMail(Outgoing):
    """A notice on its way by mail, for whoever wants it so."""

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="mail")

    class Meta(Outgoing.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.notice} to {self.email}"


class SavedList(models.Model):
    """What a list shows, kept by one person under a name: its filters and order, as a query."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_lists")
    product = models.ForeignKey(Product, models.CASCADE, related_name="saved_lists")
    list = models.CharField(max_length=20)
    name = TitleField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "product", "list", "name"],
                name="saved_list_name_once",
                violation_error_message="You have saved a list of that name.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="saved_list_has_a_name",
                violation_error_message="A saved list needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DataVersion(models.Model):
    """What company/data_version.py counts changes in. Written by triggers."""

    n = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.n)
