"""The list of who gets a product's report: members of the product, and other addresses."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from company import clock
from company.access import require
from company.models import Person, Product
from company.outgoing import stop
from company.refusals import Malformed
from delivery.models import ReportLink, Sending, Subscriber

DOING = "say how reports go out"
TWICE = "Whoever reads mail there gets the report already."


def subscribers_of(product: Product) -> QuerySet[Subscriber]:
    """Those on the list now, in the order they were added."""
    rows = Subscriber.objects.active().filter(product=product)
    return rows.select_related("person", "added_by").order_by("pk")


def reachable(product: Product) -> QuerySet[Subscriber]:
    """Those on the list who may be sent a report: not people without a role here any more."""
    here = Person.objects.filter(is_active=True, memberships__product=product)
    return subscribers_of(product).filter(Q(person=None) | Q(person__in=here))


@transaction.atomic
def subscribe(*, product: Product, email: str, name: str = "", actor: Person | None) -> Subscriber:
    """Put an address on the list: the report goes there from the next publication on.

    The address of somebody with a role in the product stands for that person, and follows when they
    change it. Raises PermissionDenied and Malformed.
    """
    if actor is not None:
        require(actor, product.pk, DOING)
    email = email.strip().lower()
    made = Subscriber(product=product, added_by=actor, at=clock.now(), name=name.strip())
    made.person = _member(product, email)
    if made.person is None:
        made.email = email
    # A person's own name is shown, even after they change it.
    elif made.name:
        made.name = ""
    if not email:
        raise Malformed(email="Write an address.")
    if any(each.address.lower() == email for each in subscribers_of(product)):
        raise Malformed(email=TWICE)
    try:
        made.full_clean(exclude=["added_by", "person", "removed_by", "left_at"])
        # A savepoint: after an IntegrityError PostgreSQL answers nothing more in the outer
        # transaction.
        with transaction.atomic():
            made.save()
    except IntegrityError:
        # Somebody else added it since we looked.
        raise Malformed(email=TWICE) from None
    except ValidationError as error:
        raise Malformed(**error.message_dict) from None
    return made


@transaction.atomic
def unsubscribe(subscriber: Subscriber, *, actor: Person | None) -> None:
    """Take a subscriber off the list; stop the waiting mails and revoke the links sent.

    Raises PermissionDenied, and Http404 where somebody took it off before.
    """
    if actor is not None:
        require(actor, subscriber.product_id, DOING)
    rows = Subscriber.objects.active().filter(pk=subscriber.pk)
    if not rows.update(left_at=clock.now(), removed_by=actor):
        raise Http404("That is not on the list any more.")
    stop(Sending.objects.filter(subscriber=subscriber))
    links = ReportLink.objects.filter(subscriber=subscriber, revoked_at=None)
    links.update(revoked_at=clock.now(), revoked_by=actor)


def _member(product: Product, email: str) -> Person | None:
    people = Person.objects.filter(is_active=True, memberships__product=product)
    return people.filter(email__iexact=email).first()
