"""The mail with a published report: its summary, the address of its page, and the PDF."""

import contextlib
import email.policy
from email.message import EmailMessage as BuiltMessage
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from company.addresses import absolute
from delivery.files import file_of
from delivery.links import address_of
from delivery.models import Sending
from governance.formats.about import filename
from governance.formats.mail import MailPicture, as_mail
from governance.formats.registry import FORMATS
from governance.formats.unavailable import FormatUnavailable
from governance.models import Publication
from governance.publications.queries import report_of


class ReportMail(EmailMultiAlternatives):
    """A mail whose HTML shows its pictures in place, by Content-ID, not as attachments."""

    pictures: tuple[MailPicture, ...] = ()

    def message(self, *, policy: Any = email.policy.default) -> BuiltMessage:
        built: BuiltMessage = super().message(policy=policy)
        html: Any = built.get_body(("html",))
        for picture in self.pictures:
            named = {"cid": f"<{picture.name}>", "filename": f"{picture.name}.png"}
            html.add_related(picture.png, "image", "png", disposition="inline", **named)
        return built


def compose(sending: Sending) -> ReportMail:
    """The mail of one subscriber; only the link differs from the others' mails."""
    publication = Publication.objects.select_related("product").get(pk=sending.publication_id)
    report = report_of(publication)
    subject, text, html, pictures = as_mail(report, link_for(sending, publication))
    mail = ReportMail(subject, text, to=[sending.email])
    mail.attach_alternative(html, "text/html")
    mail.pictures = tuple(pictures)
    # Without the libraries that make a PDF the report still goes out, with its link.
    with contextlib.suppress(FormatUnavailable):
        pdf = file_of(report, "pdf")
        mail.attach(filename(report, "pdf"), pdf, FORMATS["pdf"].content_type)
    return mail


def link_for(sending: Sending, publication: Publication) -> str:
    """The address of that version: the page for people with an account, else their own link."""
    if sending.link is not None:
        return address_of(sending.link)
    path = reverse("governance:report_detail", args=[publication.product.slug, publication.month])
    return f"{absolute(path)}?version={publication.version}"
