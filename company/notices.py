"""Notices: telling people what concerns them, in Daylight and by mail for whoever wants it.

A notice is written in the transaction of what happened, so that nobody hears of what was rolled
back. A person gets a notice of one key only once, however often it is sent.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.tasks import task

from company import clock
from company.addresses import absolute
from company.models import Membership, Notice, NoticeMail, NotifyBy, Person, Product
from company.outgoing import stop
from company.refusals import Malformed
from company.sending import send_due

# Each gives a line that every mail of a product ends with. config/wiring.py adds the ledger's head,
# since company does not know the ledger.
FEET: list[Callable[[Product], str]] = []


@transaction.atomic
def notify(
    people: Iterable[Person],
    *,
    product: Product,
    kind: str,
    text: str,
    path: str,
    key: str,
    at: dt.datetime,
    is_mailed: bool = False,
) -> None:
    """Write a notice for each of these people, once per `key`, as they chose to be told.

    `path` is the page it is about. With `is_mailed` it is also mailed to everybody who has not
    turned notices off.
    """
    wanted = {each.pk: each for each in people if each.notify_by != NotifyBy.NONE}
    if not wanted:
        return
    already_told = Notice.objects.filter(person__in=wanted, key=key).values_list(
        "person", flat=True
    )
    for number in already_told:
        del wanted[number]
    shown_text = (
        text if len(text) <= Notice.MOST_CHARACTERS else f"{text[: Notice.MOST_CHARACTERS - 1]}…"
    )
    made = Notice.objects.bulk_create(
        Notice(person=each, product=product, kind=kind, text=shown_text, path=path, key=key, at=at)
        for each in wanted.values()
    )
    mails = [
        NoticeMail(notice=row, email=row.person.email)
        for row in made
        if is_mailed or row.person.notify_by == NotifyBy.MAIL
    ]
    if mails:
        NoticeMail.objects.bulk_create(mails)
        deliver_notices.enqueue()


@task()
def deliver_notices() -> None:
    """Mail the notices that are due. A task that may run twice without harm."""
    # Whoever left since must learn nothing more.
    stop(NoticeMail.objects.exclude(notice__person__in=_reachable()))
    send_due(NoticeMail.objects.all(), compose, _come_back_at)


def _come_back_at(moment: dt.datetime) -> None:
    deliver_notices.using(run_after=moment).enqueue()


def _reachable() -> QuerySet[Any, Any]:
    """The ids of people who may sign in and have a role in some product."""
    return Membership.objects.filter(person__is_active=True).values("person")


def compose(mail: NoticeMail) -> EmailMessage:
    notice = mail.notice
    feet = [foot(notice.product) for foot in FEET]
    lines = [notice.text, absolute(notice.path), *filter(None, feet)]
    subject = " ".join(f"{notice.product}: {notice.get_kind_display().lower()}".split())
    return EmailMessage(subject, "\n\n".join(lines) + "\n", to=[mail.email])


def enqueue_notices() -> int:
    """Enqueue the sending where mails are due, in case their task was lost; return how many."""
    waiting = NoticeMail.objects.filter(state=NoticeMail.State.WAITING)
    due = waiting.filter(next_try_at__lte=clock.now()).count()
    if due:
        deliver_notices.enqueue()
    return due


def notices_of(person: Person) -> QuerySet[Notice]:
    """The person's notices of products that they still have a role in, the newest first."""
    mine = Membership.objects.filter(person=person).values("product")
    rows = Notice.objects.filter(person=person, product__in=mine)
    return rows.select_related("product").order_by("-at", "-pk")


def read_all(person: Person, *, until: int) -> None:
    """Mark the person's notices up to the one of that number as read."""
    rows = Notice.objects.filter(person=person, read_at=None, pk__lte=until)
    rows.update(read_at=clock.now())


def settle(path: str, kinds: Iterable[str]) -> None:
    """Mark notices of these kinds as read for everybody: what they asked for was done."""
    rows = Notice.objects.filter(path=path, kind__in=kinds, read_at=None)
    rows.update(read_at=clock.now())


def settle_key(key: str) -> None:
    """Mark the notices of that key as read for everybody."""
    Notice.objects.filter(key=key, read_at=None).update(read_at=clock.now())


def read_one(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())


def choose(person: Person, by: str) -> None:
    """Set how the person receives notices: one of NotifyBy. Raises Malformed."""
    if by not in NotifyBy.values:
        raise Malformed(notify_by="Choose one of the three.")
    Person.objects.filter(pk=person.pk).update(notify_by=by)
