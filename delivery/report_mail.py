"""The mail that brings a published report: what it says, the way to its page, and the file."""

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from company.addresses import absolute
from delivery.links import address_of
from delivery.models import Sending
from governance.models import Publication
from governance.publications.queries import report_of
from governance.report.sections import Report


def compose(sending: Sending) -> EmailMultiAlternatives:
    """The mail of one subscriber: only its link is theirs alone."""
    publication = Publication.objects.select_related("product").get(pk=sending.publication_id)
    subject, text = _plain(report_of(publication), link_for(sending, publication))
    return EmailMultiAlternatives(" ".join(subject.split()), text, to=[sending.email])


def link_for(sending: Sending, publication: Publication) -> str:
    """The page of that version, for whoever signs in; else the subscriber's own link."""
    if sending.link is not None:
        return address_of(sending.link)
    path = reverse("governance:report_detail", args=[publication.product.slug, publication.month])
    return f"{absolute(path)}?version={publication.version}"


def _plain(report: Report, link: str) -> tuple[str, str]:
    said = report.publication
    assert said is not None  # noqa: S101 (only what is published is sent)
    subject = f"{report.product_name}, {report.month}: specials versus core work"
    signed = f"published by {said.published_by}" if said.is_signed else "not signed"
    lines = [
        report.headline.sentence,
        report.headline.verdict,
        f"Version {said.version}, {signed}. The whole report: {link}",
        said.reason,
        *(
            f"{row.section}, {row.row or row.figure}: {row.before} was {row.after}"
            for row in said.changes
        ),
        f"Ledger head {said.ledger_number}:{said.ledger_hash}",
    ]
    return subject, "\n\n".join(filter(None, lines)) + "\n"
