"""One-time links to choose a password: mailed, or handed over where no mail server is."""

import logging

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from company.addresses import absolute
from company.models import Person

log = logging.getLogger(__name__)


def one_time_link(person: Person) -> str:
    """The address where `person` chooses a password. It works once, for three days."""
    key = default_token_generator.make_token(person)
    number = user_pk_to_url_str(person)
    return absolute(reverse("account_reset_password_from_key", args=[number, key]))


def mail_link(person: Person, link: str) -> bool:
    """Mail the link, and say whether a server took it: if not, it must be handed over."""
    text = render_to_string("account/email/invitation_message.txt", {"link": link})
    try:
        send_mail("Your sign-in to Daylight", text, None, [person.email])
    except OSError:
        log.exception("The link to choose a password was not mailed.")
        return False
    return True
