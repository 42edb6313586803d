"""Reminders to each product manager that a month's report waits to be published."""

import datetime as dt

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.tasks import task
from django.urls import reverse

from company import clock
from company.addresses import absolute
from company.calendar import month_bounds, working_days_after
from company.models import Person, Product, Role
from company.outgoing import stop
from company.sending import send_due
from delivery.models import Reminder
from delivery.schedule import A_DAY, FREEZE_FROM, settings_of
from governance.models import Publication
from governance.report.sections import build_report
from ledger.chain import head_sentence


@transaction.atomic
def remind(product: Product, month: dt.date) -> int:
    """Queue a mail to each product manager not yet reminded of that month; return how many."""
    of_product = Q(memberships__product=product, memberships__role=Role.PRODUCT_MANAGER)
    managers = Person.objects.filter(of_product, is_active=True)
    reminded = Reminder.objects.filter(product=product, month=month).values("person")
    new = managers.exclude(pk__in=reminded)
    made = [
        Reminder(product=product, month=month, person=each, email=each.email.lower())
        for each in new
    ]
    # Another worker's round may write the same rows at this moment.
    Reminder.objects.bulk_create(made, ignore_conflicts=True)
    if made:
        deliver_reminders.enqueue(product.pk)
    return len(made)


@task()
def deliver_reminders(product: int) -> None:
    """Send the product's reminders that are due. A task that may run twice without harm."""
    rows = Reminder.objects.filter(product=product)
    published = Publication.objects.filter(product=product, month=OuterRef("month"))
    # A reminder that waited for the mail server would be wrong once the report is out.
    stop(rows.filter(Exists(published)))

    def come_back_at(moment: dt.datetime) -> None:
        deliver_reminders.using(run_after=moment).enqueue(product)

    send_due(rows, compose, come_back_at)


def enqueue_reminders(product: Product) -> int:
    """Enqueue the sending where reminders are due, in case their task was lost.

    Returns how many are due.
    """
    rows = Reminder.objects.filter(product=product)
    due = rows.filter(state=Reminder.State.WAITING, next_try_at__lte=clock.now()).count()
    if due:
        deliver_reminders.enqueue(product.pk)
    return due


def compose(reminder: Reminder) -> EmailMessage:
    """The mail: the draft's main sentence as of now, its address, and what happens unsigned."""
    product, month = reminder.product, reminder.month
    link = absolute(reverse("governance:report_detail", args=[product.slug, month]))
    lines = [
        f"The report of {month:%B %Y} is not published yet. As it stands it says:",
        build_report(product, month).headline.sentence,
        f"Read it, write product's comment, and have an executive publish it: {link}",
        _unsigned_sentence(product, month),
        head_sentence(product),
    ]
    subject = " ".join(f"{product.name}: the report of {month:%B %Y} waits for you".split())
    return EmailMessage(subject, "\n\n".join(filter(None, lines)) + "\n", to=[reminder.email])


def _unsigned_sentence(product: Product, month: dt.date) -> str:
    settings = settings_of(product)
    if not settings.goes_out_unsigned:
        return "Until somebody publishes it, it goes to nobody."
    _, after = month_bounds(month)
    due = working_days_after(after - A_DAY, settings.freeze_on)
    return (
        f"If nobody has by {due.day} {due:%B}, {FREEZE_FROM}:00, it goes out as it stands then,"
        " marked as not signed."
    )
