"""One-time links to choose a password: by mail, and by hand where no mail server is."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from company.addresses import absolute
from company.models import Person


def one_time_link(person: Person) -> str:
    """Where `person` chooses a password. It works once, for three days."""
    key = default_token_generator.make_token(person)
    number = user_pk_to_url_str(person)
    return absolute(reverse("account_reset_password_from_key", args=[number, key]))
