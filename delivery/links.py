"""Links to one month's report for people without an account: signed, expiring, revocable."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import Count, Max, QuerySet
from django.http import Http404
from django.urls import reverse

from company import clock
from company.access import require
from company.addresses import absolute
from company.models import Person, Product
from company.refusals import Malformed, Refused
from delivery.models import LinkOpening, ReportLink
from delivery.subscribers import DOING
from governance.models import Publication
from governance.publications.versions import newest

# The most days a link may work, and the days of one that goes out by mail.
LONGEST_DAYS = 365
IN_MAIL_DAYS = 90
SALT = "delivery.links"


class LinkEnded(Exception):
    """The link was valid once; the message says in a sentence what became of it."""


def key_of(link: ReportLink) -> str:
    """The key in the link's address: its nonce, signed.

    It is not stored, and changes with SECRET_KEY: whoever reads the database alone cannot open a
    report.
    """
    return Signer(salt=SALT).sign(link.nonce)


def address_of(link: ReportLink) -> str:
    return absolute(reverse("delivery:link_open", args=[key_of(link)]))


def make_link(
    *, product: Product, month: dt.date, name: str, days: int = 30, actor: Person
) -> ReportLink:
    """A link for one reader, valid for so many days.

    Raises PermissionDenied, Malformed and Refused.
    """
    require(actor, product.pk, DOING)
    if not 1 <= days <= LONGEST_DAYS:
        raise Malformed(days=f"A link works from 1 to {LONGEST_DAYS} days.")
    if newest(product, month) is None:
        raise Refused("wrong-state", f"Nothing is published of {month:%B %Y} yet.")
    made = _new(product, month, name.strip(), days, actor)
    try:
        made.full_clean(exclude=["revoked_at", "revoked_by", "subscriber", "made_by"])
    except ValidationError as error:
        raise Malformed(**error.message_dict) from None
    made.save()
    return made


def link_in_mail(publication: Publication, name: str, **belongs: object) -> ReportLink:
    """The personal link for a subscriber without an account; `belongs` are further fields."""
    made = _new(publication.product, publication.month, name, IN_MAIL_DAYS, None)
    for field, value in belongs.items():
        setattr(made, field, value)
    made.save()
    return made


def revoke(link: ReportLink, *, actor: Person) -> None:
    """Revoke the link: it opens nothing any more. Raises PermissionDenied."""
    require(actor, link.product_id, DOING)
    # Whoever revoked it first stays on record.
    rows = ReportLink.objects.filter(pk=link.pk, revoked_at=None)
    rows.update(revoked_at=clock.now(), revoked_by=actor)


def live_link(key: str) -> ReportLink:
    """The link of that key. Raises LinkEnded, and Http404 for a text that is no key."""
    try:
        nonce = Signer(salt=SALT).unsign(key)
    except BadSignature:
        raise Http404("No report has this address.") from None
    link = ReportLink.objects.select_related("product").filter(nonce=nonce).first()
    if link is None:
        raise Http404("No report has this address.")
    if link.revoked_at is not None:
        raise LinkEnded("This link was taken back.")
    if link.expires_at <= clock.now():
        day = link.product.local_day(link.expires_at)
        raise LinkEnded(f"This link worked until {day.day} {day:%B %Y}.")
    return link


def published_for(link: ReportLink) -> Publication:
    """The newest version of the link's month. Raises Http404 where none is published."""
    found = newest(link.product, link.month)
    if found is None:
        raise Http404("Nothing is published of that month.")
    return found


def note_opening(link: ReportLink, publication: Publication, form: str) -> None:
    """Record that the link was opened, which version it showed, and in which format."""
    LinkOpening.objects.create(link=link, at=clock.now(), version=publication.version, format=form)


def links_of(product: Product) -> QuerySet[ReportLink]:
    """The product's links, the newest first, with `times` opened and `last_at`."""
    rows = ReportLink.objects.filter(product=product).select_related("made_by", "revoked_by")
    return rows.annotate(times=Count("openings"), last_at=Max("openings__at")).order_by("-pk")


def _new(product: Product, month: dt.date, name: str, days: int, by: Person | None) -> ReportLink:
    now = clock.now()
    ends = now + dt.timedelta(days=days)
    return ReportLink(
        product=product, month=month.replace(day=1), name=name, made_by=by, at=now, expires_at=ends
    )
