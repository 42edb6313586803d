"""Telling people what concerns them: in Daylight, and by mail for whoever wants it so.

A notice is written in the transaction of what happened, so that nobody hears of what was rolled
back; its key is told to each person once, however often something says it.
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

# What every mail of a product ends with (config/wiring.py): the ledger's head.
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
    """Tell each of these people once, as they chose. `path` leads to what it is about.

    What `is_mailed` goes by mail to everybody who takes notices at all: it waits for them there.
    """
    wanted = {each.pk: each for each in people if each.notify_by != NotifyBy.NONE}
    if not wanted:
        return
    told = Notice.objects.filter(person__in=wanted, key=key).values_list("person", flat=True)
    for number in told:
        del wanted[number]
    said = text if len(text) <= Notice.MOST_CHARACTERS else f"{text[: Notice.MOST_CHARACTERS - 1]}…"
    made = Notice.objects.bulk_create(
        Notice(person=each, product=product, kind=kind, text=said, path=path, key=key, at=at)
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
    """Send the notices that are due by mail. Safe to repeat."""
    stop(NoticeMail.objects.exclude(notice__person__in=_reachable()))
    send_due(NoticeMail.objects.all(), compose, _come_back_at)


def _come_back_at(moment: dt.datetime) -> None:
    deliver_notices.using(run_after=moment).enqueue()


def _reachable() -> QuerySet[Any, Any]:
    """People who sign in, and have a role anywhere."""
    return Membership.objects.filter(person__is_active=True).values("person")


def compose(mail: NoticeMail) -> EmailMessage:
    notice = mail.notice
    feet = [foot(notice.product) for foot in FEET]
    lines = [notice.text, absolute(notice.path), *filter(None, feet)]
    subject = " ".join(f"{notice.product}: {notice.get_kind_display().lower()}".split())
    return EmailMessage(subject, "\n\n".join(lines) + "\n", to=[mail.email])


def enqueue_notices() -> int:
    """Have mails that are due be sent, whatever became of their task. How many there were."""
    waiting = NoticeMail.objects.filter(state=NoticeMail.State.WAITING)
    due = waiting.filter(next_try_at__lte=clock.now()).count()
    if due:
        deliver_notices.enqueue()
    return due


def notices_of(person: Person) -> QuerySet[Notice]:
    """What this person was told of products that are open to them, the newest first."""
    mine = Membership.objects.filter(person=person).values("product")
    rows = Notice.objects.filter(person=person, product__in=mine)
    return rows.select_related("product").order_by("-at", "-pk")


def read_all(person: Person, *, until: int) -> None:
    """The person has read what they were told, up to the notice of that number."""
    rows = Notice.objects.filter(person=person, read_at=None, pk__lte=until)
    rows.update(read_at=clock.now())


def settle(path: str, kinds: Iterable[str]) -> None:
    """What these notices asked for was done, by whomever: nobody need read them any more."""
    rows = Notice.objects.filter(path=path, kind__in=kinds, read_at=None)
    rows.update(read_at=clock.now())


def settle_key(key: str) -> None:
    """The same of the notices of one key."""
    Notice.objects.filter(key=key, read_at=None).update(read_at=clock.now())


def read_one(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())


def choose(person: Person, by: str) -> None:
    """From now on the person hears of things so. Raises Malformed."""
    if by not in NotifyBy.values:
        raise Malformed(notify_by="Choose one of the three.")
    Person.objects.filter(pk=person.pk).update(notify_by=by)
