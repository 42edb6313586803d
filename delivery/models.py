"""Who gets a product's report, each mail of it, and links for people without an account."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from company.fields import TitleField
from company.models import Person, Product
from company.outgoing import Outgoing
from governance.models import Publication


class Subscribers(models.QuerySet["Subscriber"]):
    def active(self) -> "Subscribers":
        """Those on the list now."""
        return self.filter(left_at__isnull=True)


class Subscriber(models.Model):
    """Somebody who gets a product's report by mail: a person, or an address without account.

    Whoever is taken off keeps the row, with `left_at`: mails that were sent refer to it.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="subscribers")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="subscriptions")
    email = models.EmailField("e-mail", blank=True)
    name = TitleField(max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = Subscribers.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, email="") | Q(person__isnull=True) & ~Q(email=""),
                name="subscriber_is_a_person_or_an_address",
                violation_error_message="A subscriber is a person, or an address.",
            ),
            models.UniqueConstraint(
                fields=["product", "person"],
                condition=Q(left_at__isnull=True, person__isnull=False),
                name="subscriber_person_once",
                violation_error_message="That person is on the list already.",
            ),
            models.UniqueConstraint(
                "product",
                Lower("email"),
                condition=Q(left_at__isnull=True) & ~Q(email=""),
                name="subscriber_address_once",
                violation_error_message="That address is on the list already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.name or self.email

    @property
    def address(self) -> str:
        """Where the mail goes: a person's is the address that they sign in with now."""
        return self.person.email if self.person else self.email


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


class ReportLink(models.Model):
    """One month's report for somebody without an account, until it expires or is revoked.

    The key in its address is the nonce, signed: whoever reads this table alone cannot open it.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="report_links")
    month = models.DateField(help_text="The first day of the month.")
    name = TitleField("for whom", max_length=200)
    nonce = models.CharField(max_length=22, unique=True, default=new_nonce, editable=False)
    subscriber = models.ForeignKey(Subscriber, models.PROTECT, null=True, related_name="links")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("at")),
                name="report_link_expires_later",
                violation_error_message="A link works for a while.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="report_link_is_for_somebody",
                violation_error_message="Say for whom the link is.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y} for {self.name}"


class LinkOpening(models.Model):
    """One opening of a link, with the version of the report that it showed."""

    link = models.ForeignKey(ReportLink, models.PROTECT, related_name="openings")
    at = models.DateTimeField()
    version = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=10)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="link_opening_is_of_a_version",
                violation_error_message="Versions are numbered from 1.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.link}, {self.at:%d %b %Y}"


class Sending(Outgoing):
    """The mail of one published version to one subscriber."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="sendings")
    subscriber = models.ForeignKey(Subscriber, models.PROTECT, related_name="sendings")
    link = models.OneToOneField(ReportLink, models.PROTECT, null=True, related_name="sending")

    class Meta(Outgoing.Meta):
        ordering = ["pk"]
        constraints = [
            *Outgoing.Meta.constraints,
            models.UniqueConstraint(
                fields=["publication", "email"],
                name="sending_once_an_address",
                violation_error_message="That version goes to that address already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication} to {self.email}"


class Reminder(Outgoing):
    """The mail to a product manager that a month's report waits to be published; one a month."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="reminders")
    month = models.DateField(help_text="The first day of the month.")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta(Outgoing.Meta):
        ordering = ["pk"]
        constraints = [
            *Outgoing.Meta.constraints,
            models.UniqueConstraint(
                fields=["product", "month", "person"],
                name="reminder_once_a_month",
                violation_error_message="That person was reminded of that month already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y} to {self.person}"
