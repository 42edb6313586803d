"""Mailing a published version: queued in the transaction that publishes it, sent by a task."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.tasks import task

from company import clock, outgoing
from company.access import require
from company.models import Membership, Person, Product
from company.sending import send_due
from delivery.links import link_in_mail
from delivery.models import Sending
from delivery.report_mail import compose
from delivery.subscribers import DOING, reachable
from governance.models import Publication


def queue(publication: Publication) -> None:
    """Queue the version's mails, one for each address on the list now.

    Call it inside the transaction that publishes: what is rolled back goes to nobody.
    """
    # Somebody may be listed as a person and, from before, by the same address.
    by_address = {each.address.lower(): each for each in reachable(publication.product)}
    for email, subscriber in by_address.items():
        Sending.objects.create(
            publication=publication,
            subscriber=subscriber,
            email=email,
            link=None
            if subscriber.person_id
            else link_in_mail(publication, str(subscriber), subscriber=subscriber),
        )
    if by_address:
        # Tasks are rows of this database: a rollback takes the task back too.
        deliver.enqueue(publication.pk)


@task()
def deliver(publication: int) -> None:
    """Send the version's mails that are due. A task that may run twice: nothing is sent again."""
    rows = Sending.objects.filter(publication=publication)
    stop_departed(rows)

    def come_back_at(moment: dt.datetime) -> None:
        deliver.using(run_after=moment).enqueue(publication)

    send_due(rows, compose, come_back_at)


def stop_departed(rows: QuerySet[Sending]) -> None:
    """Stop the mails to people who have no role in the product any more."""
    here = Membership.objects.filter(
        person=OuterRef("subscriber__person"),
        product=OuterRef("publication__product"),
        person__is_active=True,
    )
    outgoing.stop(rows.filter(~Exists(here), subscriber__person__isnull=False))


@transaction.atomic
def send_again(publication: Publication, *, actor: Person) -> None:
    """Make the version's failed mails due now.

    Raises PermissionDenied, and Http404 where none failed.
    """
    require(actor, publication.product_id, DOING)
    if not outgoing.try_again(Sending.objects.filter(publication=publication)):
        raise Http404("Nothing of that version waits to be sent.")
    deliver.enqueue(publication.pk)


def enqueue_waiting(product: Product) -> int:
    """Enqueue the sending of versions with mails that are due, in case their task was lost.

    Returns how many versions these are.
    """
    rows = Sending.objects.filter(publication__product=product, state=Sending.State.WAITING)
    due = rows.filter(next_try_at__lte=clock.now())
    publications = set(due.values_list("publication", flat=True))
    for publication in sorted(publications):
        deliver.enqueue(publication)
    return len(publications)
