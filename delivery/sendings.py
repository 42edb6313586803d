"""A published version on its way: queued in the transaction that publishes it, sent by a task."""

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
    """Have the version go out to everybody who is on the list now, once each.

    Call it inside the transaction that publishes: what is rolled back goes to nobody.
    """
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
        # In the same database: the task is there when this is, and not otherwise.
        deliver.enqueue(publication.pk)


@task()
def deliver(publication: int) -> None:
    """Send what is due of a version. Safe to repeat: what was sent is not sent again."""
    rows = Sending.objects.filter(publication=publication)
    stop_departed(rows)

    def come_back_at(moment: dt.datetime) -> None:
        deliver.using(run_after=moment).enqueue(publication)

    send_due(rows, compose, come_back_at)


def stop_departed(rows: QuerySet[Sending]) -> None:
    """Nothing goes to a person who has no role in the product any more."""
    here = Membership.objects.filter(
        person=OuterRef("subscriber__person"),
        product=OuterRef("publication__product"),
        person__is_active=True,
    )
    outgoing.stop(rows.filter(~Exists(here), subscriber__person__isnull=False))


@transaction.atomic
def send_again(publication: Publication, *, actor: Person) -> None:
    """Try those anew that failed. Raises PermissionDenied, and Http404 where none did."""
    require(actor, publication.product_id, DOING)
    if not outgoing.try_again(Sending.objects.filter(publication=publication)):
        raise Http404("Nothing of that version waits to be sent.")
    deliver.enqueue(publication.pk)


def enqueue_waiting(product: Product) -> int:
    """Have what is due be sent, whatever became of its task. How many versions it is of."""
    rows = Sending.objects.filter(publication__product=product, state=Sending.State.WAITING)
    due = rows.filter(next_try_at__lte=clock.now())
    found = set(due.values_list("publication", flat=True))
    for publication in sorted(found):
        deliver.enqueue(publication)
    return len(found)
